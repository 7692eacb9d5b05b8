package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import penstock.judge.EVariables.Counts;
import penstock.judge.EVariables.Values;

/// Under every point of the null hypothesis the expectation is at most one, and at no line is it given away: computed exactly, over
/// all outcomes.
final class MeansAndRatesTest {
    /// Values of 0, an inner point and 1, with chances that give the mean wanted: for such, all outcomes can be counted.
    private record Law(double inner, double chanceOfInner, double chanceOfOne) {
        static Law withMean(double mean, double inner, double part) {
            // Part of the mean comes from the inner point, as far as there is room for its chance.
            var chance = Math.min(part * mean / inner, (1 - mean) / (1 - inner) * part);
            return new Law(inner, chance, mean - chance * inner);
        }

        double chance(int n, int inners, int ones) {
            var zeros = n - inners - ones;
            return Math.exp(
                    logFactorial(n)
                            - logFactorial(inners)
                            - logFactorial(ones)
                            - logFactorial(zeros)
                            + power(chanceOfInner, inners)
                            + power(chanceOfOne, ones)
                            + power(1 - chanceOfInner - chanceOfOne, zeros));
        }

        Values values(int n, int inners, int ones, double guess, double reach) {
            var squares = inners * inner * inner + ones;
            return new Values(n, inners * inner + ones, squares, guess, reach);
        }

        private static double power(double chance, int times) {
            return times == 0 ? 0 : times * Math.log(Math.max(chance, 0));
        }
    }

    private static final double[] LOG_FACTORIALS = new double[100];

    static {
        for (var i = 2; i < LOG_FACTORIALS.length; i++) {
            LOG_FACTORIALS[i] = LOG_FACTORIALS[i - 1] + Math.log(i);
        }
    }

    private static double logFactorial(int n) {
        return LOG_FACTORIALS[n];
    }

    @Test
    void meansExpectAtMostOneWhateverTheBoundTheGuessAndTheStake() {
        var random = new SplittableRandom(11);
        var worst = 0.0;
        for (var design = 0; design < 1_000; design++) {
            var sign = random.nextBoolean() ? 1 : -1;
            var muA = random.nextDouble();
            var line = new Line(0.5 + random.nextDouble(), random.nextDouble(-0.3, 0.3));
            // On the line or on the null's side of it.
            var away = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.2;
            var muB = line.at(muA) - sign * away;
            if (muB < 0 || muB > 1) {
                continue;
            }

            worst = Math.max(worst, expectation(random, sign, muA, muB, line));
        }

        assertThat(worst).isLessThanOrEqualTo(1 + 1e-11).isGreaterThan(0.99);
    }

    private static double expectation(
            SplittableRandom random, double sign, double muA, double muB, Line line) {
        var inner = random.nextDouble(0.05, 0.95);
        var a = Law.withMean(muA, inner, random.nextDouble());
        var b = Law.withMean(muB, inner, random.nextDouble());
        var guess = random.nextDouble();
        var reachA = sign > 0 ? 1 - guess : guess;
        var reachB = 1 - reachA;
        var boldness = Math.exp(random.nextDouble(-4, 4));
        var nA = 1 + random.nextInt(9);
        var nB = 1 + random.nextInt(5);
        var sum = 0.0;
        for (var i = 0; i <= nA; i++) {
            for (var j = 0; i + j <= nA; j++) {
                for (var k = 0; k <= nB; k++) {
                    for (var l = 0; k + l <= nB; l++) {
                        var e =
                                EVariables.mean(
                                        sign,
                                        a.values(nA, i, j, guess, Math.max(0.01, reachA)),
                                        b.values(nB, k, l, guess, Math.max(0.01, reachB)),
                                        line,
                                        boldness);
                        sum += a.chance(nA, i, j) * b.chance(nB, k, l) * Math.exp(e);
                    }
                }
            }
        }
        return sum;
    }

