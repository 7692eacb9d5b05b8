package penstock.metrics.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScrapeTimesTest {
    @Test
    void targetsAreSpreadOverTheIntervalAndComeBackAtTheSamePlace() {
        var hits = new int[10];
        for (long hash = 0; hash < 1_000; hash++) {
            long mixed = hash * 0x9e37_79b9_7f4a_7c15L;
            long now = 1_767_436_620_123L;
            long first = now + ScrapeTimes.untilFirst(mixed, 10_000, now);
            long later = now + 987_654;
            long again = later + ScrapeTimes.untilFirst(mixed, 10_000, later);

            assertThat(first - now).isBetween(0L, 10_000L);
            assertThat((again - first) % 10_000).isZero();
            hits[(int) (first % 10_000 / 1_000)]++;
        }
        assertThat(IntStream.of(hits).min().orElse(0)).isGreaterThan(50);
    }

    @Test
    void aScrapeThatIsALittleLateOrEarlyHasTheTimeItWasMeantFor() {
        var times = new ScrapeTimes(1_000, 5_000);

        assertThat(times.timeOf(5_000)).isEqualTo(5_000);
        assertThat(times.timeOf(6_002)).isEqualTo(6_000);
        assertThat(times.timeOf(6_999)).isEqualTo(7_000);
        assertThat(times.timeOf(8_001)).isEqualTo(8_000);
    }

    @Test
    void oneThatIsLaterHasTheTimeItBegan() {
        var times = new ScrapeTimes(1_000, 5_000);

        assertThat(times.timeOf(5_003)).isEqualTo(5_003);
        assertThat(times.timeOf(6_500)).isEqualTo(6_500);
        assertThat(times.timeOf(9_001)).isEqualTo(9_000);
    }

    @Test
    void shortIntervalsTolerateNothing() {
        var times = new ScrapeTimes(50, 1_000);

        assertThat(times.timeOf(1_001)).isEqualTo(1_001);
        assertThat(times.timeOf(1_050)).isEqualTo(1_050);
    }

    @Test
    void aClockThatIsSetBackIsFollowed() {
        var times = new ScrapeTimes(1_000, 50_000);

        assertThat(times.timeOf(20_300)).isEqualTo(20_300);
        assertThat(times.timeOf(21_301)).isEqualTo(21_300);
    }
}
