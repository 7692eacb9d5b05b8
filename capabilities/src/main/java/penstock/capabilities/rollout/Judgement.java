package penstock.capabilities.rollout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import penstock.capabilities.rollout.Rollout.Figures;
import penstock.capabilities.services.JudgeSpec;
import penstock.judge.Judge;
import penstock.judge.JudgePolicy;
import penstock.judge.JudgeState;
import penstock.judge.Reading;
import penstock.judge.Sample;
import penstock.judge.Tick;
import penstock.judge.Verdict;
import penstock.model.Weight;

/// The judge at work on one rollout. A fold over what the evidence log holds: the same lines lead to the same state, so
/// after a restart it is read again from the log.
final class Judgement {
    private final Terms terms;
    private final Deque<EvidenceLine.Change> unsaid = new ArrayDeque<>();
    private JudgePolicy policy;
    private Judge judge;
    private Optional<Opinion> opinion = Optional.empty();
    private String said = "";
    private long tick;
    private List<Sample> past = List.of();
    private Optional<JudgeState> state = Optional.empty();
    private int stage = -1;
    private long lastAt;
    private Optional<Long> firstCandidateAt = Optional.empty();
    private Figures stable = Figures.NONE;
    private Figures candidate = Figures.NONE;

    /// Whether nothing is compared at present.
    private boolean isApart;

    Judgement(JudgeSpec spec) {
        terms = new Terms(spec);
        policy = terms.policy();
        judge = new Judge(policy);
    }

    /// How the log of a rollout begins that is judged by the plan, and by this build's usual values where the plan has none.
    EvidenceLine.Policy begin() {
        return new EvidenceLine.Policy(InForce.VERSION, policy);
    }

    /// How a stage begins that is judged so.
    EvidenceLine.Stage begin(int step, Weight weight) {
        return new EvidenceLine.Stage(step, weight, Optional.of(terms.stage(weight)));
    }

