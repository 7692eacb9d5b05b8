package penstock.metrics.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import penstock.metrics.series.Samples;

final class NumbersTest {
    @Test
    void writesAsGoDoes() {
        assertThat(Numbers.general(0)).isEqualTo("0");
        assertThat(Numbers.general(-0.0)).isEqualTo("-0");
        assertThat(Numbers.general(999999)).isEqualTo("999999");
        assertThat(Numbers.general(1e6)).isEqualTo("1e+06");
        assertThat(Numbers.general(1234567.5)).isEqualTo("1.2345675e+06");
        assertThat(Numbers.general(0.0001)).isEqualTo("0.0001");
        assertThat(Numbers.general(0.00001234)).isEqualTo("1.234e-05");
        assertThat(Numbers.general(1e100)).isEqualTo("1e+100");
        assertThat(Numbers.general(Double.MIN_VALUE)).isEqualTo("5e-324");
        assertThat(Numbers.general(2e23)).isEqualTo("2e+23");
        assertThat(Numbers.general(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
        assertThat(Numbers.general(Double.NaN)).isEqualTo("NaN");
        assertThat(Numbers.plain(1e22)).isEqualTo("10000000000000000000000");
        assertThat(Numbers.plain(1.5e-7)).isEqualTo("0.00000015");
        assertThat(Numbers.plain(-123.25)).isEqualTo("-123.25");
        assertThat(Numbers.api(new StringBuilder(), 1e-7)).hasToString("1e-7");
        assertThat(Numbers.api(new StringBuilder(), 1e21)).hasToString("1e+21");
        assertThat(Numbers.api(new StringBuilder(), 1.5e20)).hasToString("150000000000000000000");
        assertThat(Numbers.api(new StringBuilder(), Double.NEGATIVE_INFINITY)).hasToString("-Inf");
    }

    @Test
    void whatIsWrittenIsTheSameNumberWhenRead() {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(Numbers.general(value))).isEqualTo(value);
                assertThat(Double.parseDouble(Numbers.plain(value))).isEqualTo(value);
            }
        }
    }

    @Test
    void theShortWayWritesWhatTheLongWayWrites() {
        var random = new Random(4);
        for (int i = 0; i < 50_000; i++) {
            double size = Math.pow(10, random.nextInt(-8, 18)) * random.nextDouble();
            double places = Math.pow(10, random.nextInt(8));
            for (double value : new double[] {size, -size, Math.rint(size * places) / places}) {
                assertThat(Numbers.plain(value))
                        .isEqualTo(Digits.of(value).plain(new StringBuilder()).toString());
            }
        }
    }

    @Test
    void comparesByAPartOfTheSum() {
        assertThat(Numbers.almostEqual(1, 1 + 1e-6, 1e-6)).isTrue();
        assertThat(Numbers.almostEqual(1, 1 + 3e-6, 1e-6)).isFalse();
        assertThat(Numbers.almostEqual(0, 1e-300, 1e-6)).isFalse();
        assertThat(Numbers.almostEqual(Double.NaN, Double.NaN, 1e-6)).isTrue();
        assertThat(Numbers.almostEqual(Double.NaN, Samples.STALE, 1e-6)).isFalse();
        assertThat(Numbers.almostEqual(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1e-6))
                .isTrue();
        assertThat(Numbers.almostEqual(Double.POSITIVE_INFINITY, 1, 1e-6)).isFalse();
    }
}
