package penstock.gateway.routes;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Entries within a route table.
final class EntriesCodec {

    private record Age(String route, long created) {}

    private EntriesCodec() {}

    static void write(Entries entries, BinaryWriter out) {
        out.number(entries.list().size());
        entries.list().forEach(entry -> write(entry, out));
        out.number(entries.created().size());
        new TreeMap<>(entries.created())
                .forEach(
                        (route, created) -> {
                            out.text(route);
                            out.number(created);
                        });
    }

    static Entries read(BinaryReader in) {
        List<Entry> list = in.list("entries", EntriesCodec::entry);
        Map<String, Long> created = new HashMap<>();
        String last = "";
        for (Age age : in.list("ages", part -> new Age(part.text("route"), part.number("age")))) {
            if (age.route().compareTo(last) <= 0) {
                throw new IllegalArgumentException(
                        "ages: " + age.route() + " (expected: in order, each only once)");
            }
            last = age.route();
            created.put(last, age.created());
        }
        return new Entries(list, created);
    }

    private static void write(Entry entry, BinaryWriter out) {
        out.text(entry.resource());
        out.number(entry.created());
        out.number(entry.rule());
        texts(entry.hosts(), out);
        texts(entry.stickBy().stream().map(StickyKey::text).toList(), out);
        out.number(entry.matches().size());
        entry.matches().forEach(match -> MatchCodec.write(match, out));
        FiltersCodec.write(entry.filters(), out);
        out.number(entry.backends().size());
        for (Entry.Backend backend : entry.backends()) {
            out.text(backend.route());
            out.number(backend.weight());
            out.flag(backend.isKnown());
            FiltersCodec.write(backend.filters(), out);
        }
        time(entry.timeouts().request(), out);
        time(entry.timeouts().backendRequest(), out);
    }

    private static Entry entry(BinaryReader in) {
        return new Entry(
                in.text("resource"),
                in.number("created"),
                in.small("rule"),
                texts("hosts", in),
                in.list("stickBy", part -> StickyKey.parse(part.text("key"))),
                in.list("matches", MatchCodec::read),
                FiltersCodec.read(in),
                in.list("backends", EntriesCodec::backend),
                new Entry.Timeouts(time("request", in), time("backendRequest", in)));
    }

    private static Entry.Backend backend(BinaryReader in) {
        return new Entry.Backend(
                in.text("route"), in.small("weight"), in.flag("isKnown"), FiltersCodec.read(in));
    }

    private static void time(Optional<Duration> time, BinaryWriter out) {
        out.number(time.map(Duration::toNanos).orElse(0L));
    }

    private static Optional<Duration> time(String name, BinaryReader in) {
        long nanos = in.number(name);
        return nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    static void texts(List<String> texts, BinaryWriter out) {
        out.number(texts.size());
        texts.forEach(out::text);
    }

    static List<String> texts(String name, BinaryReader in) {
        return in.list(name, part -> part.text(name));
    }

    /// An absent text is written as none of one.
    static void text(Optional<String> text, BinaryWriter out) {
        texts(text.stream().toList(), out);
    }

    static Optional<String> text(String name, BinaryReader in) {
        return in.flag(name + " present") ? Optional.of(in.text(name)) : Optional.empty();
    }
}
