package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// As [FairGameTest] for the other kinds of metrics, in both directions: from many pasts, the evidence expected after the next
/// block is at most the present evidence, if the candidate is just at the tolerance, or, for "not worse", just at the margin.
final class FairKindsTest {
    private static final int STABLE = 8;
    private static final int CANDIDATE = 3;

    /// @param stable its figure
    record Kind(Metric metric, Limits limits, double stable) {
        double at(Bound bound) {
            return metric.better() == Better.LOWER
                    ? bound.factor() * stable + bound.shift()
                    : bound.factor() * stable - bound.shift();
        }

        Judge judge() {
            return new Judge(
                    JudgePolicy.STANDARD.comparing(metric).withTimes(Duration.ZERO, WarmUp.NONE));
        }

        Stage stage() {
            return Stage.warm(List.of(metric), 500).with(metric.name(), limits);
        }

        /// Values are 0 or 1, so that all outcomes can be counted.
        Sample sample(int n, int y) {
            var sums =
                    switch (metric) {
                        case Metric.Share _ -> new Tally(n, y);
                        case Metric.Mean _ -> Moments.ofSums(n, y, y);
                        case Metric.Rate _ -> new Exposure(n * 1_000L, y);
                        case Metric.Quantile _ -> Histogram.empty();
                    };
            return new Sample(n, 0, Histogram.empty()).with("figure", sums);
        }

        double chance(int n, int y, double figure) {
            var chance = 1.0;
            if (metric instanceof Metric.Rate) {
                for (var i = 1; i <= y; i++) {
                    chance *= n * figure / i;
                }
                return chance * Math.exp(-n * figure);
            }
            for (var i = 0; i < y; i++) {
                chance *= (double) (n - i) / (i + 1);
            }
            return chance * Math.pow(figure, y) * Math.pow(1 - figure, n - y);
        }

        int most(int n) {
            return metric instanceof Metric.Rate ? 30 : n;
        }
    }

    static Stream<Kind> kinds() {
        var relative = new Limits(Bound.factor(1.2), Bound.factor(1.5));
        var absolute = new Limits(Bound.shift(0.05), Bound.shift(0.2));
        var both = new Limits(new Bound(1.1, 0.02), new Bound(1.2, 0.1));
        var relativeHigh = new Limits(Bound.factor(0.9), Bound.factor(0.6));
        var bothHigh = new Limits(new Bound(0.9, 0.02), new Bound(0.8, 0.1));
        return Stream.of(0.1, 0.5)
                .flatMap(
                        stable ->
                                Stream.of(
                                        new Kind(share(Better.LOWER), both, stable),
                                        new Kind(share(Better.HIGHER), bothHigh, stable + 0.3),
                                        new Kind(mean(Better.LOWER), relative, stable),
                                        new Kind(mean(Better.LOWER), absolute, stable),
                                        new Kind(mean(Better.LOWER), both, stable),
                                        new Kind(mean(Better.HIGHER), absolute, stable + 0.3),
                                        new Kind(mean(Better.HIGHER), relativeHigh, stable),
                                        new Kind(mean(Better.HIGHER), bothHigh, stable + 0.3),
                                        new Kind(rate(Better.LOWER), relative, stable),
                                        new Kind(rate(Better.LOWER), both, stable),
                                        new Kind(rate(Better.HIGHER), relativeHigh, stable),
                                        new Kind(rate(Better.HIGHER), bothHigh, stable + 0.3)));
    }

    private static Metric share(Better better) {
        return new Metric.Share("share", "figure", better, 1);
    }

    private static Metric mean(Better better) {
        return new Metric.Mean("mean", "figure", 0, 1, "", better, 1);
    }

    private static Metric rate(Better better) {
        return new Metric.Rate("rate", "figure", 1_000, "s", better, 1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void evidenceThatACandidateAtTheToleranceIsWorseIsNotExpectedToGrow(Kind kind) {
        assertIsFair(kind, kind.at(kind.limits().tolerance()), Track::worse);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void evidenceThatACandidateAtTheMarginIsNotWorseIsNotExpectedToGrow(Kind kind) {
        assertIsFair(kind, kind.at(kind.limits().margin()), Track::same);
    }

    private static void assertIsFair(
            Kind kind, double candidate, ToDoubleFunction<Track> evidence) {
        var closest = 0.0;
        for (var past : pasts(kind)) {
            var chances = 0.0;
            var expected = 0.0;
            for (var a = 0; a <= kind.most(STABLE); a++) {
                for (var b = 0; b <= kind.most(CANDIDATE); b++) {
                    var chance =
                            kind.chance(STABLE, a, kind.stable())
                                    * kind.chance(CANDIDATE, b, candidate);
                    chances += chance;
                    expected += chance * evidence.applyAsDouble(next(kind, past, a, b).tracks[0]);
                }
            }

            assertThat(chances).isEqualTo(1, within(1e-9));
            var growth = expected / evidence.applyAsDouble(past.tracks[0]);
            assertThat(growth).isLessThanOrEqualTo(1 + 1e-12);
            closest = Math.max(closest, growth);
        }
        assertThat(closest).isGreaterThan(0.8);
    }

    /// Each ends with a block; every other one without events, so that little is known of stable.
    private static List<JudgeState> pasts(Kind kind) {
        var random = new SplittableRandom(7);
        var pasts = new ArrayList<JudgeState>();
        for (var run = 0; run < 6; run++) {
            var figure = run % 2 == 0 ? kind.stable() : 0.01;
            var history = List.of(kind.sample(40, random(random, 40, figure)));
            var state = kind.judge().start(history, kind.stage());
            for (var tick = 0; tick < 7 * run; tick++) {
                state =
                        next(
                                kind,
                                state,
                                random(random, STABLE, figure),
                                random(random, CANDIDATE, figure));
            }
            assertThat(state.tracks[0].isBetweenBlocks()).isTrue();
            pasts.add(state);
        }
        return pasts;
    }

    private static int random(SplittableRandom random, int n, double chance) {
        var y = 0;
        for (var i = 0; i < n; i++) {
            y += random.nextDouble() < chance ? 1 : 0;
        }
        return y;
    }

    private static JudgeState next(Kind kind, JudgeState state, int stable, int candidate) {
        var tick =
                new Tick(
                        state.lastAt + 1_000,
                        kind.sample(STABLE, stable),
                        kind.sample(CANDIDATE, candidate));
        return kind.judge().observe(state, tick);
    }
}
