package penstock.capabilities.routing.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import penstock.capabilities.services.RouteSpec;
import penstock.capabilities.services.Service;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.StickyKey;
import penstock.kernel.Admission;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Resource;

/// Routes in the words of the gateway.
public final class RouteWords {
    private RouteWords() {}

    /// One entry for each rule.
    ///
    /// @param resources finds the services
    public static List<Entry> entries(
            Resource<Route.Spec, Route.Status> route, Admission.Lookup resources) {
        var entries = new ArrayList<Entry>();
        for (var rule : route.spec().rules()) {
            entries.add(entry(route, rule, entries.size(), resources));
        }
        return List.copyOf(entries);
    }

    private static Entry entry(
            Resource<Route.Spec, Route.Status> route,
            RuleSpec rule,
            int number,
            Admission.Lookup resources) {
        var environment = route.metadata().environment().orElseThrow();
        var keys = route.spec().stickBy().stream().map(StickyKey::parse).toList();
        var usual =
                rule.backends().stream()
                        .flatMap(
                                backend ->
                                        found(environment, backend.service(), resources).stream())
                        .map(RouteSpec::stickyKeys)
                        .findFirst()
                        .orElse(List.of());
        var place =
                new RuleSpec.Place(
                        key(route),
                        created(route),
                        number,
                        route.spec().hosts(),
                        keys.isEmpty() ? usual : keys);
        var backends =
                rule.backends().stream()
                        .map(
                                backend ->
                                        backend.words(
                                                environment.value(),
                                                found(environment, backend.service(), resources)
                                                        .isPresent()))
                        .toList();
        return rule.words(place, backends);
    }

    /// What the gateway calls a route: `production/shop`.
    static String key(Resource<Route.Spec, Route.Status> route) {
        return route.metadata().environment().orElseThrow() + "/" + route.name();
    }

    /// When a resource came to be, in milliseconds since 1970; 0 before it is stored.
    public static long created(Resource<?, ?> resource) {
        return resource.metadata().created().map(stamp -> stamp.at().toEpochMilli()).orElse(0L);
    }

    private static Optional<RouteSpec> found(
            Name environment, Name service, Admission.Lookup resources) {
        return resources
                .find(Service.KIND, Ref.in(environment, Service.KIND.name(), service))
                .flatMap(stored -> stored.spec().route());
    }

    /// The services that a route names and that are not there, or not reached through the gateway.
    static List<Name> missing(
            Resource<Route.Spec, Route.Status> route, Admission.Lookup resources) {
        var environment = route.metadata().environment().orElseThrow();
        return services(route.spec()).stream()
                .filter(service -> found(environment, service, resources).isEmpty())
                .toList();
    }

    /// Every service that a route names, in order.
    public static List<Name> services(Route.Spec spec) {
        var names = new TreeSet<Name>();
        for (var rule : spec.rules()) {
            Stream.concat(
                            rule.backends().stream().map(BackendSpec::service),
                            rule.filters().mirrors().stream().map(FiltersSpec.MirrorSpec::service))
                    .forEach(names::add);
        }
        return List.copyOf(names);
    }
}