    /// What the judge says at present, and the figures behind it.
    ///
    /// @param stage the step of the plan whose weight it judges
    /// @param tick how many ticks it rests on
    /// @param notes what people should know beside the figures
    record Opinion(
            Verdict verdict,
            int stage,
            long tick,
            Figures stable,
            Figures candidate,
            Optional<Double> seconds,
            List<String> notes) {
        Opinion(
                Verdict verdict,
                int stage,
                long tick,
                Figures stable,
                Figures candidate,
                Optional<Double> seconds) {
            this(verdict, stage, tick, stable, candidate, seconds, List.of());
        }

        Opinion with(List<String> more) {
            return new Opinion(verdict, stage, tick, stable, candidate, seconds, more);
        }

        Rollout.Evidence evidence() {
            var readings =
                    Stream.concat(readings(verdict).stream().map(Reading::sentence), notes.stream())
                            .toList();
            long visible = Math.max(0, candidate.failed() - candidate.rescued());
            return new Rollout.Evidence(
                    word(verdict),
                    verdict.sentence(),
                    readings,
                    stable,
                    candidate,
                    visible,
                    seconds,
                    Optional.of(basis()));
        }

        Rollout.Basis basis() {
            return new Rollout.Basis(tick, word(verdict), strength(verdict));
        }

        private static List<Reading> readings(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Worse worse -> worse.readings();
                case Verdict.NotWorse proven -> proven.readings();
                case Verdict.NotKnown open -> open.readings();
            };
        }
    }

    static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Worse _ -> "worse";
            case Verdict.NotWorse _ -> "not-worse";
            case Verdict.NotKnown _ -> "not-known";
        };
    }

    /// The evidence that decided, or is too little to.
    static double strength(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Worse worse -> worse.evidence();
            case Verdict.NotWorse proven -> proven.evidence();
            case Verdict.NotKnown open -> open.evidence();
        };
    }

    /// Takes in a line of the log.
    void add(EvidenceLine line) {
        switch (line) {
            case EvidenceLine.Policy(_, var inForce) -> {
                policy = inForce;
                judge = new Judge(inForce);
            }
            case EvidenceLine.Past(var samples) -> past = new ArrayList<>(samples);
            case EvidenceLine.Stage begun -> stage(begun);
            case EvidenceLine.Observed observed -> observe(observed);
            case EvidenceLine.Change _ -> unsaid.pollFirst();
            case EvidenceLine.Position _,
                    EvidenceLine.Order _,
                    EvidenceLine.Decision _,
                    EvidenceLine.End _ -> {
                // none of it changes what the judge knows
            }
        }
    }

    private void stage(EvidenceLine.Stage begun) {
        if (begun.step() > stage) {
            stage = begun.step();
            var limits = begun.limits().orElseGet(() -> terms.stage(begun.weight()));
            state =
                    Optional.of(
                            state.map(seen -> judge.stage(seen, limits))
                                    .orElseGet(() -> judge.start(past, limits)));
            evaluate();
        }
    }

    /// Asks the judge, and notes what has not been said yet.
    private void evaluate() {
        var seconds = firstCandidateAt.map(first -> (lastAt - first) / 1000.0);
        opinion =
                state.map(
                        seen ->
                                new Opinion(
                                        verdict(seen), stage, tick, stable, candidate, seconds));
        opinion.map(found -> change(found.verdict())).ifPresent(this::note);
    }

    private Verdict verdict(JudgeState seen) {
        var verdict = judge.verdict(seen);
        return isApart ? verdict.withoutBaseline() : verdict;
    }

    private void note(EvidenceLine.Change change) {
        var words = change.word() + " " + change.missing();
        if (!words.equals(said)) {
            said = words;
            unsaid.add(change);
        }
    }

    private EvidenceLine.Change change(Verdict verdict) {
        var word = word(verdict);
        return switch (verdict) {
            case Verdict.Worse(var metric, var evidence, var threshold, _) ->
                    new EvidenceLine.Change(tick, word, "-", metric.name(), evidence, threshold);
            case Verdict.NotWorse(var metric, var evidence, var threshold, _) ->
                    new EvidenceLine.Change(tick, word, "-", metric.name(), evidence, threshold);
            case Verdict.NotKnown open ->
                    new EvidenceLine.Change(
                            tick,
                            word,
                            open.missing().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            open.metric().name(),
                            open.evidence(),
                            open.threshold());
        };
    }

    /// The evaluation that first changed the verdict since the last one in the log.
    Optional<EvidenceLine.Change> unsaid() {
        return Optional.ofNullable(unsaid.peekFirst());
    }

    /// By what it judges at present.
    JudgePolicy policy() {
        return policy;
    }

    private void observe(EvidenceLine.Observed observed) {
        lastAt = Math.max(lastAt + 1, observed.at());
        stable = stable.plus(observed.stableFigures());
        candidate = candidate.plus(observed.candidateFigures());
        if (firstCandidateAt.isEmpty() && observed.candidateFigures().requests() > 0) {
            firstCandidateAt = Optional.of(lastAt);
        }
        tick++;
        if (observed instanceof EvidenceLine.Moment moment) {
            isApart = !moment.isCompared();
        }
        if (observed.isCompared()) {
            var counted = new Tick(lastAt, stable(observed), candidate(observed));
            state = state.map(seen -> judge.observe(seen, counted));
        }
        evaluate();
    }

    /// What it is told of stable, by its policy and the plan's unit.
    Sample stable(EvidenceLine.Observed observed) {
        return observed.stableSample(policy, terms.spec().unit());
    }

    /// What it is told of the candidate.
    Sample candidate(EvidenceLine.Observed observed) {
        return observed.candidateSample(policy, terms.spec().unit());
    }

    /// Whether the candidate is compared with stable instances of its age, and not with all of stable.
    boolean isAgainstBaseline() {
        return terms.spec().baseline() == JudgeSpec.Baseline.FRESH;
    }

    boolean hasStage(int step) {
        return step <= stage;
    }

    /// The figures of the present weight, also once the verdict is about the whole rollout.
    List<Reading> readings() {
        return state.map(judge::readings).orElse(List.of());
    }

    /// What was counted at the present weight.
    Optional<Tick> counted() {
        return state.map(judge::counted);
    }

    Optional<Opinion> opinion() {
        return opinion;
    }
}
