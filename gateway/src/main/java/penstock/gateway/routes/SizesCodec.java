package penstock.gateway.routes;

import java.util.Optional;

/// How large requests and answers may be, within a route table.
final class SizesCodec {

    /// The part `sizes` of a route.
    static final Part<Route> OF_ROUTE =
            new Part<>(
                    "sizes",
                    route -> !route.rules().edge().sizes().equals(Sizes.NONE),
                    (route, out) -> write(route.rules().edge().sizes(), out),
                    (route, in) ->
                            route.with(route.rules().with(route.rules().edge().with(sizes(in)))));

    /// The part `entry-sizes` of a table.
    static final Part<RouteTable> OF_ENTRIES =
            new Part<>(
                    "entry-sizes",
                    table -> table.entries().list().stream().anyMatch(SizesCodec::isSaid),
                    (table, out) ->
                            Placed.write(
                                    table.entries().list(),
                                    SizesCodec::isSaid,
                                    SizesCodec::write,
                                    out),
                    (table, in) ->
                            table.with(
                                    table.entries()
                                            .with(
                                                    Placed.read(
                                                            "entry sizes",
                                                            table.entries().list(),
                                                            in,
                                                            SizesCodec::entry))));

    private SizesCodec() {}

    private static boolean isSaid(Entry entry) {
        return !entry.own().isWithoutSizes();
    }

    private static void write(Entry entry, BinaryWriter out) {
        EntryRules own = entry.own();
        write(own.sizes(), out);
        out.flag(own.maxRequestBytes().isPresent());
        own.maxRequestBytes().ifPresent(out::number);
    }

    private static Entry entry(Entry before, BinaryReader in) {
        Sizes sizes = sizes(in);
        Optional<Long> body =
                in.flag("body present")
                        ? Optional.of(in.number("maxRequestBytes"))
                        : Optional.empty();
        if (sizes.equals(Sizes.NONE) && body.isEmpty()) {
            throw in.failure("entry sizes", "nothing is said (expected: what is said)");
        }
        return before.with(before.own().with(sizes, body));
    }

    private static void write(Sizes sizes, BinaryWriter out) {
        out.number(sizes.url());
        out.number(sizes.head());
        out.number(sizes.answerHead());
        out.number(sizes.answerBody());
    }

    private static Sizes sizes(BinaryReader in) {
        return new Sizes(
                in.small("url"), in.small("head"), in.small("answerHead"), in.number("answerBody"));
    }
}
