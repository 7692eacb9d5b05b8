package penstock.gateway.routes;

/// What the load rules did, within a report, its parts `load` and `protection`.
final class ReportLoadCodec {

    static final Part<GatewayReport> LOAD =
            new Part<>(
                    "load",
                    report -> !report.load().equals(LoadState.NONE),
                    (report, out) -> write(report.load(), out),
                    (report, in) -> report.with(load(in)));

    /// One for each observation, in their order.
    static final Part<GatewayReport> PROTECTION =
            new Part<>(
                    "protection",
                    report ->
                            report.observations().stream()
                                    .anyMatch(one -> !one.protection().equals(Protection.NONE)),
                    (report, out) -> {
                        out.number(report.observations().size());
                        report.observations().forEach(one -> write(one.protection(), out));
                    },
                    (report, in) ->
                            report.with(in.list("protections", ReportLoadCodec::protection)));

    private ReportLoadCodec() {}

    private static void write(LoadState load, BinaryWriter out) {
        out.number(load.ejected().size());
        load.ejected().forEach(out::text);
        out.number(load.routes().size());
        for (LoadState.Load route : load.routes()) {
            out.text(route.routeId());
            out.number(route.limit());
            out.number(route.waiting());
            out.number(route.queued());
        }
    }

    private static LoadState load(BinaryReader in) {
        return new LoadState(
                in.list("ejected", part -> part.text("instanceId")),
                in.list(
                        "loads",
                        part ->
                                new LoadState.Load(
                                        part.text("routeId"),
                                        part.number("limit"),
                                        part.number("waiting"),
                                        part.number("queued"))));
    }

    private static void write(Protection protection, BinaryWriter out) {
        out.number(protection.ejections());
        out.number(protection.openings());
        out.number(protection.open());
        out.number(protection.full());
        out.number(protection.overloaded());
        out.number(protection.wouldShed());
        out.number(protection.retries());
    }

    private static Protection protection(BinaryReader in) {
        return new Protection(
                in.number("ejections"),
                in.number("openings"),
                in.number("open"),
                in.number("full"),
                in.number("overloaded"),
                in.number("wouldShed"),
                in.number("retries"));
    }
}
