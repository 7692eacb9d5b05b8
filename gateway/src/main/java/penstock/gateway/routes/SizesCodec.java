package penstock.gateway.routes;

import java.util.ArrayList;
import java.util.List;
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

    /// The part `entry-sizes` of a table: of those entries that say something, each by its place in the list.
    static final Part<RouteTable> OF_ENTRIES =
            new Part<>(
                    "entry-sizes",
                    table -> table.entries().list().stream().anyMatch(SizesCodec::isSaid),
                    SizesCodec::write,
                    (table, in) -> table.with(entries(table.entries(), in)));

    private record Said(int place, Sizes sizes, Optional<Long> body) {}

    private SizesCodec() {}

    private static boolean isSaid(Entry entry) {
        return !entry.own().isWithoutSizes();
    }

    private static void write(RouteTable table, BinaryWriter out) {
        List<Entry> all = table.entries().list();
        out.number(all.stream().filter(SizesCodec::isSaid).count());
        for (int i = 0; i < all.size(); i++) {
            if (isSaid(all.get(i))) {
                EntryRules own = all.get(i).own();
                out.number(i);
                write(own.sizes(), out);
                out.flag(own.maxRequestBytes().isPresent());
                own.maxRequestBytes().ifPresent(out::number);
            }
        }
    }

    private static Entries entries(Entries before, BinaryReader in) {
        List<Entry> all = new ArrayList<>(before.list());
        int next = 0;
        for (Said said : in.list("entry sizes", SizesCodec::said)) {
            if (said.place() < next || said.place() >= all.size()) {
                throw new IllegalArgumentException(
                        "entry sizes: "
                                + said.place()
                                + " (expected: places of entries, in order)");
            }
            next = said.place() + 1;
            Entry entry = all.get(said.place());
            all.set(said.place(), entry.with(entry.own().with(said.sizes(), said.body())));
        }
        return new Entries(all, before.created());
    }

    private static Said said(BinaryReader in) {
        int place = in.small("place");
        Sizes sizes = sizes(in);
        Optional<Long> body =
                in.flag("body present")
                        ? Optional.of(in.number("maxRequestBytes"))
                        : Optional.empty();
        if (sizes.equals(Sizes.NONE) && body.isEmpty()) {
            throw new IllegalArgumentException(
                    "entry sizes: nothing said of " + place + " (expected: what is said)");
        }
        return new Said(place, sizes, body);
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
