package penstock.bench.judge.contender;

import java.util.List;
import penstock.bench.judge.world.Counted;
import penstock.bench.judge.world.Moment;
import penstock.model.Node;

/// A judge with its settings. It sees what was counted and the weight, never the scenario, the seed or the end.
public interface Contender {
    /// As one names it on the command line.
    String name();

    /// What it does, in a line.
    String what();

    /// How much time each call of [Trial#isWorse] covers, in milliseconds; a multiple of a tick.
    long everyMillis();

    /// Whether it says when to go on to the next weight, or only when to go back.
    boolean isDriving();

    /// Begins a rollout.
    Trial begin(Start start);

    /// What is known when a rollout begins.
    ///
    /// @param history what stable did before, one count for each minute
    /// @param weight the first weight
    /// @param hasLatency whether latency is counted
    /// @param hasScores whether answers are scored
    record Start(List<Counted> history, double weight, boolean hasLatency, boolean hasScores) {
        public Start {
            history = List.copyOf(history);
        }
    }

    /// A rollout being judged.
    interface Trial {
        /// Takes in what happened.
        ///
        /// @return whether the candidate must go back
        boolean isWorse(Moment moment);

        /// Whether the candidate may go on to the next weight; never, if the judge does not drive.
        default boolean mayGoOn() {
            return false;
        }

        /// The weight is another one from now on.
        void weight(double weight);

        /// Why, in lines for people.
        List<String> reasons();

        /// The figures behind that, for programs.
        default Node evidence() {
            return Node.list(List.of());
        }
    }
}
