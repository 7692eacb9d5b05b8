package penstock.gateway.routes;

import java.util.List;
import java.util.function.UnaryOperator;

/// One version of a service and the instances that run it. A version without instances answers 503 (`no_instance`).
public record RouteVersion(String id, List<Upstream> upstreams) {

    public RouteVersion {
        if (!id.matches("[!-~]{1,128}")) {
            throw new IllegalArgumentException(
                    "version id: \""
                            + id
                            + "\" (expected: 1 to 128 visible ASCII characters; it is sent as a header)");
        }
        upstreams = List.copyOf(upstreams);
        if (upstreams.stream().map(Upstream::instanceId).distinct().count() != upstreams.size()) {
            throw new IllegalArgumentException(
                    "version " + id + ": upstreams (expected: each instance only once)");
        }
    }

    RouteVersion with(UnaryOperator<Upstream> change) {
        return new RouteVersion(id, upstreams.stream().map(change).toList());
    }
}
