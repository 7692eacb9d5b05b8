package penstock.capabilities.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.rollout.Rollout.Figures;
import penstock.capabilities.services.JudgeSpec;
import penstock.judge.Bound;
import penstock.judge.Judge;
import penstock.judge.JudgePolicy;
import penstock.judge.JudgeState;
import penstock.judge.Limits;
import penstock.judge.Metric;
import penstock.judge.Metrics;
import penstock.judge.Reading;
import penstock.judge.Sample;
import penstock.judge.Stage;
import penstock.judge.Tick;
import penstock.judge.Verdict;
import penstock.judge.WarmUp;
import penstock.model.Weight;

/// The judge at work on one rollout. A fold over what the evidence log holds: the same lines lead to the same state, so
/// after a restart it is read again from the log.
final class Judgement {
    private static final double SUSPICION = 5;

    private final JudgeSpec spec;
    private final Judge judge;
    private List<Sample> past = List.of();
    private Optional<JudgeState> state = Optional.empty();
    private int stage = -1;
    private long lastAt;
    private Optional<Long> firstCandidateAt = Optional.empty();
    private Figures stable = Figures.NONE;
    private Figures candidate = Figures.NONE;

    Judgement(JudgeSpec spec) {
        this.spec = spec;
        judge = new Judge(policy(spec));
    }

    /// What the judge says at present, and the figures behind it.
    ///
    /// @param stage the step of the plan whose weight it judges
    record Opinion(
            Verdict verdict,
            int stage,
            Figures stable,
            Figures candidate,
            Optional<Double> seconds) {
        Rollout.Evidence evidence() {
            var readings = readings(verdict).stream().map(Reading::sentence).toList();
            long visible = Math.max(0, candidate.failed() - candidate.rescued());
            return new Rollout.Evidence(
                    word(verdict),
                    verdict.sentence(),
                    readings,
                    stable,
                    candidate,
                    visible,
                    seconds);
        }

        private static List<Reading> readings(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Worse worse -> worse.readings();
                case Verdict.NotWorse proven -> proven.readings();
                case Verdict.NotKnown open -> open.readings();
            };
        }

        private static String word(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Worse _ -> "worse";
                case Verdict.NotWorse _ -> "not-worse";
                case Verdict.NotKnown _ -> "not-known";
            };
        }
    }

    private static JudgePolicy policy(JudgeSpec spec) {
        var compared =
                Metrics.STANDARD.stream()
                        .filter(each -> spec.compare().contains(compared(each)))
                        .toList();
        return new JudgePolicy(
                spec.alpha().fraction(),
                spec.beta().fraction(),
                compared,
                spec.minimumDwell(),
                WarmUp.lasting(spec.warmUp()),
                SUSPICION);
    }

    private static JudgeSpec.Compared compared(Metric metric) {
        return metric.equals(Metrics.ERRORS)
                ? JudgeSpec.Compared.ERRORS
                : JudgeSpec.Compared.LATENCY;
    }

    /// What the plan says, and otherwise what suits a candidate that has just started.
    private Stage stage(Weight weight) {
        var stage = Stage.fresh(weight.basisPoints());
        for (var metric : Metrics.STANDARD) {
            var usual = stage.limits(metric);
            var own =
                    new Limits(
                            spec.tolerances()
                                    .map(each -> bound(metric, each))
                                    .orElse(usual.tolerance()),
                            spec.margins().map(each -> bound(metric, each)).orElse(usual.margin()));
            stage = stage.with(metric.name(), own);
        }
        return stage;
    }

    private static Bound bound(Metric metric, JudgeSpec.MarginSpec own) {
        if (metric.equals(Metrics.ERRORS)) {
            return Bound.shift(own.errors().fraction());
        }
        if (metric.equals(Metrics.LATENCY_P50)) {
            return Bound.factor(own.p50());
        }
        return Bound.factor(metric.equals(Metrics.LATENCY_P90) ? own.p90() : own.p99());
    }

    /// Takes in a line of the log.
    void add(EvidenceLine line) {
        switch (line) {
            case EvidenceLine.Past(var samples) -> past = new ArrayList<>(samples);
            case EvidenceLine.Stage(var step, var weight) -> stage(step, weight);
            case EvidenceLine.Moment moment -> moment(moment);
        }
    }

    private void stage(int step, Weight weight) {
        if (step > stage) {
            stage = step;
            state =
                    Optional.of(
                            state.map(seen -> judge.stage(seen, stage(weight)))
                                    .orElseGet(() -> judge.start(past, stage(weight))));
        }
    }

    private void moment(EvidenceLine.Moment moment) {
        lastAt = Math.max(lastAt + 1, moment.at());
        stable = stable.plus(moment.stable().figures());
        candidate = candidate.plus(moment.candidate().figures());
        if (firstCandidateAt.isEmpty() && moment.candidate().figures().requests() > 0) {
            firstCandidateAt = Optional.of(lastAt);
        }
        var tick = new Tick(lastAt, moment.stable().sample(), moment.candidate().sample());
        state = state.map(seen -> judge.observe(seen, tick));
    }

    boolean hasStage(int step) {
        return step <= stage;
    }

    Optional<Opinion> opinion() {
        var seconds = firstCandidateAt.map(first -> (lastAt - first) / 1000.0);
        return state.map(
                seen -> new Opinion(judge.verdict(seen), stage, stable, candidate, seconds));
    }
}
