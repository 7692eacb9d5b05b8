package penstock.gateway.routes;

import java.time.Duration;
import java.util.Optional;

/// A version and its instances, within a route table.
final class VersionCodec {

    private VersionCodec() {}

    static void write(RouteVersion version, BinaryWriter out) {
        out.text(version.id());
        out.number(version.upstreams().size());
        for (Upstream upstream : version.upstreams()) {
            out.text(upstream.instanceId());
            out.text(upstream.host());
            out.number(upstream.port());
        }
        out.flag(version.health().isPresent());
        version.health()
                .ifPresent(
                        health -> {
                            out.text(health.path());
                            out.number(health.every().toNanos());
                            out.number(health.timeout().toNanos());
                            out.number(health.unhealthyAfter());
                        });
    }

    static RouteVersion read(BinaryReader in) {
        return new RouteVersion(
                in.text("version id"),
                in.list(
                        "upstreams",
                        part ->
                                new Upstream(
                                        part.text("instanceId"),
                                        part.text("host"),
                                        part.small("port"))),
                in.flag("health present") ? Optional.of(health(in)) : Optional.empty());
    }

    private static HealthCheck health(BinaryReader in) {
        return new HealthCheck(
                in.text("path"),
                Duration.ofNanos(in.number("every")),
                Duration.ofNanos(in.number("timeout")),
                in.small("unhealthyAfter"));
    }
}
