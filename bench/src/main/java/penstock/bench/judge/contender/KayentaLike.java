package penstock.bench.judge.contender;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import penstock.bench.judge.world.Counted;
import penstock.bench.judge.world.Moment;
import penstock.judge.kayenta.Comparison;
import penstock.judge.kayenta.Direction;
import penstock.judge.kayenta.EffectSize;
import penstock.judge.kayenta.Label;
import penstock.judge.kayenta.WindowJudge;
import penstock.judge.kayenta.WindowMetric;

/// As Kayenta's default judge does it: a point a minute for each metric and version, compared by Mann–Whitney over all
/// minutes since the start, each metric critical. Stable is all of stable, not a fresh baseline.
///
/// @param minutes between two comparisons
/// @param ratio of the means from which on a difference counts
record KayentaLike(String name, int minutes, double ratio) implements Contender {
    /// With fewer points the interval is no wider than the points are apart, and two can already make a failure.
    private static final int LEAST_MINUTES = 5;

    private static final List<Figure> FIGURES =
            List.of(
                    new Figure("errors", Direction.INCREASE, KayentaLike::errors),
                    new Figure("p50", Direction.INCREASE, each -> Quantile.of(each.latency(), 0.5)),
                    new Figure("p90", Direction.INCREASE, each -> Quantile.of(each.latency(), 0.9)),
                    new Figure(
                            "p99", Direction.INCREASE, each -> Quantile.of(each.latency(), 0.99)),
                    new Figure("score", Direction.DECREASE, KayentaLike::score));

    /// What is compared, and which change of it is bad.
    private record Figure(String name, Direction direction, ToDoubleFunction<Counted> of) {}

    private static double errors(Counted minute) {
        return minute.requests() == 0 ? Double.NaN : (double) minute.errors() / minute.requests();
    }

    private static double score(Counted minute) {
        var scores = minute.scores();
        return scores.n() == 0 ? Double.NaN : scores.sum() / scores.n();
    }

    @Override
    public String what() {
        return String.format(
                Locale.ROOT,
                "Kayenta: Mann-Whitney of minutes, 98 %%, every %d min%s",
                minutes,
                ratio > 1 ? ", ratio of means >= " + ratio : "");
    }

    @Override
    public long everyMillis() {
        return 60_000;
    }

    @Override
    public boolean isDriving() {
        return false;
    }

    @Override
    public Trial begin(Start start) {
        return new Windows();
    }

    private final class Windows implements Trial {
        private final List<Counted> stable = new ArrayList<>();
        private final List<Counted> candidate = new ArrayList<>();
        private List<String> reasons = List.of("no comparison yet");

        @Override
        public boolean isWorse(Moment moment) {
            stable.add(moment.stable());
            candidate.add(moment.candidate());
            return stable.size() >= LEAST_MINUTES && stable.size() % minutes == 0 && isFailed();
        }

        private boolean isFailed() {
            var comparisons = FIGURES.stream().map(this::compare).toList();
            reasons =
                    comparisons.stream()
                            .filter(each -> isBad(each.label()))
                            .map(Comparison::reason)
                            .toList();
            return !reasons.isEmpty();
        }

        /// Too little data is no reason to go back, which is kind to it.
        private static boolean isBad(Label label) {
            return label == Label.HIGH || label == Label.LOW;
        }

        private Comparison compare(Figure figure) {
            var metric =
                    WindowMetric.of(figure.name(), "all", figure.direction())
                            .with(WindowMetric.Weight.CRITICAL)
                            .with(
                                    EffectSize.of(EffectSize.Measure.MEAN_RATIO)
                                            .allowing(ratio, 1 / ratio));
            return WindowJudge.STANDARD.compare(
                    metric, points(stable, figure), points(candidate, figure));
        }

        private static double[] points(List<Counted> minutes, Figure figure) {
            var points = minutes.stream().mapToDouble(figure.of()).toArray();
            return Arrays.stream(points).filter(each -> !Double.isNaN(each)).toArray();
        }

        @Override
        public void weight(double weight) {
            // Minutes at all weights are compared together.
        }

        @Override
        public List<String> reasons() {
            return reasons;
        }
    }
}
