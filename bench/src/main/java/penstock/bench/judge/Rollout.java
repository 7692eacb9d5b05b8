package penstock.bench.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import penstock.bench.judge.contender.Contender;
import penstock.bench.judge.world.Moment;
import penstock.bench.judge.world.Trouble;
import penstock.bench.judge.world.World;

/// One simulated rollout. On a fixed schedule all judges see the same traffic; where the judge drives, each has a world of
/// its own from the same seed, since its weights decide who gets which request.
final class Rollout {
    private static final long TICKS_A_SECOND = 1_000 / World.TICK_MILLIS;

    private final Plan plan;
    private final World world;
    private final Consumer<Moment> witness;
    private final SortedMap<Long, Group> groups = new TreeMap<>();
    private final List<Course> courses = new ArrayList<>();
    private int stage;
    private long first = -1;

    private Rollout(
            Plan plan,
            Trouble trouble,
            List<Contender> judges,
            long seed,
            Consumer<Moment> witness) {
        this.plan = plan;
        this.witness = witness;
        world = new World(trouble, seed);
        var history = world.history(witness);
        var start = new Contender.Start(history, plan.weights().getFirst(), true, true);
        for (var judge : judges) {
            var course = new Course(judge.begin(start));
            courses.add(course);
            groups.computeIfAbsent(judge.everyMillis(), Group::new).courses.add(course);
        }
    }

    /// How the rollout ends with each of the judges.
    static List<Ending> play(Plan plan, Trouble trouble, List<Contender> judges, long seed) {
        if (!plan.isDriven()) {
            return new Rollout(plan, trouble, judges, seed, _ -> {}).run(false);
        }
        var endings = new ArrayList<Ending>();
        for (var judge : judges) {
            endings.addAll(new Rollout(plan, trouble, List.of(judge), seed, _ -> {}).run(false));
        }
        return endings;
    }

    /// The same for one judge, with somebody who is shown every tick of history and rollout; a fixed schedule goes on to its end
    /// after a decision.
    static Ending play(
            Plan plan, Trouble trouble, Contender judge, long seed, Consumer<Moment> witness) {
        return new Rollout(plan, trouble, List.of(judge), seed, witness)
                .run(!plan.isDriven())
                .getFirst();
    }

    private List<Ending> run(boolean isWhole) {
        var ticks = Math.round(plan.seconds() * TICKS_A_SECOND);
        for (var tick = 0L; tick < ticks; tick++) {
            if (!plan.isDriven()) {
                enter(plan.stageAt((double) tick / TICKS_A_SECOND));
            }
            var moment = world.next(plan.weights().get(stage));
            witness.accept(moment);
            if (first < 0 && world.candidateRequests() > 0) {
                first = tick;
            }
            courses.forEach(Course::leave);
            for (var group : groups.values()) {
                group.observe(moment);
            }
            if (plan.isDriven() && tick % TICKS_A_SECOND == TICKS_A_SECOND - 1) {
                goOn(tick);
            }
            if (!isWhole && courses.stream().allMatch(Course::isOver)) {
                break;
            }
        }
        return courses.stream().map(course -> course.ending(ticks)).toList();
    }

    private void enter(int next) {
        if (next != stage) {
            stage = next;
            courses.forEach(course -> course.trial.weight(plan.weights().get(stage)));
        }
    }

    private void goOn(long tick) {
        var course = courses.getFirst();
        if (course.isDecided() || !course.trial.mayGoOn()) {
            return;
        }
        course.stages.add((tick + 1.0) / TICKS_A_SECOND);
        if (stage + 1 == plan.weights().size()) {
            course.decide(Ending.Outcome.PROMOTED, tick);
            course.leave();
        } else {
            enter(stage + 1);
        }
    }

    /// Judges that look equally often.
    private static final class Group {
        private final Spans spans;
        private final List<Course> courses = new ArrayList<>();

        Group(long everyMillis) {
            spans = new Spans(everyMillis, World.TICK_MILLIS);
        }

        void observe(Moment moment) {
            var span = spans.add(moment);
            if (span.isEmpty()) {
                return;
            }
            for (var course : courses) {
                if (!course.isDecided() && course.trial.isWorse(span.get())) {
                    course.decide(Ending.Outcome.ROLLED_BACK, moment.tick());
                }
            }
        }
    }

    /// What becomes of the candidate with one judge.
    private final class Course {
        private final Contender.Trial trial;
        private final List<Double> stages = new ArrayList<>();
        private Ending.Outcome outcome = Ending.Outcome.UNDECIDED;
        private long decidedTick = -1;
        private long requests = -1;
        private long failing;

        Course(Contender.Trial trial) {
            this.trial = trial;
        }

        boolean isDecided() {
            return decidedTick >= 0;
        }

        boolean isOver() {
            return requests >= 0;
        }

        void decide(Ending.Outcome what, long tick) {
            outcome = what;
            decidedTick = tick;
        }

        /// The route changes a tick after the decision.
        void leave() {
            if (isDecided() && !isOver()) {
                requests = world.candidateRequests();
                failing = world.candidateFailing();
            }
        }

        Ending ending(long ticks) {
            if (!isDecided()) {
                var last = ticks - 1;
                return new Ending(
                        outcome,
                        last,
                        plan.seconds(),
                        world.candidateRequests(),
                        world.candidateFailing(),
                        stages);
            }
            var seconds = (double) (decidedTick - Math.max(0, first) + 1) / TICKS_A_SECOND;
            return new Ending(
                    outcome,
                    decidedTick,
                    seconds,
                    isOver() ? requests : world.candidateRequests(),
                    isOver() ? failing : world.candidateFailing(),
                    stages);
        }
    }
}
