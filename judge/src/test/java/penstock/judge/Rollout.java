package penstock.judge;

import java.util.ArrayList;
import java.util.List;

/// One simulated rollout, judged tick by tick.
///
/// @param outcome how it ended
/// @param seconds from the first candidate request to the verdict, in whole ticks
/// @param candidateRequests requests that the candidate answered until the verdict
/// @param stageEnds seconds at which each stage ended with "not worse"
record Rollout(Outcome outcome, double seconds, long candidateRequests, List<Double> stageEnds) {
    enum Outcome {
        ROLLED_BACK,
        PROMOTED,
        UNDECIDED
    }

    /// @param weights of the stages
    /// @param stages what holds in each
    /// @param stageSeconds length of each stage; none if the judge drives
    /// @param horizonSeconds when it ends undecided
    /// @param historyMinutes what is known about stable before
    record Plan(
            JudgePolicy policy,
            List<Double> weights,
            List<Stage> stages,
            double stageSeconds,
            double horizonSeconds,
            int historyMinutes) {
        static Plan driven(JudgePolicy policy) {
            return new Plan(
                    policy,
                    List.of(0.05, 0.25, 0.5),
                    List.of(Stage.warm(500), Stage.warm(2_500), Stage.warm(5_000)),
                    0,
                    3_600,
                    5);
        }

        static Plan scheduled(JudgePolicy policy, double stageSeconds) {
            var driven = driven(policy);
            return new Plan(
                    policy, driven.weights, driven.stages, stageSeconds, 3 * stageSeconds, 5);
        }

        static Plan at(JudgePolicy policy, double weight, double seconds) {
            return new Plan(policy, List.of(weight), List.of(Stage.warm(500)), seconds, seconds, 5);
        }

        /// The same, with latency judged as for a candidate that has just started.
        Plan fresh() {
            var fresh =
                    weights.stream().map(weight -> Stage.fresh((int) (weight * 10_000))).toList();
            return new Plan(policy, weights, fresh, stageSeconds, horizonSeconds, historyMinutes);
        }

        boolean isDriven() {
            return stageSeconds == 0;
        }
    }

    static Rollout run(Plan plan, Trouble trouble, long seed) {
        var world = new World(trouble, seed);
        var judge = new Judge(plan.policy());
        var state = judge.start(world.history(plan.historyMinutes()), plan.stages().getFirst());
        var stage = 0;
        var stageEnds = new ArrayList<Double>();
        var ticks = Math.round(plan.horizonSeconds() * 1_000 / World.TICK_MILLIS);
        for (var i = 1; i <= ticks; i++) {
            state = judge.observe(state, world.next(plan.weights().get(stage)));
            var now = i * World.TICK_MILLIS / 1_000.0;
            if (state.found != null) {
                return new Rollout(
                        Outcome.ROLLED_BACK,
                        sinceCandidate(state),
                        state.candidate().requests(),
                        stageEnds);
            }
            var isOver =
                    plan.isDriven()
                            ? i % 4 == 0 && judge.verdict(state) instanceof Verdict.NotWorse
                            : now >= (stage + 1) * plan.stageSeconds();
            if (isOver) {
                stageEnds.add(now);
                stage++;
                if (stage == plan.weights().size()) {
                    return new Rollout(
                            plan.isDriven() ? Outcome.PROMOTED : Outcome.UNDECIDED,
                            now,
                            state.candidate().requests(),
                            stageEnds);
                }
                state = judge.stage(state, plan.stages().get(stage));
            }
        }
        return new Rollout(
                Outcome.UNDECIDED, plan.horizonSeconds(), state.candidate().requests(), stageEnds);
    }

    /// The first candidate request came on average in the middle of its tick.
    private static double sinceCandidate(JudgeState state) {
        return (state.lastAt - state.candidateAt + World.TICK_MILLIS) / 1_000.0;
    }
}
