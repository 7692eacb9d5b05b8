package penstock.metrics.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ClassicBucketsTest {
    private final ClassicBuckets buckets = new ClassicBuckets();

    private void add(double... boundsAndCounts) {
        for (int i = 0; i < boundsAndCounts.length; i += 2) {
            buckets.add(boundsAndCounts[i], boundsAndCounts[i + 1]);
        }
    }

    @Test
    void interpolatesEvenlyFromZero() {
        add(Double.POSITIVE_INFINITY, 10, 2, 8, 1, 4);

        assertThat(buckets.quantile(0.2).value()).isEqualTo(0.5);
        assertThat(buckets.quantile(0.6).value()).isEqualTo(1.5);
        assertThat(buckets.quantile(0.9).value()).isEqualTo(2);
        assertThat(buckets.fraction(0.5, 1.5)).isEqualTo(0.4);
        assertThat(buckets.fraction(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
                .isEqualTo(1);
    }

    @Test
    void theLowestBucketGivesItsBoundWhenThatIsNotAboveZero() {
        add(-1, 4, 2, 8, Double.POSITIVE_INFINITY, 10);

        assertThat(buckets.quantile(0.1).value()).isEqualTo(-1);
    }

    @Test
    void needsAnInfiniteBoundAndAnotherAndObservations() {
        add(1, 4, 2, 8);
        assertThat(buckets.quantile(0.5).value()).isNaN();
        assertThat(buckets.fraction(0, 1)).isNaN();

        buckets.clear();
        add(Double.POSITIVE_INFINITY, 3);
        assertThat(buckets.quantile(0.5).value()).isNaN();

        buckets.clear();
        add(1, 0, Double.POSITIVE_INFINITY, 0);
        assertThat(buckets.quantile(0.5).value()).isNaN();
    }

    @Test
    void equalBoundsCountTogether() {
        add(1, 2, 1, 2, Double.POSITIVE_INFINITY, 4, Double.POSITIVE_INFINITY, 4);

        assertThat(buckets.quantile(0.25).value()).isEqualTo(0.5);
    }

    @Test
    void countsThatFallAreRaisedAndToldButNotRoundingErrors() {
        add(1, 10, 2, 9, 3, 12, 4, 11.5, Double.POSITIVE_INFINITY, 20);
        assertThat(buckets.quantile(0.5)).isEqualTo(new ClassicBuckets.Quantile(1, true, 2, 4, 1));

        buckets.clear();
        add(1, 10, 2, 10 - 1e-12, Double.POSITIVE_INFINITY, 20);
        assertThat(buckets.quantile(0.5).isForced()).isFalse();
    }

    @Test
    void becomesAHistogramOfCustomBounds() {
        add(1, 2, 5, 2, Double.POSITIVE_INFINITY, 7);

        assertThat(buckets.toHistogram(7, 30))
                .contains(
                        Written.histogram(
                                "{{schema:-53 count:7 sum:30 custom_values:[1 5] buckets:[2 0 5]}}"));
    }

    @Test
    void becomesAHistogramWithoutAnInfiniteBoundAndWithoutACountToo() {
        add(1, 2, 5, 3);
        assertThat(buckets.toHistogram(7, 30))
                .contains(
                        Written.histogram(
                                "{{schema:-53 count:7 sum:30 custom_values:[1 5] buckets:[2 1 4]}}"));

        buckets.clear();
        add(1, 2, 5, 3);
        assertThat(buckets.toHistogram(Double.NaN, 30))
                .contains(
                        Written.histogram(
                                "{{schema:-53 count:3 sum:30 custom_values:[1 5] buckets:[2 1 0]}}"));
    }

    @Test
    void becomesNoHistogramWhenItsCountsFall() {
        add(1, 3, 5, 2);

        assertThat(buckets.toHistogram(7, 30)).isEmpty();
    }
}
