package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import penstock.model.Default;
import penstock.model.Share;

/// How the candidate is judged while it has traffic.
///
/// @param compare what is compared
/// @param baseline what the candidate is compared with
/// @param unit what counts: requests, or clients where the requests of one depend on each other
/// @param alpha the chance, for the whole rollout, that a candidate within the tolerances is called worse
/// @param beta the chance, for each hold, that a candidate beyond a margin is called not worse
/// @param minimumDwell the shortest time a `hold: {until: not-worse}` takes
/// @param warmUp for how long after its first request the candidate's latency does not count
/// @param tolerances what the candidate may do worse without being called worse
/// @param margins what "not worse" must rule out; without them they narrow as the weight grows
public record JudgeSpec(
        @Default("true") boolean enabled,
        @Default("[errors, latency]") List<Compared> compare,
        @Default("1%") Share alpha,
        @Default("5%") Share beta,
        @Default("90s") Duration minimumDwell,
        @Default("60s") Duration warmUp,
        Optional<MarginSpec> tolerances,
        Optional<MarginSpec> margins,
        @Default("rollback") OnWorse onWorse,
        @Default("wait") OnUnknown onUnknown,
        @Default("stable") Baseline baseline,
        @Default("request") Unit unit) {
    public JudgeSpec {
        compare = List.copyOf(compare);
        requireChance("alpha", alpha);
        requireChance("beta", beta);
        if (compare.isEmpty()) {
            throw new IllegalArgumentException(
                    "compare: nothing (expected: one or more of errors, latency, client-errors, limited, timeouts)");
        }
    }

    JudgeSpec withMinimumDwell(Duration dwell) {
        return new JudgeSpec(
                enabled,
                compare,
                alpha,
                beta,
                dwell,
                warmUp,
                tolerances,
                margins,
                onWorse,
                onUnknown,
                baseline,
                unit);
    }

    private static void requireChance(String name, Share share) {
        if (!(share.fraction() > 0 && share.fraction() < 0.5)) {
            throw new IllegalArgumentException(
                    name + ": " + share + " (expected: more than 0% and less than 50%)");
        }
    }

    /// Bounds on the candidate's figures.
    ///
    /// @param errors above stable's share of failures
    /// @param p50 times stable's median latency
    public record MarginSpec(
            @Default("1%") Share errors,
            @Default("1.5") double p50,
            @Default("1.5") double p90,
            @Default("2") double p99) {
        public MarginSpec {
            requireFactor("p50", p50);
            requireFactor("p90", p90);
            requireFactor("p99", p99);
        }

        private static void requireFactor(String name, double factor) {
            if (!(factor >= 1.05 && factor <= 100)) {
                throw new IllegalArgumentException(
                        name + ": " + factor + " (expected: 1.05 to 100)");
            }
        }
    }

    public enum Compared {
        /// Requests that failed: answered 5xx, not in time, or not at all.
        ERRORS,
        LATENCY,
        /// Answers 4xx other than 429.
        CLIENT_ERRORS,
        /// Answers 429.
        LIMITED,
        /// Of the errors, those without an answer in time.
        TIMEOUTS
    }

    public enum Baseline {
        /// Stable as it runs.
        STABLE,
        /// Stable's version on as many new instances as the candidate has, for as many users.
        FRESH
    }

    public enum Unit {
        REQUEST,
        /// Each client counts once in 60 s.
        CLIENT
    }

    public enum OnWorse {
        ROLLBACK,
        PAUSE
    }

    /// What happens when a hold's time is up and neither is known. There is no "go on": no data never passes.
    public enum OnUnknown {
        WAIT,
        PAUSE,
        ROLLBACK
    }
}
