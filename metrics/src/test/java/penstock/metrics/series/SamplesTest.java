package penstock.metrics.series;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import penstock.metrics.histogram.FloatHistogram;

class SamplesTest {
    private final Samples samples = new Samples();

    @Test
    void staleMarkersAreRemovedWithAllThatBelongsToThem() {
        samples.add(1, 10);
        samples.startedAt(7);
        samples.add(2, Samples.STALE);
        samples.startedAt(8);
        samples.add(3, FloatHistogram.EMPTY);
        samples.startedAt(9);

        samples.dropStale();
        samples.add(4, 20);

        assertThat(samples.size()).isEqualTo(3);
        assertThat(samples.time(1)).isEqualTo(3);
        assertThat(samples.histogram(1)).isEqualTo(FloatHistogram.EMPTY);
        assertThat(samples.start(1)).isEqualTo(9);
        assertThat(samples.histogram(2)).isNull();
        assertThat(samples.start(2)).isZero();
    }

    @Test
    void numbersAndHistogramsAreSplitAndStaleMarkersGo() {
        var numbers = new Samples();
        var histograms = new Samples();
        samples.add(1, 10);
        samples.add(2, FloatHistogram.EMPTY);
        samples.startedAt(1);
        samples.add(3, Samples.STALE);
        samples.add(4, 30);

        samples.split(numbers, histograms);

        assertThat(numbers.size()).isEqualTo(2);
        assertThat(numbers.value(1)).isEqualTo(30);
        assertThat(histograms.size()).isEqualTo(1);
        assertThat(histograms.start(0)).isEqualTo(1);
    }

    @Test
    void afterMovingThereAreNoneLeft() {
        var other = new Samples();
        samples.add(1, 10);
        samples.startedAt(5);
        samples.add(2, FloatHistogram.EMPTY);

        samples.moveTo(other);

        assertThat(samples.size()).isZero();
        assertThat(other.size()).isEqualTo(2);
        assertThat(other.start(0)).isEqualTo(5);
        assertThat(other.histogram(1)).isEqualTo(FloatHistogram.EMPTY);
    }
}
