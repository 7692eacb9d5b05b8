package penstock.metrics.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import penstock.metrics.SharedTestData;

final class TrimTest {
    private static final Pattern TRIM = Pattern.compile("eval instant at 1m (\\w+) (</|>/) (\\S+)");
    private static final Pattern VALUE = Pattern.compile("(\\w+)(?:\\{\\})? +(\\{\\{.*\\}\\})");

    @Test
    void cutsAsPrometheusScriptsSay() throws IOException {
        var folder = SharedTestData.folder("promql/scripts");
        if (folder.isEmpty()) {
            return;
        }
        var loaded = new HashMap<String, FloatHistogram>();
        var trim = TRIM.matcher("");
        boolean isLoad = false;
        int checked = 0;

        for (String line : Files.readAllLines(folder.get().resolve("native_histograms.test"))) {
            var value = VALUE.matcher(line.strip());
            if (line.startsWith("load")) {
                isLoad = true;
            } else if (line.startsWith("eval")) {
                isLoad = false;
                trim = TRIM.matcher(line);
            } else if (value.matches() && isLoad && !line.contains("x")) {
                loaded.put(value.group(1), Written.histogram(value.group(2)));
            } else if (value.matches() && trim.matches()) {
                var histogram = Objects.requireNonNull(loaded.get(trim.group(1)));
                double at = Written.number(trim.group(3));
                var cut =
                        trim.group(2).equals("</")
                                ? Trim.below(histogram, at)
                                : Trim.above(histogram, at);
                var expected = Written.histogram(value.group(2));
                assertThat(Comparison.isAlmostEqual(cut, expected, 1e-6))
                        .as("%s: %s, expected %s", trim.group(), cut, expected)
                        .isTrue();
                checked++;
            }
        }

        assertThat(checked).isGreaterThan(50);
    }

    @Test
    void changesNothingOfAHistogramThatIsNotCut() {
        var histogram = Written.histogram("{{count:3 sum:100 buckets:[1 0 2]}}");

        assertThat(Trim.below(histogram, 4)).isSameAs(histogram);
        assertThat(Trim.above(histogram, 0)).isSameAs(histogram);
    }
}
