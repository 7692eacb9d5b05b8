package penstock.metrics.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.buffer.MutableRoaringBitmap;
import penstock.metrics.Fuzz;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.labels.RegexShape;

/// What the index finds beside what matching each series by itself finds.
public final class SelectionTest {
    private static final List<String> NAMES =
            List.of(Labels.NAME, "a", "b", "\u00e4", "\ud83d\ude00");
    private static final List<String> VALUES =
            List.of(
                    "x",
                    "xy",
                    "x.y",
                    "y",
                    "z|",
                    "\uffff",
                    "\ud83d\ude00",
                    "\ud83d\ude00x",
                    "\u00e4",
                    "1",
                    "10");
    private static final List<String> REGEXES =
            List.of(
                    ".*",
                    ".+",
                    "",
                    "x",
                    "x|y",
                    "(x|y|)",
                    "(?:x|xy)",
                    "x.*",
                    "x?y",
                    "xy*",
                    "x\\.y",
                    "x.y",
                    "z\\|",
                    "1|10",
                    "(x)(y)",
                    "[xy]+",
                    "(?i)X",
                    "x|y.*",
                    "1{1,2}",
                    "\ud83d\ude00*x",
                    "\ud83d\ude00.*",
                    "^x$",
                    "x+y",
                    "a|",
                    "\\d+");

    private static final List<Matcher.Kind> KINDS = List.of(Matcher.Kind.values());

    public static Labels anyLabels(RandomGenerator random) {
        var labels = Labels.builder().set("id", "" + random.nextInt(1_000));
        for (var name : NAMES) {
            if (random.nextBoolean()) {
                labels.set(name, VALUES.get(random.nextInt(VALUES.size())));
            }
        }
        return labels.build();
    }

    public static List<Matcher> anyMatchers(RandomGenerator random) {
        var matchers = new ArrayList<Matcher>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            var kind = KINDS.get(random.nextInt(4));
            boolean isRegex = kind == Matcher.Kind.REGEX || kind == Matcher.Kind.NOT_REGEX;
            var from = isRegex ? REGEXES : VALUES;
            boolean isEmpty = random.nextInt(6) == 0;
            matchers.add(
                    Matcher.of(
                            kind,
                            NAMES.get(random.nextInt(NAMES.size())),
                            isEmpty ? "" : from.get(random.nextInt(from.size()))));
        }
        return matchers;
    }

    private static List<Integer> expected(Map<Integer, Labels> all, List<Matcher> matchers) {
        var found = new ArrayList<Integer>();
        all.forEach(
                (slot, labels) -> {
                    if (matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
                        found.add(slot);
                    }
                });
        return found;
    }

    @Test
    void findsExactlyTheSeriesThatMatchWhileSomeComeAndGo() {
        Fuzz.run(
                random -> {
                    var index = new LiveIndex();
                    var all = new TreeMap<Integer, Labels>();
                    for (int round = 0; round < 4; round++) {
                        change(index, all, random);
                        for (int i = 0; i < 20; i++) {
                            var matchers = anyMatchers(random);

                            var found = Selection.of(index, matchers);

                            assertThat(found.toArray())
                                    .as("%s", matchers)
                                    .containsExactly(
                                            expected(all, matchers).stream()
                                                    .mapToInt(slot -> slot)
                                                    .toArray());
                        }
                        assertOrder(index, all);
                    }
                });
    }

    private static void change(LiveIndex index, Map<Integer, Labels> all, RandomGenerator random) {
        var gone = new MutableRoaringBitmap();
        for (int slot : List.copyOf(all.keySet())) {
            if (random.nextInt(4) == 0) {
                gone.add(slot);
                assertThat(all.remove(slot)).isEqualTo(index.labels(slot));
            }
        }
        index.removeAll(gone);
        for (int i = 0; i < 60; i++) {
            var labels = anyLabels(random);
            int slot = random.nextInt(300);
            if (!all.containsKey(slot) && index.slot(labels) < 0) {
                index.add(slot, labels);
                all.put(slot, labels);
            }
        }
        all.forEach((slot, labels) -> assertThat(index.slot(labels)).isEqualTo(slot));
        assertThat(index.size()).isEqualTo(all.size());
    }

    private static void assertOrder(LiveIndex index, Map<Integer, Labels> all) {
        var sorted = new ArrayList<Labels>();
        for (int slot : index.sorted(index.all())) {
            sorted.add(index.labels(slot));
        }
        assertThat(sorted).isSorted().hasSameSizeAs(all.values());
    }

    @Test
    void whatIsSelectedMayBeChangedWithoutChangingTheIndex() {
        var index = new LiveIndex();
        for (int i = 0; i < 100; i++) {
            index.add(i, Labels.of("a", "x", "id", "" + i));
        }
        var matchers = List.of(Matcher.of(Matcher.Kind.EQUAL, "a", "x"));

        Selection.of(index, matchers).clear();
        Selection.of(index, List.of()).clear();

        assertThat(Selection.of(index, matchers).getCardinality()).isEqualTo(100);
        assertThat(Selection.of(index, List.of()).getCardinality()).isEqualTo(100);
    }

    @Test
    void aSetOrPrefixIsSeenWhereThereIsOne() {
        assertThat(RegexShape.of("(a|b\\.c)").texts()).containsExactly("a", "b.c");
        assertThat(RegexShape.of("(?:a|)").texts()).containsExactly("a", "");
        assertThat(RegexShape.of("abc.*").prefix()).isEqualTo("abc");
        assertThat(RegexShape.of("abc*").prefix()).isEqualTo("ab");
        assertThat(RegexShape.of("abc|d.*").prefix()).isEmpty();
        assertThat(RegexShape.of("abc|d.*").isSet()).isFalse();
        assertThat(RegexShape.of("\\d+").isSet()).isFalse();
    }
}
