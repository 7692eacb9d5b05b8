package penstock.gateway.routes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Entries of every form, for tests of what must hold for all.
final class RandomEntries {

    private final RandomGenerator random;

    private RandomEntries(RandomGenerator random) {
        this.random = random;
    }

    static Entries of(RandomGenerator random) {
        var made = new RandomEntries(random);
        List<Entry> list = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            list.add(made.entry(i));
        }
        return new Entries(
                list,
                random.nextBoolean()
                        ? Map.of()
                        : Map.of("production/s0", random.nextLong(1L << 45), "production/s1", 7L));
    }

    private Entry entry(int number) {
        boolean redirects = random.nextInt(4) == 0;
        List<Entry.Backend> backends = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0 && !redirects; i--) {
            backends.add(
                    new Entry.Backend(
                            "production/s" + i,
                            random.nextInt(Entry.Backend.MAX_WEIGHT + 1),
                            random.nextBoolean(),
                            random.nextBoolean() ? Filters.NONE : ofBackend()));
        }
        return new Entry(
                "production/entry",
                random.nextLong(1L << 45),
                number,
                random.nextBoolean() ? List.of() : List.of("h.test", "*.h.test"),
                random.nextBoolean() ? List.of() : List.of(new StickyKey.Cookie("uid")),
                List.of(match(), EntryMatch.below("/" + number)),
                random.nextBoolean() && !redirects ? Filters.NONE : filters(redirects),
                backends,
                new Entry.Timeouts(time(9), time(1)),
                rules(redirects));
    }

    private EntryRules rules(boolean redirects) {
        return new EntryRules(
                redirects ? Sizes.NONE : RandomEdges.sizes(random),
                redirects || random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(random.nextLong(Sizes.MOST_BODY + 1)),
                random.nextBoolean() ? Optional.empty() : Optional.of(RandomEdges.access(random)));
    }

    private Optional<Duration> time(int seconds) {
        return random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private EntryMatch match() {
        PathMatch path =
                switch (random.nextInt(3)) {
                    case 0 -> new PathMatch.Exact("/exact");
                    case 1 -> new PathMatch.Prefix("/prefix");
                    default -> new PathMatch.Regex(new Expression("/[a-z]{2}/\\d+"));
                };
        return new EntryMatch(
                path,
                random.nextBoolean() ? Optional.empty() : Optional.of("PURGE"),
                random.nextBoolean() ? List.of() : List.of(exact(), regex("X-B")),
                random.nextBoolean() ? List.of() : List.of(regex("q"), exact()));
    }

    private static ValueMatch exact() {
        return new ValueMatch.Exact("X-A", "é b");
    }

    private static ValueMatch regex(String name) {
        return new ValueMatch.Regex(name, new Expression("a|b"));
    }

    private HeaderEdits edits() {
        return random.nextBoolean()
                ? HeaderEdits.NONE
                : new HeaderEdits(
                        List.of(new HeaderEdits.Field("X-Set", "a b")),
                        List.of(new HeaderEdits.Field("X-Add", "1")),
                        List.of("X-Gone"));
    }

    /// Any match is possible here, so a prefix is not replaced.
    private Optional<Filters.Rewrite> rewrite() {
        return random.nextBoolean()
                ? Optional.empty()
                : Optional.of(
                        new Filters.Rewrite(
                                Optional.of("inner.test"),
                                Optional.of(new Filters.NewPath.Full("/full"))));
    }

    private Filters ofBackend() {
        return new Filters(
                edits(), edits(), rewrite(), Optional.empty(), List.of(), Optional.empty());
    }

    private Filters filters(boolean redirects) {
        return new Filters(
                edits(),
                edits(),
                redirects ? Optional.empty() : rewrite(),
                redirects ? Optional.of(redirect()) : Optional.empty(),
                random.nextBoolean()
                        ? List.of()
                        : List.of(new Filters.Mirror("production/s2", 1, 3)),
                random.nextBoolean() ? Optional.empty() : Optional.of(cors()));
    }

    private Filters.Redirect redirect() {
        return new Filters.Redirect(
                Optional.of("https"),
                random.nextBoolean() ? Optional.empty() : Optional.of("a.test"),
                random.nextBoolean() ? Optional.empty() : Optional.of(8443),
                Optional.of(new Filters.NewPath.Full("/elsewhere")),
                308);
    }

    private Cors cors() {
        return new Cors(
                List.of("https://*.a.test", "http://b.test:8080"),
                random.nextBoolean(),
                List.of("PUT"),
                List.of("*"),
                List.of(),
                Duration.ofSeconds(random.nextInt(1_000)));
    }
}
