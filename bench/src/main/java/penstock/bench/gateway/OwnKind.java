package penstock.bench.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import penstock.gateway.net.Transport;

/// One of our gateways in a run.
///
/// @param name in rows, and of its folder
/// @param transport by which it uses sockets
/// @param features what it does besides the usual
record OwnKind(String name, String transport, Set<Feature> features) {
    /// As during a rollout.
    static final String USUAL = "penstock";

    /// The same with every feature, and a line of each request in the access log.
    static final String EVERY = "penstock-every";

    /// The same with lines of a sample.
    static final String EVERY_SAMPLED = "penstock-every-sampled";

    OwnKind {
        features = Set.copyOf(features);
    }

    /// A gateway that is not one of a line-up.
    static OwnKind apart(String name, Set<Feature> features) {
        return new OwnKind(name, Transport.AUTO, features);
    }

    static Optional<OwnKind> named(String name) {
        return all().stream().filter(each -> each.name.equals(name)).findFirst();
    }

    static List<String> names() {
        return all().stream().map(OwnKind::name).toList();
    }

    private static List<OwnKind> all() {
        var all = new ArrayList<OwnKind>();
        all.add(apart(USUAL, Set.of()));
        all.add(apart(EVERY, Feature.every()));
        all.add(apart(EVERY_SAMPLED, Feature.everySampled()));
        for (var transport : Transport.names()) {
            all.add(new OwnKind(USUAL + "-" + transport, transport, Set.of()));
        }
        return all;
    }
}
