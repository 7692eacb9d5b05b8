package penstock.metrics.store.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;

final class TargetsTest {
    @Test
    void aTargetWithoutSeriesIsForgottenAndItsNumberUsedAgain() {
        var targets = new Targets();
        int first = targets.add("a");
        targets.add("a");
        int other = targets.add("b");

        targets.remove(first);
        targets.remove(first);

        assertThat(targets.count("a")).isZero();
        assertThat(targets.size()).isEqualTo(1);
        assertThat(targets.name(other)).isEqualTo("b");
        assertThat(targets.add("c")).isEqualTo(first);
        assertThat(targets.name(first)).isEqualTo("c");
        assertThat(targets.count("c")).isEqualTo(1);
    }

    @Test
    void aSeriesOfANewTargetCountsForItUntilItGoes(@TempDir Path folder) throws Exception {
        var limits = new SeriesLimits(100, 1, 10, 100, 100);
        try (var head = new Head(folder, 1_000, limits)) {
            head.define(Labels.of("__name__", "a"), "t");

            assertThat(head.define(Labels.of("__name__", "b"), "t").refusal())
                    .isEqualTo(Refusal.TARGET_LIMIT);
            head.dropBefore(1);
            head.dropBefore(2);
            head.dropBefore(3);
            assertThat(head.define(Labels.of("__name__", "b"), "t").refusal()).isNull();
        }
    }
}
