package penstock.capabilities.rollout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import penstock.capabilities.rollout.Rollout.Figures;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.Step;
import penstock.judge.JudgePolicy;
import penstock.judge.Reading;
import penstock.judge.Sample;
import penstock.judge.Tick;
import penstock.judge.Verdict;
import penstock.model.Node;
import penstock.model.Weight;

/// A rollout judged once more, from its evidence alone: what the judge said, when, and whether that is what was written down. Needs
/// little memory, however long the log is.
final class Course {
    /// More of each is counted, not kept.
    private static final int MOST_LINES = 1_000;

    private final PlanSpec plan;
    private final Judgement judgement;
    private final PolicyChange change;
    private final Runnable patience;
    private final List<Leg> legs = new ArrayList<>();
    private final List<Said> changes = new ArrayList<>();
    private final List<Node> decisions = new ArrayList<>();
    private final Map<String, Rise> risen = new TreeMap<>();
    private Sample stable = Sample.NONE;
    private Sample candidate = Sample.NONE;
    private final Recorded recorded = new Recorded();
    private final Curve curve = new Curve();
    private Optional<Integer> version = Optional.empty();
    private Optional<Node> order = Optional.empty();
    private Optional<Node> end = Optional.empty();
    private Optional<Found> found = Optional.empty();
    private Optional<Point> start = Optional.empty();
    private Optional<Point> first = Optional.empty();
    private Point now = Point.START;

    /// All that was counted before the present tick.
    private Tick before = new Tick(0, Sample.NONE, Sample.NONE);

    private Course(PlanSpec plan, PolicyChange change, Runnable patience) {
        this.plan = plan;
        this.change = change;
        this.patience = patience;
        judgement = new Judgement(plan.judging());
        judgement.add(change.apply(judgement.begin()));
    }

    /// A moment of the rollout.
    ///
    /// @param tick how many reports of gateways there were
    /// @param at milliseconds since 1970, by the server's clock
    /// @param stable what it had served by then
    record Point(long tick, long at, Figures stable, Figures candidate) {
        static final Point START = new Point(0, 0, Figures.NONE, Figures.NONE);

        double secondsTo(Point later) {
            return (later.at - at) / 1000.0;
        }
    }

    /// One weight, from when it was judged until the next.
    static final class Leg {
        private final int step;
        private final Weight weight;
        private final penstock.judge.Stage limits;
        private Point begun;
        private final Map<String, Point> shown = new TreeMap<>();
        private Point last;
        private Optional<Point> notWorse = Optional.empty();
        private Optional<Judgement.Opinion> opinion = Optional.empty();
        private List<Reading> readings = List.of();
        private Optional<Tick> counted = Optional.empty();

        private Leg(EvidenceLine.Stage stage, penstock.judge.Stage limits, Point begun) {
            step = stage.step();
            weight = stage.weight();
            this.limits = limits;
            this.begun = begun;
            last = begun;
        }

        int step() {
            return step;
        }

        Weight weight() {
            return weight;
        }

        penstock.judge.Stage limits() {
            return limits;
        }

        Point begun() {
            return begun;
        }

        Point last() {
            return last;
        }

        /// When it was first shown that the candidate is not worse, in every metric.
        Optional<Point> notWorse() {
            return notWorse;
        }

        /// From when on each metric was shown; only those that still were at the end.
        Map<String, Point> shown() {
            return shown;
        }

        /// The figures at its end.
        List<Reading> readings() {
            return readings;
        }

        /// What was counted until its end.
        Optional<Tick> counted() {
            return counted;
        }

        /// What the judge said last at this weight.
        Optional<Judgement.Opinion> opinion() {
            return opinion;
        }
    }

    /// An evaluation that changed the verdict.
    record Said(Point point, EvidenceLine.Change change) {}

    /// When the candidate was found to be worse.
    ///
    /// @param since from when on the evidence of the metric that decided was above nothing
    /// @param readings of the weight at which it was found
    /// @param stable the figure of the metric that decided since then
    record Found(
            Point point,
            Point since,
            Verdict.Worse verdict,
            List<Reading> readings,
            Reading.Figure stable,
            Reading.Figure candidate) {}

    /// From when on the evidence of a metric was above nothing, and what had been counted before.
    private record Rise(Point point, Sample stable, Sample candidate) {}

    /// @param plan of the rollout: how long its holds take at least, and what is in force where the log does not say it
    /// @param change what is put in the place of a line, for another policy
    /// @param patience called now and then; throws when it takes too long
    static Course of(
            EvidenceReader.Source source, PlanSpec plan, PolicyChange change, Runnable patience)
            throws IOException {
        var course = new Course(plan, change, patience);
        var extent = EvidenceReader.read(source, course::take);
        course.recorded.ended(extent);
        return course;
    }

    private void take(EvidenceLine line) {
        patience.run();
        switch (line) {
            case EvidenceLine.Policy policy -> {
                version = Optional.of(policy.version());
                judgement.add(change.apply(policy));
            }
            case EvidenceLine.Past past -> judgement.add(past);
            case EvidenceLine.Stage stage -> stage(stage);
            case EvidenceLine.Observed observed -> observe(observed);
            case EvidenceLine.Position _ -> {}
            case EvidenceLine.Change said -> recorded.said(said);
            case EvidenceLine.Order(var spec) -> order = Optional.of(spec);
            case EvidenceLine.Decision(var entry) -> {
                keep(decisions, entry);
                recorded.decided(entry);
            }
            case EvidenceLine.End(var status) -> end = Optional.of(status);
        }
    }

