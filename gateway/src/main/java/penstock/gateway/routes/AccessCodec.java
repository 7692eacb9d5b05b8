package penstock.gateway.routes;

import java.util.Optional;

/// Which clients may use a route, within a route table, and what came of it, within a report.
final class AccessCodec {

    /// The part `access` of a route.
    static final Part<Route> PART =
            new Part<>(
                    "access",
                    route -> route.rules().edge().access().isPresent(),
                    (route, out) -> route.rules().edge().access().ifPresent(it -> write(it, out)),
                    (route, in) ->
                            route.with(route.rules().with(route.rules().edge().with(access(in)))));

    /// The part `access` of a report.
    static final Part<GatewayReport> COUNTS =
            new Part<>(
                    "access",
                    report -> !report.edge().access().isEmpty(),
                    (report, out) -> {
                        out.number(report.edge().access().size());
                        report.edge().access().forEach(count -> write(count, out));
                    },
                    (report, in) ->
                            report.with(
                                    report.edge()
                                            .withAccess(in.list("access", AccessCodec::count))));

    private AccessCodec() {}

    private static void write(Access access, BinaryWriter out) {
        write(access.allow(), out);
        write(access.deny(), out);
        out.flag(access.isDryRun());
    }

    private static void write(Access.Listed listed, BinaryWriter out) {
        out.number(listed.ranges().size());
        listed.ranges().forEach(range -> out.text(range.toString()));
        out.flag(listed.file().isPresent());
        listed.file().ifPresent(out::text);
    }

    private static Access access(BinaryReader in) {
        return new Access(listed(in), listed(in), in.flag("dryRun"));
    }

    private static Access.Listed listed(BinaryReader in) {
        return new Access.Listed(
                in.list("ranges", part -> AddressRange.parse(part.text("range"))),
                in.flag("file present") ? Optional.of(in.text("file")) : Optional.empty());
    }

    private static void write(AccessCount count, BinaryWriter out) {
        out.text(count.routeId());
        out.number(count.denied());
        out.number(count.wouldDeny());
        out.number(count.ranges());
        out.number(count.faults());
    }

    private static AccessCount count(BinaryReader in) {
        return new AccessCount(
                in.text("routeId"),
                in.number("denied"),
                in.number("wouldDeny"),
                in.number("ranges"),
                in.number("faults"));
    }
}
