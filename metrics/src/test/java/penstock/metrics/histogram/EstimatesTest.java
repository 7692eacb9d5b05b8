package penstock.metrics.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import penstock.metrics.histogram.Estimate.Note;

final class EstimatesTest {
    private static final FloatHistogram EVEN =
            Written.histogram("{{count:12 sum:100 buckets:[3 3 3 3]}}");

    @Test
    void interpolatesExponentialBucketsByTheirLogarithm() {
        assertThat(Estimates.quantile(0.5, EVEN).value()).isEqualTo(2);
        assertThat(Estimates.quantile(0.375, EVEN).value()).isCloseTo(Math.sqrt(2), within(1e-15));
        assertThat(Estimates.quantile(0.625, EVEN).value()).isCloseTo(Math.sqrt(8), within(1e-15));
        assertThat(Estimates.quantile(0, EVEN).value()).isEqualTo(0.5);
        assertThat(Estimates.quantile(1, EVEN).value()).isEqualTo(8);
    }

    @Test
    void mirrorsNegativeBuckets() {
        var mirrored = Written.histogram("{{count:12 sum:-100 n_buckets:[3 3 3 3]}}");

        assertThat(Estimates.quantile(0.375, mirrored).value())
                .isCloseTo(-Math.sqrt(8), within(1e-15));
        assertThat(Estimates.fraction(-2, 0, mirrored).value()).isEqualTo(0.5);
        assertThat(Estimates.fraction(-Math.sqrt(2), 0, mirrored).value())
                .isCloseTo(0.375, within(1e-15));
    }

    @Test
    void interpolatesCustomBucketsAndTheZeroBucketEvenly() {
        var custom =
                Written.histogram(
                        "{{schema:-53 count:4 sum:10 custom_values:[5 10] buckets:[2 1 1]}}");
        var zero = Written.histogram("{{count:5 sum:1 z_bucket:4 z_bucket_w:1 buckets:[0 1]}}");

        assertThat(Estimates.quantile(0.25, custom).value()).isEqualTo(2.5);
        assertThat(Estimates.quantile(0.625, custom).value()).isEqualTo(7.5);
        assertThat(Estimates.quantile(0.99, custom).value()).isEqualTo(10);
        assertThat(Estimates.quantile(0.4, zero).value()).isEqualTo(0.5);
        assertThat(Estimates.fraction(-1, 0.5, zero).value()).isEqualTo(0.4);
    }

    @Test
    void tellsWhatObservationsOfNanHaveDone() {
        var histogram = Written.histogram("{{count:10 sum:NaN buckets:[4 4]}}");
        var infinite = Written.histogram("{{count:8 sum:NaN buckets:[4 4]}}");

        assertThat(Estimates.quantile(0.5, histogram).note()).isEqualTo(Note.NAN_SKEWED);
        assertThat(Estimates.quantile(0.9, histogram))
                .isEqualTo(new Estimate(Double.NaN, Note.NAN_RESULT));
        assertThat(Estimates.fraction(0, 1, histogram))
                .isEqualTo(new Estimate(0.4, Note.NAN_EXCLUDED));
        assertThat(Estimates.fraction(0, 9, histogram))
                .isEqualTo(new Estimate(0.8, Note.NAN_EXCLUDED));
        assertThat(Estimates.quantile(0.5, infinite).note()).isEqualTo(Note.NONE);
    }

    @Test
    void partsOutsideOfZeroToOneAreInfinite() {
        assertThat(Estimates.quantile(-0.1, EVEN).value()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Estimates.quantile(1.1, EVEN).value()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Estimates.quantile(Double.NaN, EVEN).value()).isNaN();
        assertThat(Estimates.quantile(0.5, FloatHistogram.EMPTY).value()).isNaN();
        assertThat(Estimates.fraction(3, 2, EVEN).value()).isZero();
    }

    @Test
    void variesAroundTheMeanByTheMiddlesOfBuckets() {
        var histogram =
                Written.histogram("{{count:2 sum:3 z_bucket:1 z_bucket_w:0.1 buckets:[0 0 1]}}");

        double middle = Math.sqrt(8);
        assertThat(Estimates.average(histogram)).isEqualTo(1.5);
        assertThat(Estimates.variance(histogram))
                .isCloseTo((1.5 * 1.5 + (middle - 1.5) * (middle - 1.5)) / 2, within(1e-12));
    }
}
