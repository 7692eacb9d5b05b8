package penstock.metrics.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import penstock.metrics.exposition.MetricType;

final class SeriesCacheTest {
    private static final MetricType TYPE = MetricType.GAUGE;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsFoundIsWhatWasAddedAndKept() {
        var random = new Random(11);
        var cache = new SeriesCache();
        Map<String, Integer> expected = new HashMap<>();
        for (int scrape = 1; scrape <= 30; scrape++) {
            var seen = new HashMap<String, Integer>();
            for (int i = 0; i < 300; i++) {
                String name = "series{x=\"" + random.nextInt(600) + "\"}";
                byte[] line = bytes("..." + name + " 1");
                var entry = cache.find(line, 3, line.length - 2, TYPE);
                Integer known = seen.getOrDefault(name, expected.get(name));
                if (known == null) {
                    assertThat(entry).isNull();
                    known = scrape * 1_000 + i;
                    entry = cache.add(line, 3, line.length - 2, TYPE, known);
                }
                Objects.requireNonNull(entry);
                assertThat(entry.reference).isEqualTo((long) known);
                entry.seen = scrape;
                seen.put(name, known);
            }

            cache.keepOnly(scrape);

            expected = seen;
            assertThat(cache.size()).isEqualTo(expected.size());
            expected.forEach(
                    (name, reference) -> {
                        byte[] plain = bytes(name);
                        var entry =
                                Objects.requireNonNull(cache.find(plain, 0, plain.length, TYPE));
                        assertThat(entry.reference).isEqualTo((long) reference);
                    });
        }
    }

    @Test
    void theSameBytesInAFamilyOfAnotherTypeAreAnotherSeries() {
        var cache = new SeriesCache();
        byte[] name = bytes("a_bucket{le=\"1\"}");
        cache.add(name, 0, name.length, MetricType.HISTOGRAM, 5);

        assertThat(cache.find(name, 0, name.length, MetricType.UNKNOWN)).isNull();
        assertThat(cache.find(name, 0, name.length, MetricType.HISTOGRAM)).isNotNull();
    }
}
