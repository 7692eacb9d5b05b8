package penstock.bench.loss;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// One rollout of a run, what is ordered during it, and what is broken during it.
///
/// @param profile by which it is released
/// @param delay from the order to the strike; a rollout that is over sooner is followed by it
record Act(Flaw flaw, String profile, Order order, Strike strike, Duration delay) {
    /// What is wrong with the version.
    enum Flaw {
        NONE,
        ERRORS,
        SOME_ERRORS,
        LATENCY,
        NEVER_READY,
        CRASH_AT_START,
        CRASH_LATER;

        /// What makes the upstream so.
        Map<String, String> environment() {
            return switch (this) {
                case NONE -> Map.of();
                case ERRORS -> Map.of("UPSTREAM_ERRORS", "100%");
                case SOME_ERRORS -> Map.of("UPSTREAM_ERRORS", "30%");
                case LATENCY -> Map.of("UPSTREAM_LATENCY", "50%:600ms");
                case NEVER_READY -> Map.of("UPSTREAM_NEVER_READY", "true");
                case CRASH_AT_START -> Map.of("UPSTREAM_CRASH_AFTER", "0");
                // Before there is enough traffic to prove it harmless, at low rates too.
                case CRASH_LATER -> Map.of("UPSTREAM_CRASH_AFTER", "20");
            };
        }

        boolean crashes() {
            return this == CRASH_AT_START || this == CRASH_LATER;
        }

        /// How a rollout of such a version ends when nobody interferes.
        private String outcome() {
            return switch (this) {
                case NONE -> "completed";
                case ERRORS, SOME_ERRORS, LATENCY, CRASH_LATER -> "rolled-back";
                case NEVER_READY, CRASH_AT_START -> "failed";
            };
        }
    }

    /// What somebody asks for meanwhile.
    enum Order {
        NONE,
        /// Abort at once, before the candidate has traffic.
        ABORT_EARLY,
        /// Abort while it has traffic.
        ABORT,
        /// Pause while it has traffic, and resume.
        PAUSE,
        /// Pause while it has traffic, and abort.
        ABORT_PAUSED,
        /// Kill the server while it promotes, and leave an abort for the next one.
        ABORT_PROMOTING,
        /// Promote while it has traffic.
        PROMOTE,
        /// Release yet another version while it has traffic.
        SUPERSEDE,
        /// The same, but kill the server at once and leave an abort of the newer one for the next server.
        ABORT_PENDING,
        /// Not a release at all: back to the kept version before the present one.
        ROLL_BACK;

        /// Whether it is given while the rollout goes on, and so may come too late.
        boolean isGivenMeanwhile() {
            return this != NONE && this != ROLL_BACK;
        }
    }

    /// What is done to the installation meanwhile. Kills are `kill -9`.
    enum Strike {
        NONE,
        SERVER,
        GATEWAY,
        SERVER_AND_GATEWAY,
        INSTANCE,
        UPGRADE;

        boolean isOfServer() {
            return this == SERVER || this == SERVER_AND_GATEWAY;
        }
    }

    static Act good(String profile, Order order) {
        return new Act(Flaw.NONE, profile, order, Strike.NONE, Duration.ZERO);
    }

    static Act bad(Flaw flaw, String profile) {
        return new Act(flaw, profile, Order.NONE, Strike.NONE, Duration.ZERO);
    }

    Act struckBy(Strike other, Duration after) {
        return new Act(flaw, profile, order, other, after);
    }

    /// When the rollout was over before the order could be given.
    Act withoutOrder() {
        return new Act(flaw, profile, Order.NONE, strike, delay);
    }

    /// How the rollout may end. An instance that is killed may be a candidate's, and then the rollout may end badly. An order
    /// that is given while a rollout promotes, or by way of the next server, may come too late.
    Set<String> outcomes() {
        var outcomes =
                new TreeSet<>(
                        switch (order) {
                            case NONE, PAUSE, PROMOTE, ROLL_BACK -> Set.of(flaw.outcome());
                            case ABORT_EARLY -> Set.of("failed");
                            case ABORT, ABORT_PAUSED -> Set.of("rolled-back");
                            case ABORT_PROMOTING -> Set.of("rolled-back", "completed");
                            case SUPERSEDE -> Set.of("superseded");
                            case ABORT_PENDING -> Set.of("superseded", "completed");
                        });
        boolean isOpen = strike == Strike.INSTANCE && flaw == Flaw.NONE;
        if (isOpen) {
            outcomes.addAll(List.of("rolled-back", "failed"));
        }
        return outcomes;
    }

    String words() {
        var words = new StringBuilder(profile);
        if (flaw != Flaw.NONE) {
            words.append(", ").append(name(flaw));
        }
        if (order != Order.NONE) {
            words.append(", ").append(name(order));
        }
        if (strike != Strike.NONE) {
            words.append(", hit: ").append(name(strike));
        }
        return words.toString();
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