    @Test
    void ratesExpectAtMostOneWhateverTheBoundAndTheBet() {
        var random = new SplittableRandom(12);
        var worst = 0.0;
        for (var design = 0; design < 1_000; design++) {
            var line = new Line(0.3 + 2 * random.nextDouble(), random.nextDouble(-0.5, 0.5));
            var a1 = random.nextDouble(0.05, 2);
            var b1 = random.nextDouble(0.05, 3);
            var isAbove = b1 > line.at(a1);
            var a = random.nextDouble(0.02, 2);
            var away = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.5;
            var b = line.at(a) + (isAbove ? -away : away);
            if (b >= 0) {
                worst = Math.max(worst, expectation(random, new double[] {a1, b1, a, b}, line));
            }
        }

        assertThat(worst).isLessThanOrEqualTo(1 + 1e-9).isGreaterThan(0.999);
    }

    private static double expectation(SplittableRandom random, double[] rates, Line line) {
        var tA = random.nextDouble(0.1, 6);
        var tB = random.nextDouble(0.1, 4);
        var sum = 0.0;
        for (var yA = 0; yA < 60; yA++) {
            for (var yB = 0; yB < 60; yB++) {
                var e = EVariables.rates(new Counts(tA, yA, tB, yB), rates[0], rates[1], line);
                sum += Math.exp(e + logPoisson(tA * rates[2], yA) + logPoisson(tB * rates[3], yB));
            }
        }
        return sum;
    }

    private static double logPoisson(double mean, int y) {
        return -mean + (y == 0 ? 0 : y * Math.log(mean)) - logFactorial(y);
    }

    @Test
    void theConditionalFormExpectsAtMostOneForPoissonStreamsOfAnyRate() {
        var random = new SplittableRandom(13);
        var worst = 0.0;
        for (var design = 0; design < 300; design++) {
            var factor = random.nextDouble(0.5, 3);
            var times = factor * Math.exp(random.nextDouble(-2, 3));
            var a = random.nextDouble(0.02, 2);
            var b = a * factor * (times > factor ? random.nextDouble() : 1 + random.nextDouble());
            var tA = random.nextDouble(0.1, 6);
            var tB = random.nextDouble(0.1, 4);
            var sum = 0.0;
            for (var yA = 0; yA < 60; yA++) {
                for (var yB = 0; yB < 80; yB++) {
                    var e = EVariables.conditional(new Counts(tA, yA, tB, yB), factor, times);
                    sum += Math.exp(e + logPoisson(tA * a, yA) + logPoisson(tB * b, yB));
                }
            }
            worst = Math.max(worst, sum);
        }

        assertThat(worst).isLessThanOrEqualTo(1 + 1e-9).isGreaterThan(0.99);
    }

    @Test
    void reverseTheEvidenceWhenTheLabelsAreSwapped() {
        var good = new Values(95, 76, 62.168, 0.8, 1);
        var bad = new Values(40, 28, 20.1, 0.8, 1);
        var line = new Line(1, 0);

        assertThat(EVariables.mean(-1, good, bad, line, 0.4))
                .isPositive()
                .isEqualTo(EVariables.mean(1, bad, good, line, 0.4), within(1e-12));
        assertThat(EVariables.mean(-1, bad, good, line, 0.4)).isNegative();
        var counts = new Counts(95, 3, 40, 7);
        var swapped = new Counts(40, 7, 95, 3);
        assertThat(EVariables.rates(counts, 0.03, 0.2, line))
                .isPositive()
                .isEqualTo(EVariables.rates(swapped, 0.2, 0.03, line), within(1e-12));
        assertThat(EVariables.conditional(counts, 1, 4))
                .isPositive()
                .isEqualTo(EVariables.conditional(swapped, 1, 0.25), within(1e-12));
    }

    /// A turned figure asks the same question.
    @Test
    void aScoreTurnedAroundIsTheSameEvidence() {
        var seen = new Moments(3, 1 << 24, 400_000_000);

        assertThat(seen.turned().turned()).isEqualTo(seen);
        assertThat(seen.turned().mean()).isEqualTo(1 - seen.mean(), within(1e-12));
        assertThat(seen.turned().variance()).isEqualTo(seen.variance(), within(1e-9));
    }
}
