package penstock.capabilities.services.external;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import penstock.capabilities.services.Discovery;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.ExternalSpec;
import penstock.capabilities.services.Place;
import penstock.capabilities.services.Whereabouts;

/// Looks up the names of all releases in demand; a name that several of them have is looked up once.
public final class Lookups implements Discovery, AutoCloseable {
    private final DnsNames names = new DnsNames();
    private final Consumer<String> changed;
    private final Map<String, Map<String, ExternalSpec>> followed = new ConcurrentHashMap<>();
    private final Map<Lookup.Query, Lookup> lookups = new ConcurrentHashMap<>();
    private boolean isClosed;

    /// @param changed called with a service (`environment/name`) of which other addresses, or other troubles, are known; returns quickly
    public Lookups(Consumer<String> changed) {
        this.changed = changed;
    }

    @Override
    public Whereabouts find(ExternalSpec external) {
        var places = new LinkedHashMap<Endpoint, Place>();
        var troubles = new ArrayList<String>();
        boolean isComplete = true;
        for (var address : external.addresses()) {
            if (address.endpoint().isPresent()) {
                var endpoint = address.endpoint().get();
                add(new Place(endpoint, address.weight(), 0, endpoint.host()), places);
                continue;
            }
            var lookup = lookups.get(Lookup.Query.of(address, external.resolver()));
            var known = lookup == null ? Lookup.Known.NOTHING : lookup.known();
            known.trouble().ifPresent(troubles::add);
            isComplete &= known.places().isPresent();
            for (var place : known.places().orElse(List.of())) {
                add(place.times(address.weight()), places);
            }
        }
        return new Whereabouts(List.copyOf(places.values()), isComplete, troubles);
    }

    private static void add(Place place, Map<Endpoint, Place> places) {
        places.putIfAbsent(place.endpoint(), place);
    }

    @Override
    public synchronized void follow(String service, Map<String, ExternalSpec> releases) {
        if (isClosed) {
            return;
        }
        if (releases.isEmpty()) {
            followed.remove(service);
        } else {
            followed.put(service, Map.copyOf(releases));
        }
        var wanted = new HashSet<Lookup.Query>();
        followed.values().forEach(each -> wanted.addAll(queries(each)));
        var left = new HashMap<>(lookups);
        left.keySet().removeAll(wanted);
        left.forEach(
                (query, lookup) -> {
                    lookup.leave();
                    lookups.remove(query);
                });
        for (var query : wanted) {
            if (!lookups.containsKey(query)) {
                var lookup = new Lookup(query, names, () -> changed(query));
                lookups.put(query, lookup);
                lookup.begin();
            }
        }
    }

    private static List<Lookup.Query> queries(Map<String, ExternalSpec> releases) {
        return releases.values().stream()
                .flatMap(
                        external ->
                                external.addresses().stream()
                                        .filter(address -> address.endpoint().isEmpty())
                                        .map(
                                                address ->
                                                        Lookup.Query.of(
                                                                address, external.resolver())))
                .toList();
    }

    private void changed(Lookup.Query query) {
        followed.forEach(
                (service, releases) -> {
                    if (queries(releases).contains(query)) {
                        changed.accept(service);
                    }
                });
    }

    @Override
    public Map<String, ExternalSpec> followed(String service) {
        return followed.getOrDefault(service, Map.of());
    }

    /// Looks nothing up any more; what is known stays known.
    @Override
    public synchronized void close() {
        isClosed = true;
        lookups.values().forEach(Lookup::leave);
        names.close();
    }
}
