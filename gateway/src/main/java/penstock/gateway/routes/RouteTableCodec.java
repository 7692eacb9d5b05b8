package penstock.gateway.routes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Route tables as bytes: on the wire from the control plane, and in the gateway's file. See `BinaryWriter` for the frame.
///
/// Format 2 added the rules; a table of format 1, which a gateway may have kept, is read with the usual ones. Format 3 added the
/// baseline and the counting of clients, format 4 the parts of a route and of the table. A table is written in the oldest format that can
/// hold it, so that a gateway of the build before takes what it can serve.
public final class RouteTableCodec {

    private static final String MAGIC = "PNRT";
    private static final int RULES = 2;
    private static final int CLIENTS = 3;
    private static final int PARTS = 4;

    private static final List<Part<Route>> OF_ROUTE =
            List.of(
                    LoadCodec.BALANCE,
                    LoadCodec.BREAKER,
                    new Part<>(
                            "by-entries-only",
                            Route::isByEntriesOnly,
                            (route, out) -> {},
                            (route, in) -> route.byEntriesOnly()),
                    AccessCodec.PART,
                    EdgeCodec.COMPRESSION,
                    ProtocolCodec.PART,
                    LoadCodec.LOAD_LIMIT,
                    LoadCodec.OUTLIERS,
                    LoadCodec.RETRY,
                    CacheCodec.PART,
                    WeightsCodec.PART,
                    SizesCodec.OF_ROUTE,
                    InstanceTlsCodec.PART);
    private static final List<Part<RouteTable>> OF_TABLE =
            List.of(
                    DomainsCodec.PART,
                    new Part<>(
                            "entries",
                            table -> !table.entries().equals(Entries.NONE),
                            (table, out) -> EntriesCodec.write(table.entries(), out),
                            (table, in) -> table.with(EntriesCodec.read(in))),
                    RateLimitCodec.PART,
                    SizesCodec.OF_ENTRIES,
                    AccessCodec.OF_ENTRIES,
                    AccessCodec.OF_DOMAINS);

    private RouteTableCodec() {}

    public static byte[] encode(RouteTable table) {
        int format = format(table);
        var out = new BinaryWriter(MAGIC, format);
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
            if (format >= CLIENTS) {
                writeClients(route, out);
            }
            if (format >= PARTS) {
                Part.write(OF_ROUTE, route, out);
            }
        }
        if (format >= PARTS) {
            Part.write(OF_TABLE, table, out);
        }
        return out.finish();
    }

    /// The oldest that can hold the table.
    private static int format(RouteTable table) {
        List<Route> routes = table.routes();
        if (Part.isAny(OF_TABLE, table)
                || routes.stream().anyMatch(route -> Part.isAny(OF_ROUTE, route))) {
            return PARTS;
        }
        return routes.stream().anyMatch(RouteTableCodec::needsClients) ? CLIENTS : RULES;
    }

    private static boolean needsClients(Route route) {
        return route.split().baseline().isPresent() || route.rules().countsClients();
    }

    private static void writeClients(Route route, BinaryWriter out) {
        out.flag(route.split().baseline().isPresent());
        route.split().baseline().ifPresent(version -> VersionCodec.write(version, out));
        out.flag(route.rules().countsClients());
    }

    /// Refuses anything but the exact output of `encode` with a `DecodeException`.
    public static RouteTable decode(byte[] bytes) {
        var in = new BinaryReader(bytes, MAGIC, PARTS, "route table");
        long version = in.number("version");
        List<Route> routes = in.list("routes", RouteTableCodec::route);
        RouteTable base = in.valid(() -> new RouteTable(version, routes));
        RouteTable table = in.format() < PARTS ? base : Part.read(OF_TABLE, base, in);
        in.finish();
        return table;
    }

    private static Route route(BinaryReader in) {
        String id = in.text("id");
        List<String> hosts = in.list("hosts", part -> part.text("host"));
        String path = in.text("pathPrefix");
        List<StickyKey> keys = in.list("stickBy", part -> StickyKey.parse(part.text("key")));
        Split split = split(in);
        Limits limits = limits(in);
        Rules rules = in.format() == 1 ? oldRules(in) : RulesCodec.read(in);
        if (in.format() < CLIENTS) {
            return new Route(id, hosts, path, keys, split, limits, rules);
        }
        Optional<RouteVersion> baseline =
                in.flag("baseline present") ? Optional.of(VersionCodec.read(in)) : Optional.empty();
        boolean countsClients = in.flag("countsClients");
        Route route =
                new Route(
                        id,
                        hosts,
                        path,
                        keys,
                        split.with(baseline),
                        limits,
                        rules.withClientsCounted(countsClients));
        return in.format() < PARTS ? route : Part.read(OF_ROUTE, route, in);
    }

    /// Format 1 had only the budget, behind the limits.
    private static Rules oldRules(BinaryReader in) {
        Rescue usual = Rescue.DEFAULT;
        return Rules.DEFAULT.with(
                new Rescue(
                        usual.idempotent(),
                        usual.idempotencyKey(),
                        usual.bodyLimit(),
                        in.small("rescueBasisPoints"),
                        in.small("rescuesPerSecond")));
    }

    private static void write(Split split, BinaryWriter out) {
        out.text(split.salt());
        VersionCodec.write(split.stable(), out);
        out.flag(split.candidate().isPresent());
        split.candidate().ifPresent(version -> VersionCodec.write(version, out));
        out.number(split.candidateBasisPoints());
    }

    private static Split split(BinaryReader in) {
        return new Split(
                in.text("salt"),
                VersionCodec.read(in),
                in.flag("candidate present")
                        ? Optional.of(VersionCodec.read(in))
                        : Optional.empty(),
                in.small("candidateBasisPoints"));
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
