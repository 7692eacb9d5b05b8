package penstock.capabilities.services.external;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.services.Address;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.Place;
import penstock.capabilities.services.ResolverSpec;

/// Looks one name up again and again, on a thread of its own, when the last answer is old. What was known stays when there is no answer or
/// an empty one: servers of names fail more often than all instances are gone at once.
final class Lookup {
    private static final Logger LOG = LoggerFactory.getLogger(Lookup.class);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    /// What is asked.
    record Query(String host, int port, ResolverSpec by) {
        static Query of(Address address, ResolverSpec by) {
            return new Query(address.host(), address.port(), by);
        }
    }

    /// What is known.
    ///
    /// @param places empty until the first answer
    record Known(Optional<List<Place>> places, Optional<String> trouble) {
        static final Known NOTHING = new Known(Optional.empty(), Optional.empty());
    }

    private final Query query;
    private final Names names;
    private final Runnable changed;
    private final CountDownLatch leaving = new CountDownLatch(1);
    private final Map<String, List<String>> hosts = new HashMap<>();
    private volatile Known known = Known.NOTHING;
    private int failures;

    /// @param changed called when something else is known
    Lookup(Query query, Names names, Runnable changed) {
        this.query = query;
        this.names = names;
        this.changed = changed;
    }

    Known known() {
        return known;
    }

    void begin() {
        Thread.ofVirtual().name("name-" + query.host()).start(this::repeat);
    }

    void leave() {
        leaving.countDown();
    }

    private void repeat() {
        try {
            Duration pause;
            do {
                pause = lookWhateverHappens();
            } while (!leaving.await(pause.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration lookWhateverHappens() throws InterruptedException {
        try {
            return look();
        } catch (RuntimeException | Error _) {
            // Not even the failure could be told; nobody else looks this name up.
            return LONGEST_RETRY;
        }
    }

    /// Until when what was found counts.
    private Duration look() throws InterruptedException {
        try {
            var troubles = new ArrayList<String>();
            var found = query.port() == 0 ? servers(troubles) : machines(troubles);
            failures = 0;
            become(limited(found.values(), troubles));
            return found.ttl();
        } catch (NameFailure e) {
            return failed(e.words());
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).addKeyValue("name", query.host()).log("name not looked up");
            return failed(query.host() + ": could not be looked up: " + e.getMessage());
        }
    }

    private Duration failed(String words) {
        become(new Known(known.places(), Optional.of(words)));
        var least = query.by().minTtl();
        var retry = least.multipliedBy(1L << Math.min(failures++, 16));
        return retry.compareTo(LONGEST_RETRY) > 0 ? longer(least, LONGEST_RETRY) : retry;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void become(Known next) {
        if (!next.equals(known) && leaving.getCount() > 0) {
            next.trouble()
                    .filter(words -> !known.trouble().equals(Optional.of(words)))
                    .ifPresent(
                            words ->
                                    LOG.atWarn()
                                            .addKeyValue("trouble", words)
                                            .log("name could not be looked up as it should"));
            known = next;
            changed.run();
        }
    }

    private Names.Found<Place> machines(List<String> troubles)
            throws NameFailure, InterruptedException {
        var found = names.addresses(query.host(), query.by());
        var places = new ArrayList<Place>();
        for (var host : found.values()) {
            add(host, new Names.Server(0, 1, query.port(), query.host()), places, troubles);
        }
        return found(places, found.ttl(), troubles);
    }

    /// A server whose own name cannot be looked up stays where it was.
    private Names.Found<Place> servers(List<String> troubles)
            throws NameFailure, InterruptedException {
        var found = names.servers(query.host(), query.by());
        var ttl = found.ttl();
        var places = new ArrayList<Place>();
        var servers = used(found.values());
        hosts.keySet().retainAll(servers.stream().map(Names.Server::host).toList());
        for (var server : servers) {
            try {
                var machines = names.addresses(server.host(), query.by());
                hosts.put(server.host(), machines.values());
                ttl = machines.ttl().compareTo(ttl) < 0 ? machines.ttl() : ttl;
            } catch (NameFailure e) {
                troubles.add(e.words());
                ttl = query.by().minTtl();
            }
            for (var host : hosts.getOrDefault(server.host(), List.of())) {
                add(host, server, places, troubles);
            }
        }
        return found(places, ttl, troubles);
    }

    /// In an order of their own, and no more than would be used if each had one address. A target of "." says that there is none (RFC 2782).
    private List<Names.Server> used(List<Names.Server> servers) {
        return servers.stream()
                .filter(server -> !server.host().isEmpty() && server.port() > 0)
                .sorted(
                        Comparator.comparingInt(Names.Server::priority)
                                .thenComparing(Names.Server::host)
                                .thenComparingInt(Names.Server::port))
                .limit(query.by().maxAddresses() + 1L)
                .toList();
    }

    private void add(String host, Names.Server server, List<Place> places, List<String> troubles) {
        try {
            places.add(
                    new Place(
                            new Endpoint(host, server.port()),
                            Math.max(1, server.weight()),
                            server.priority(),
                            name()));
        } catch (IllegalArgumentException e) {
            troubles.add(server.host() + ": " + e.getMessage());
        }
    }

    /// Who is meant is what was asked for; what records say of it is not to be trusted for that (RFC 9525 section 6.1). Service and
    /// protocol of an SRV record are no part of a name.
    private String name() {
        return query.port() == 0 ? query.host().replaceFirst("^(_[^.]+\\.)+", "") : query.host();
    }

    private Names.Found<Place> found(List<Place> places, Duration ttl, List<String> troubles)
            throws NameFailure {
        if (places.isEmpty()) {
            throw new NameFailure(
                    troubles.isEmpty()
                            ? query.host() + ": its SRV records name no server"
                            : String.join("; ", troubles));
        }
        return new Names.Found<>(places, clamped(ttl));
    }

    private Duration clamped(Duration ttl) {
        var least = query.by().minTtl();
        var most = query.by().maxTtl();
        return ttl.compareTo(least) < 0 ? least : ttl.compareTo(most) > 0 ? most : ttl;
    }

    /// In the order of the endpoints, so that an answer in another order is the same.
    private Known limited(List<Place> found, List<String> troubles) {
        var unique = new TreeMap<Endpoint, Place>();
        found.forEach(place -> unique.putIfAbsent(place.endpoint(), place));
        int most = query.by().maxAddresses();
        if (unique.size() > most) {
            troubles.add(
                    query.host()
                            + ": "
                            + unique.size()
                            + " addresses, of which "
                            + most
                            + " are used (expected: at most resolver.maxAddresses)");
        }
        return new Known(
                Optional.of(unique.values().stream().limit(most).toList()),
                troubles.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", troubles)));
    }
}
