package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.judge.EVariables.Counts;
import penstock.judge.EVariables.Values;

final class EVariablesTest {
    private static final Offset<Double> PRINTED = within(0.6e-10);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "95,  0,  5, 1, 0.0010, 0.0100, 1.0, 0.0000, 0.0014500000, 0.0014500000,  1.9394268359",
                "95,  1,  5, 0, 0.0010, 0.0100, 1.0, 0.0000, 0.0014500000, 0.0014500000, -0.3722080926",
                "95,  0,  5, 0, 0.0010, 0.0500, 1.0, 0.0005, 0.0031041834, 0.0036041834, -0.0381044527",
                "50,  0, 50, 0, 0.0010, 0.0010, 1.5, 0.0010, 0.0005870925, 0.0018806388,  0.0234336860",
                "50,  1, 50, 2, 0.0010, 0.0010, 1.5, 0.0010, 0.0005870925, 0.0018806388, -0.7085671089",
                "95, 48,  5, 4, 0.5000, 0.6000, 1.0, 0.0000, 0.5050000000, 0.5050000000,  0.4711415925"
            })
    void matchesTheSpecificationForTwoStreams(String vector) {
        var row = numbers(vector);
        var counts = counts(row);
        var a1 = row[4];
        var b1 = row[5];
        var r = row[6];
        var d = row[7];

        var projected = EVariables.project(counts, a1, b1, r, d);

        assertThat(projected).isEqualTo(row[8], PRINTED);
        assertThat(r * projected + d).isEqualTo(row[9], PRINTED);
        assertThat(EVariables.halfPlane(counts, a1, b1, r, d)).isEqualTo(row[10], PRINTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "95, 1,  5, 1, 1.0, 10,  1.5594579801",
                "75, 0, 25, 2, 1.0,  3,  1.3862943611",
                "50, 3, 50, 2, 1.5,  5, -1.9693980781"
            })
    void matchesTheSpecificationForRareEvents(String vector) {
        var row = numbers(vector);
        var e = EVariables.conditional(counts(row), row[4], row[5]);

        assertThat(e).isEqualTo(row[6], PRINTED);
    }

    private static double[] numbers(String vector) {
        return Arrays.stream(vector.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
    }

    private static Counts counts(double[] row) {
        return new Counts(row[0], row[1], row[2], row[3]);
    }

    @Test
    void matchesTheSpecificationForMeans() {
        var small =
                EVariables.mean(
                        -1,
                        new Values(95, 76, 62.168, 0.8, 1),
                        new Values(5, 3.5, 2.522, 0.8, 1),
                        new Line(1, 0),
                        0.4);
        var even =
                EVariables.mean(
                        -1,
                        new Values(50, 40, 32.72, 0.8, 1),
                        new Values(50, 38, 29.6, 0.8, 1),
                        new Line(1, -0.02),
                        0.2);

        assertThat(small).isEqualTo(0.1777623287, PRINTED);
        assertThat(even).isEqualTo(0.0918520162, PRINTED);
    }

    @Test
    void expectsAtMostOneUnderEveryPointOfTheNull() {
        var random = new SplittableRandom(7);
        var worst = 0.0;
        for (var design = 0; design < 4_000; design++) {
            var nA = 1 + random.nextInt(30);
            var nB = 1 + random.nextInt(12);
            var r = random.nextBoolean() ? 1 : 1 + random.nextDouble();
            var d = random.nextBoolean() ? 0 : random.nextDouble() * 0.05;
            var a1 = share(random);
            var b1 = share(random);
            var isAbove = b1 > r * a1 + d;
            var a = isAbove ? share(random) : Math.min(share(random), (1 - d) / r);
            var edge = Math.clamp(r * a + d, 0, 1);
            var b =
                    random.nextInt(3) == 0
                            ? edge
                            : isAbove
                                    ? random.nextDouble() * edge
                                    : edge + random.nextDouble() * (1 - edge);

            worst = Math.max(worst, expectation(nA, nB, new double[] {a1, b1, r, d}, a, b));
        }

        assertThat(worst).isLessThanOrEqualTo(1 + 1e-11).isGreaterThan(0.999);
    }

    /// Down to one in a million, where an unconverged search would do most harm.
    private static double share(SplittableRandom random) {
        return Math.min(0.99, Math.pow(10, random.nextDouble(-6, 0)));
    }

    private static double expectation(int nA, int nB, double[] bet, double a, double b) {
        var sum = 0.0;
        for (var yA = 0; yA <= nA; yA++) {
            for (var yB = 0; yB <= nB; yB++) {
                var e =
                        EVariables.halfPlane(
                                new Counts(nA, yA, nB, yB), bet[0], bet[1], bet[2], bet[3]);
                sum += Math.exp(e + logBinomial(nA, yA, a) + logBinomial(nB, yB, b));
            }
        }
        return sum;
    }

    private static double logBinomial(int n, int y, double p) {
        var log = 0.0;
        for (var i = 1; i <= y; i++) {
            log += Math.log((double) (n - y + i) / i);
        }
        return log + (y == 0 ? 0 : y * Math.log(p)) + (y == n ? 0 : (n - y) * Math.log1p(-p));
    }

    @Test
    void expectsAtMostOneUnderTheHypergeometricNull() {
        var worst = 0.0;
        for (var nA = 1; nA <= 40; nA += 3) {
            for (var nB = 1; nB <= 20; nB += 2) {
                for (var y = 0; y <= Math.min(12, nA + nB); y++) {
                    var sum = 0.0;
                    for (var yB = Math.max(0, y - nA); yB <= Math.min(y, nB); yB++) {
                        var e = EVariables.conditional(new Counts(nA, y - yB, nB, yB), 1, 5);
                        sum +=
                                Math.exp(
                                        e
                                                + logChoose(nA, y - yB)
                                                + logChoose(nB, yB)
                                                - logChoose(nA + nB, y));
                    }
                    worst = Math.max(worst, sum);
                }
            }
        }

        assertThat(worst).isEqualTo(1, within(1e-11));
    }

    private static double logChoose(int n, int k) {
        var log = 0.0;
        for (var i = 1; i <= k; i++) {
            log += Math.log((double) (n - k + i) / i);
        }
        return log;
    }

    @Test
    void reversesTheEvidenceWhenTheLabelsAreSwapped() {
        var counts = new Counts(95, 3, 40, 7);
        var swapped = new Counts(40, 7, 95, 3);

        var asked = EVariables.halfPlane(counts, 0.01, 0.1, 1, 0);

        assertThat(asked)
                .isPositive()
                .isEqualTo(EVariables.halfPlane(swapped, 0.1, 0.01, 1, 0), within(1e-12));
        assertThat(EVariables.halfPlane(swapped, 0.01, 0.1, 1, 0)).isNegative();
    }

    @Test
    void isNoEvidenceWithoutRequestsOfBoth() {
        assertThat(EVariables.halfPlane(new Counts(100, 50, 0, 0), 0.01, 0.1, 1, 0)).isZero();
        assertThat(EVariables.halfPlane(new Counts(0, 0, 100, 50), 0.01, 0.1, 1, 0)).isZero();
        assertThat(EVariables.conditional(new Counts(0, 0, 100, 50), 1, 5)).isZero();
        var none = new Values(0, 0, 0, 0.5, 1);
        var some = new Values(5, 1, 1, 0.5, 1);
        assertThat(EVariables.mean(1, none, some, new Line(1, 0), 0.4)).isZero();
        assertThat(EVariables.rates(new Counts(0, 0, 100, 50), 1, 2, new Line(1, 0))).isZero();
    }
}
