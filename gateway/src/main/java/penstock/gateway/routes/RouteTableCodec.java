package penstock.gateway.routes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Route tables as bytes: on the wire from the control plane, and in the gateway's file. See `BinaryWriter` for the frame.
///
/// Format 2 added the rules; a table of format 1, which a gateway may have kept, is read with the usual ones.
public final class RouteTableCodec {

    private static final String MAGIC = "PNRT";
    private static final int FORMAT = 2;

    private RouteTableCodec() {}

    public static byte[] encode(RouteTable table) {
        var out = new BinaryWriter(MAGIC, FORMAT);
        out.number(table.version());
        out.number(table.routes().size());
        for (Route route : table.routes()) {
            out.text(route.id());
            out.number(route.hosts().size());
            route.hosts().forEach(out::text);
            out.text(route.pathPrefix());
            out.number(route.stickBy().size());
            route.stickBy().forEach(key -> out.text(key.text()));
            write(route.split(), out);
            write(route.limits(), out);
            RulesCodec.write(route.rules(), out);
        }
        return out.finish();
    }

    /// Refuses anything but the exact output of `encode` with a `DecodeException`.
    public static RouteTable decode(byte[] bytes) {
        var in = new BinaryReader(bytes, MAGIC, FORMAT, "route table");
        long version = in.number("version");
        List<Route> routes = in.list("routes", RouteTableCodec::route);
        in.finish();
        return in.valid(() -> new RouteTable(version, routes));
    }

    private static Route route(BinaryReader in) {
        String id = in.text("id");
        List<String> hosts = in.list("hosts", part -> part.text("host"));
        String path = in.text("pathPrefix");
        List<StickyKey> keys = in.list("stickBy", part -> StickyKey.parse(part.text("key")));
        Split split = split(in);
        Limits limits = limits(in);
        Rules rules = in.format() == 1 ? oldRules(in) : RulesCodec.read(in);
        return new Route(id, hosts, path, keys, split, limits, rules);
    }

    /// Format 1 had only the budget, behind the limits.
    private static Rules oldRules(BinaryReader in) {
        Rescue usual = Rescue.DEFAULT;
        return new Rules(
                new Rescue(
                        usual.idempotent(),
                        usual.idempotencyKey(),
                        usual.bodyLimit(),
                        in.small("rescueBasisPoints"),
                        in.small("rescuesPerSecond")));
    }

    private static void write(Split split, BinaryWriter out) {
        out.text(split.salt());
        write(split.stable(), out);
        out.flag(split.candidate().isPresent());
        split.candidate().ifPresent(version -> write(version, out));
        out.number(split.candidateBasisPoints());
    }

    private static Split split(BinaryReader in) {
        return new Split(
                in.text("salt"),
                version(in),
                in.flag("candidate present") ? Optional.of(version(in)) : Optional.empty(),
                in.small("candidateBasisPoints"));
    }

    private static void write(RouteVersion version, BinaryWriter out) {
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

    private static RouteVersion version(BinaryReader in) {
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

    private static void write(Limits limits, BinaryWriter out) {
        out.number(limits.connectTimeout().toNanos());
        out.number(limits.requestTimeout().toNanos());
        out.number(limits.idleTimeout().toNanos());
        out.number(limits.maxRequestBytes());
    }

    private static Limits limits(BinaryReader in) {
        return new Limits(
                Duration.ofNanos(in.number("connectTimeout")),
                Duration.ofNanos(in.number("requestTimeout")),
                Duration.ofNanos(in.number("idleTimeout")),
                in.number("maxRequestBytes"));
    }
}
