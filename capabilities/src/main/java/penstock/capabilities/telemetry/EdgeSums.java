package penstock.capabilities.telemetry;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import penstock.gateway.routes.AccessCount;
import penstock.gateway.routes.AccessPlace;
import penstock.gateway.routes.Coding;
import penstock.gateway.routes.EdgeCounts;
import penstock.gateway.routes.EncodingCount;
import penstock.gateway.routes.Oversize;
import penstock.gateway.routes.TlsFault;
import penstock.metrics.labels.Labels;

/// What the gateways did themselves, summed up since the server started.
final class EdgeSums {
    /// More than there can be: what a gateway gone wrong could make up otherwise.
    private static final int MOST = 10_000;

    private final Map<Encoded, Sum> encodings = new HashMap<>();

    private record Encoded(String route, Coding coding) {}

    private record Sum(EncodingCount total, Instant at) {}

    private record Denied(AccessCount total, Instant at) {}

    private final Map<AccessPlace, Denied> access = new HashMap<>();

    private record Insecure(String route, String version, TlsFault fault) {}

    private record Times(long total, Instant at) {
        Times plus(Times more) {
            return new Times(total + more.total, more.at);
        }
    }

    private final Map<Insecure, Times> tls = new HashMap<>();

    private record Large(Optional<String> route, Oversize what) {}

    private final Map<Large, Times> sizes = new HashMap<>();

    void accept(EdgeCounts counts, Instant now) {
        for (var each : counts.tls()) {
            var key = new Insecure(each.routeId(), each.versionId(), each.fault());
            if (tls.containsKey(key) || tls.size() < MOST) {
                tls.merge(key, new Times(each.failures(), now), Times::plus);
            }
        }
        for (var each : counts.sizes()) {
            var key = new Large(each.routeId(), each.what());
            if (sizes.containsKey(key) || sizes.size() < MOST) {
                sizes.merge(key, new Times(each.times(), now), Times::plus);
            }
        }
        for (var each : counts.access()) {
            if (access.containsKey(each.place()) || access.size() < MOST) {
                access.merge(
                        each.place(),
                        new Denied(each, now),
                        (known, more) -> new Denied(sum(known.total(), more.total()), now));
            }
        }
        for (var each : counts.encodings()) {
            var key = new Encoded(each.routeId(), each.coding());
            if (encodings.containsKey(key) || encodings.size() < MOST) {
                encodings.merge(
                        key,
                        new Sum(each, now),
                        (known, more) -> new Sum(sum(known.total(), more.total()), now));
            }
        }
    }

    private static AccessCount sum(AccessCount known, AccessCount more) {
        return new AccessCount(
                known.place(),
                known.denied() + more.denied(),
                known.wouldDeny() + more.wouldDeny(),
                more.ranges(),
                more.faults());
    }

    private static EncodingCount sum(EncodingCount known, EncodingCount more) {
        return new EncodingCount(
                known.routeId(),
                known.coding(),
                known.answers() + more.answers(),
                known.bytesIn() + more.bytesIn(),
                known.bytesOut() + more.bytesOut(),
                known.unencoded() + more.unencoded());
    }

    /// Those that were heard of since some time are told, the others forgotten.
    void tell(Instant since, Figures figures) {
        access.values().removeIf(sum -> sum.at().isBefore(since));
        for (var sum : access.values()) {
            var total = sum.total();
            var labels = labels(total.place());
            var requests = labels.with(Labels.NAME, Meaning.DENIED);
            figures.counter(requests.with("result", "denied"), total.denied());
            figures.counter(requests.with("result", "would-deny"), total.wouldDeny());
            figures.gauge(labels.with(Labels.NAME, Meaning.ACCESS_RANGES), total.ranges());
            figures.gauge(labels.with(Labels.NAME, Meaning.ACCESS_FAULTS), total.faults());
        }
        tls.values().removeIf(sum -> sum.at().isBefore(since));
        tls.forEach(
                (key, sum) ->
                        figures.counter(
                                labels(key.route())
                                        .with(Labels.NAME, Meaning.TLS_FAILED)
                                        .with("version", key.version())
                                        .with("reason", key.fault().text()),
                                sum.total()));
        sizes.values().removeIf(sum -> sum.at().isBefore(since));
        sizes.forEach(
                (key, sum) ->
                        figures.counter(
                                key.route()
                                        .map(EdgeSums::labels)
                                        .orElse(Labels.of("job", "gateway"))
                                        .with(Labels.NAME, Meaning.OVERSIZE)
                                        .with("reason", key.what().text()),
                                sum.total()));
        encodings.values().removeIf(sum -> sum.at().isBefore(since));
        for (var sum : encodings.values()) {
            var total = sum.total();
            var labels = labels(total.routeId()).with("encoding", total.coding().text());
            figures.counter(labels.with(Labels.NAME, Meaning.ENCODED), total.answers());
            figures.counter(labels.with(Labels.NAME, Meaning.ENCODED_IN), total.bytesIn());
            figures.counter(labels.with(Labels.NAME, Meaning.ENCODED_OUT), total.bytesOut());
            figures.counter(labels.with(Labels.NAME, Meaning.UNENCODED), total.unencoded());
        }
    }

    private static Labels labels(AccessPlace place) {
        var id = place.id();
        int slash = id.indexOf('/');
        var labels =
                Labels.builder()
                        .set("job", "gateway")
                        .set("environment", slash < 0 ? "" : id.substring(0, slash));
        var name = id.substring(slash + 1);
        return switch (place.kind()) {
            case ROUTE -> labels.set("service", name).build();
            case DOMAIN -> labels.set("domain", name).build();
            case ENTRY -> {
                int number = Math.max(0, name.lastIndexOf('#'));
                yield labels.set("route", name.substring(0, number))
                        .set("rule", name.substring(number).replace("#", ""))
                        .build();
            }
        };
    }

    /// The id of a route is `environment/service`.
    private static Labels labels(String route) {
        int slash = route.indexOf('/');
        return Labels.builder()
                .set("job", "gateway")
                .set("environment", slash < 0 ? "" : route.substring(0, slash))
                .set("service", route.substring(slash + 1))
                .build();
    }
}
