package penstock.bench.judge.contender;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import penstock.bench.judge.world.Counted;
import penstock.bench.judge.world.Moment;
import penstock.judge.Better;
import penstock.judge.Judge;
import penstock.judge.JudgePolicy;
import penstock.judge.JudgeState;
import penstock.judge.Metric;
import penstock.judge.Moments;
import penstock.judge.Reading;
import penstock.judge.Sample;
import penstock.judge.Stage;
import penstock.judge.Tick;
import penstock.judge.Verdict;
import penstock.model.Node;

/// Our own judge, with the ticks that the gateway gives it.
///
/// @param limits tolerances and margins
public record OwnJudge(String name, JudgePolicy policy, Profile limits) implements Contender {
    /// For equally warm versions.
    public static final Profile SHARP = new Profile("sharp", Stage::warm);

    /// What the product uses if it is not told otherwise: latency is judged as that of a candidate that has just started.
    public static final Profile FRESH = new Profile("the product's", Stage::fresh);

    /// Tolerances and margins by weight.
    ///
    /// @param words that name them
    /// @param stages for the metrics compared, at a weight in basis points
    public record Profile(String words, BiFunction<List<Metric>, Integer, Stage> stages) {}

    private static final Metric SCORE =
            new Metric.Mean("score", "score", 0, 1, "", Better.HIGHER, 0.25);

    @Override
    public String what() {
        return "Penstock, %s tolerances and margins, alpha %s, beta %s"
                .formatted(limits.words(), policy.alpha(), policy.beta());
    }

    @Override
    public long everyMillis() {
        return 0;
    }

    @Override
    public boolean isDriving() {
        return true;
    }

    @Override
    public Judged begin(Start start) {
        return new Judged(start);
    }

    /// What is not counted is not compared: it could never be shown to be no worse.
    private JudgePolicy policy(Start start) {
        var metrics = new ArrayList<>(policy.metrics());
        metrics.removeIf(each -> each instanceof Metric.Quantile && !start.hasLatency());
        if (start.hasScores()) {
            metrics.add(SCORE);
        }
        return policy.comparing(metrics.toArray(Metric[]::new));
    }

    private static Sample sample(Counted counted) {
        var scores = counted.scores();
        var moments = Moments.ofSums(scores.n(), scores.sum(), scores.squares());
        return new Sample(
                counted.requests(),
                counted.clients(),
                counted.latency(),
                scores.n() == 0 ? Map.of() : Map.of(SCORE.series(), moments));
    }

    /// A rollout being judged by it.
    public final class Judged implements Trial {
        private final Judge judge;
        private final List<Metric> metrics;
        private JudgeState state;

        Judged(Start start) {
            var compared = policy(start);
            metrics = compared.metrics();
            judge = new Judge(compared);
            state =
                    judge.start(
                            start.history().stream().map(OwnJudge::sample).toList(),
                            stage(start.weight()));
        }

        private Stage stage(double weight) {
            return limits.stages().apply(metrics, (int) Math.round(weight * 10_000));
        }

        @Override
        public boolean isWorse(Moment moment) {
            state =
                    judge.observe(
                            state,
                            new Tick(
                                    moment.endMillis(),
                                    sample(moment.stable()),
                                    sample(moment.candidate())));
            return state.isWorse();
        }

        @Override
        public boolean mayGoOn() {
            return verdict() instanceof Verdict.NotWorse;
        }

        @Override
        public void weight(double weight) {
            state = judge.stage(state, stage(weight));
        }

        /// What it says now.
        public Verdict verdict() {
            return judge.verdict(state);
        }

        @Override
        public List<String> reasons() {
            var verdict = verdict();
            var reasons = new ArrayList<String>();
            reasons.add(verdict.sentence());
            for (var reading : verdict.readings()) {
                reasons.add(reason(reading));
            }
            return reasons;
        }

        private static String reason(Reading reading) {
            return String.format(
                    Locale.ROOT,
                    "%s (evidence worse %.3g, not worse %.3g)",
                    reading.sentence(),
                    reading.worse(),
                    reading.notWorse());
        }

        @Override
        public Node evidence() {
            return Node.list(verdict().readings().stream().map(OwnJudge::json).toList());
        }
    }

    private static Node json(Reading reading) {
        var json = new LinkedHashMap<String, Node>();
        json.put("metric", Node.text(reading.metric().name()));
        json.put("stable", json(reading.stable()));
        json.put("candidate", json(reading.candidate()));
        json.put("worse", Node.number(reading.worse()));
        json.put("notWorse", Node.number(reading.notWorse()));
        return Node.map(json);
    }

    private static Node json(Reading.Figure figure) {
        var json = new LinkedHashMap<String, Node>();
        json.put("of", Node.number(figure.size()));
        if (figure.size() > 0) {
            json.put("value", Node.number(figure.value()));
        }
        return Node.map(json);
    }
}