    private void stage(EvidenceLine.Stage stage) {
        if (judgement.hasStage(stage.step())) {
            return;
        }
        // Where the log does not say what was in force, the plan and this build do.
        var whole =
                stage.limits().isPresent() ? stage : judgement.begin(stage.step(), stage.weight());
        var changed = (EvidenceLine.Stage) change.apply(whole);
        legs.add(new Leg(changed, changed.limits().orElseThrow(), now));
        judgement.add(changed);
        look();
    }

    private void observe(EvidenceLine.Observed observed) {
        judgement.add(observed);
        before = new Tick(observed.at(), stable, candidate);
        if (observed.isCompared()) {
            stable = stable.plus(judgement.stable(observed));
            candidate = candidate.plus(judgement.candidate(observed));
        }
        now =
                new Point(
                        now.tick() + 1,
                        Math.max(now.at(), observed.at()),
                        now.stable().plus(observed.stableFigures()),
                        now.candidate().plus(observed.candidateFigures()));
        start = start.or(() -> Optional.of(now));
        if (first.isEmpty() && observed.candidateFigures().requests() > 0) {
            first = Optional.of(now);
        }
        look();
    }

    private void look() {
        for (var said = judgement.unsaid(); said.isPresent(); said = judgement.unsaid()) {
            keep(changes, new Said(now, said.get()));
            recorded.computed(said.get());
            judgement.add(said.get());
        }
        judgement.opinion().ifPresent(this::look);
    }

    private void look(Judgement.Opinion opinion) {
        var leg = legs.getLast();
        if (leg.begun.at() == 0) {
            // The first weight has no time of its own; the first report follows within a moment.
            leg.begun = new Point(0, now.at(), Figures.NONE, Figures.NONE);
        }
        leg.last = now;
        leg.opinion = Optional.of(opinion);
        var verdict = opinion.verdict();
        recorded.evaluated(opinion.basis());
        var readings = judgement.readings();
        readings.forEach(reading -> look(leg, reading));
        curve.add(now, readings);
        leg.readings = readings;
        leg.counted = judgement.counted();
        if (verdict instanceof Verdict.NotWorse && leg.notWorse.isEmpty() && hasTakenItsTime(leg)) {
            leg.notWorse = Optional.of(now);
        }
        if (verdict instanceof Verdict.Worse worse && found.isEmpty()) {
            found = Optional.of(found(worse, readings));
        }
    }

    private Found found(Verdict.Worse worse, List<Reading> readings) {
        var metric = worse.metric();
        var rise = risen.getOrDefault(metric.name(), new Rise(now, Sample.NONE, Sample.NONE));
        return new Found(
                now,
                rise.point(),
                worse,
                readings,
                Reading.Figure.of(metric, stable.minus(rise.stable()).of(metric)),
                Reading.Figure.of(metric, candidate.minus(rise.candidate()).of(metric)));
    }

    /// The judge waits for the shortest minimum among the plan's holds; the others wait for their own.
    private boolean hasTakenItsTime(Leg leg) {
        var least =
                plan.holdAt(leg.step())
                        .flatMap(Step.Hold::minimum)
                        .orElseGet(() -> change.minimumDwell(plan.judge().minimumDwell()));
        return leg.begun().secondsTo(now) * 1000 >= least.toMillis();
    }

    private void look(Leg leg, Reading reading) {
        var name = reading.metric().name();
        if (reading.notWorse() >= 1 / judgement.policy().beta()) {
            leg.shown.putIfAbsent(name, now);
        } else {
            leg.shown.remove(name);
        }
        if (reading.worse() > 1) {
            risen.putIfAbsent(name, new Rise(now, before.stable(), before.candidate()));
        } else {
            risen.remove(name);
        }
    }

    private static <T> void keep(List<T> lines, T line) {
        if (lines.size() < MOST_LINES) {
            lines.add(line);
        }
    }

    /// Whether there was anything to judge.
    boolean isEmpty() {
        return legs.isEmpty();
    }

    List<Leg> legs() {
        return legs;
    }

    /// The evaluations that changed the verdict.
    List<Said> changes() {
        return changes;
    }

    /// Entries of the rollout's journal.
    List<Node> decisions() {
        return decisions;
    }

    Optional<Found> found() {
        return found;
    }

    /// The first report.
    Optional<Point> start() {
        return start;
    }

    /// When the candidate had its first requests.
    Optional<Point> first() {
        return first;
    }

    /// The last moment there is.
    Point last() {
        return now;
    }

    JudgePolicy policy() {
        return judgement.policy();
    }

    /// Of the judge that judged; absent in logs of before it was written down.
    Optional<Integer> version() {
        return version;
    }

    /// The rollout's spec, if it is in the log.
    Optional<Node> order() {
        return order;
    }

    /// The rollout's status at its end, if it is in the log.
    Optional<Node> end() {
        return end;
    }

    Curve curve() {
        return curve;
    }

    Recorded recorded() {
        return recorded;
    }
}
