package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MomentsTest {
    @Test
    void addUpToTheSameBitsInAnyOrder() {
        var random = new Random(1);
        var values = new ArrayList<Double>();
        for (var i = 0; i < 10_000; i++) {
            values.add(random.nextDouble());
        }
        var one = sum(values);
        Collections.shuffle(values, random);

        var two = sum(values.subList(0, 3_333)).plus(sum(values.subList(3_333, 10_000)));

        assertThat(two).isEqualTo(one);
        assertThat(two.minus(sum(values.subList(0, 3_333))))
                .isEqualTo(sum(values.subList(3_333, 10_000)));
    }

    private static Moments sum(Iterable<Double> values) {
        var sum = Moments.NONE;
        for (var each : values) {
            sum = sum.plus(Moments.of(each));
        }
        return sum;
    }

    /// Less spread than there was would be more evidence than there is.
    @Test
    void neverHaveLessSpreadThanTheValues() {
        var random = new Random(2);
        for (var i = 0; i < 10_000; i++) {
            var value = random.nextDouble();
            var one = Moments.of(value);
            var rounded = one.total();

            assertThat(rounded).isEqualTo(value, within(0x1p-24));
            assertThat(one.totalOfSquares())
                    .isGreaterThanOrEqualTo(rounded * rounded)
                    .isEqualTo(rounded * rounded, within(0x1p-30));
        }
    }

    @Test
    void holdTheEndsOfTheRangeExactly() {
        assertThat(Moments.of(1).turned()).isEqualTo(Moments.of(0));
        assertThat(Moments.of(1).mean()).isEqualTo(1);
        assertThat(Moments.ofSums(2, 1, 1)).isEqualTo(Moments.of(0).plus(Moments.of(1)));
    }

    @Test
    void refuseWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moments.of(1.01))
                .withMessage("value: 1.01 (expected: 0..1)");
        assertThatIllegalArgumentException().isThrownBy(() -> Moments.of(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Moments(1, 1L << 25, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Moments(-1, 0, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moments.of(0.5).minus(Moments.of(0.6)));
    }

    @Test
    void aSeriesHasOneKind() {
        var quality = new Metric.Mean("quality", "score", 0, 1, "", Better.HIGHER, 1);
        var sample = Sample.NONE.with("score", new Tally(3, 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sample.of(quality))
                .withMessage("series score: Tally (expected: Moments, for quality)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sample.with("score", Moments.NONE))
                .withMessage("sums: Moments (expected: Tally, since a series has one kind)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.NONE.with("latency", Moments.NONE));
        assertThat(Sample.NONE.of(quality)).isEqualTo(Moments.NONE);
    }

    @Test
    void aSampleIsTakenApartAsItWasPutTogether() {
        var one = new Sample(3, 1, Histogram.of(Map.of(2, 3L))).with("cost", Moments.of(0.1));
        var two = new Sample(1, 0, Histogram.empty()).with("orders", new Tally(1, 1));

        var both = one.plus(two);

        assertThat(both).isEqualTo(two.plus(one));
        assertThat(both.minus(two).latency()).isEqualTo(one.latency());
        assertThat(both.minus(one).series().get("orders")).isEqualTo(new Tally(1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> one.minus(two));
    }
}
