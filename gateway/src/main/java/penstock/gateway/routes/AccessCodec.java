package penstock.gateway.routes;

import java.util.ArrayList;
import java.util.List;
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

    /// The part `entry-access` of a table.
    static final Part<RouteTable> OF_ENTRIES =
            new Part<>(
                    "entry-access",
                    table -> table.entries().list().stream().anyMatch(AccessCodec::isSaid),
                    (table, out) ->
                            Placed.write(
                                    table.entries().list(),
                                    AccessCodec::isSaid,
                                    (entry, to) ->
                                            entry.own().access().ifPresent(it -> write(it, to)),
                                    out),
                    (table, in) ->
                            table.with(
                                    table.entries()
                                            .with(
                                                    Placed.read(
                                                            "entry access",
                                                            table.entries().list(),
                                                            in,
                                                            AccessCodec::entry))));

    /// The part `domain-access` of a table.
    static final Part<RouteTable> OF_DOMAINS =
            new Part<>(
                    "domain-access",
                    table -> table.domains().all().stream().anyMatch(AccessCodec::isSaid),
                    (table, out) ->
                            Placed.write(
                                    table.domains().all(),
                                    AccessCodec::isSaid,
                                    (domain, to) -> domain.access().ifPresent(it -> write(it, to)),
                                    out),
                    (table, in) ->
                            table.with(
                                    new Domains(
                                            Placed.read(
                                                    "domain access",
                                                    table.domains().all(),
                                                    in,
                                                    (domain, from) -> domain.with(access(from))))));

    /// The part `access` of a report: what those of routes did.
    static final Part<GatewayReport> COUNTS =
            new Part<>(
                    "access",
                    report -> report.edge().access().stream().anyMatch(AccessCodec::isOfRoute),
                    (report, out) -> {
                        List<AccessCount> own =
                                report.edge().access().stream()
                                        .filter(AccessCodec::isOfRoute)
                                        .toList();
                        out.number(own.size());
                        own.forEach(count -> write(count, out));
                    },
                    (report, in) ->
                            report.with(
                                    report.edge()
                                            .withAccess(
                                                    in.list(
                                                            "access",
                                                            part ->
                                                                    count(
                                                                            AccessPlace.Kind.ROUTE,
                                                                            part)))));

    /// The part `access-elsewhere` of a report: what those of entries and domains did.
    static final Part<GatewayReport> COUNTS_ELSEWHERE =
            new Part<>(
                    "access-elsewhere",
                    report -> !report.edge().access().stream().allMatch(AccessCodec::isOfRoute),
                    (report, out) -> {
                        List<AccessCount> others =
                                report.edge().access().stream()
                                        .filter(count -> !isOfRoute(count))
                                        .toList();
                        out.number(others.size());
                        for (AccessCount count : others) {
                            out.number(count.place().kind().code());
                            write(count, out);
                        }
                    },
                    (report, in) -> {
                        List<AccessCount> all = new ArrayList<>(report.edge().access());
                        all.addAll(in.list("access elsewhere", AccessCodec::elsewhere));
                        return report.with(report.edge().withAccess(all));
                    });

    private AccessCodec() {}

    private static boolean isSaid(Entry entry) {
        return entry.own().access().isPresent();
    }

    private static boolean isSaid(Domain domain) {
        return domain.access().isPresent();
    }

    private static Entry entry(Entry before, BinaryReader in) {
        return before.with(before.own().with(access(in)));
    }

    private static boolean isOfRoute(AccessCount count) {
        return count.place().kind() == AccessPlace.Kind.ROUTE;
    }

    private static AccessCount elsewhere(BinaryReader in) {
        var kind = AccessPlace.Kind.of(in.small("kind"));
        if (kind == AccessPlace.Kind.ROUTE) {
            throw in.failure("kind", "0 (expected: 1 or 2)");
        }
        return count(kind, in);
    }

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
        out.text(count.place().id());
        out.number(count.denied());
        out.number(count.wouldDeny());
        out.number(count.ranges());
        out.number(count.faults());
    }

    private static AccessCount count(AccessPlace.Kind kind, BinaryReader in) {
        return new AccessCount(
                new AccessPlace(kind, in.text("id")),
                in.number("denied"),
                in.number("wouldDeny"),
                in.number("ranges"),
                in.number("faults"));
    }
}
