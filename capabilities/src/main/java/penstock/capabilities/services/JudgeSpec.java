package penstock.capabilities.services;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import penstock.model.Default;
import penstock.model.DurationText;
import penstock.model.Share;

/// How the candidate is judged while it has traffic.
///
/// @param compare what of requests is compared
/// @param metrics what else is compared: figures that the instances tell
/// @param source where requests, errors and latency come from; without it the gateway
/// @param every over how long intervals figures of series are compared; without it as often as instances are scraped
/// @param baseline what the candidate is compared with
/// @param unit what counts: requests, or clients where the requests of one depend on each other
/// @param alpha the chance, for the whole rollout, that a candidate within the tolerances is called worse
/// @param beta the chance, for each hold, that a candidate beyond a margin is called not worse
/// @param minimumDwell the shortest time a `hold: {until: not-worse}` takes
/// @param warmUp for how long after its first request the candidate's latency does not count; then only what no warming explains
///     counts until it has settled. 0 if it needs no warming
/// @param settleWithin after how long it counts in full even if it has not settled; without it ten minutes, or `warmUp` if that is more
/// @param tolerances what the candidate may do worse without being called worse
/// @param margins what "not worse" must rule out; without them they narrow as the weight grows
public record JudgeSpec(
        @Default("true") boolean enabled,
        @Default("[errors, latency]") List<Compared> compare,
        List<FigureSpec> metrics,
        Optional<SourceSpec> source,
        Optional<Duration> every,
        @Default("1%") Share alpha,
        @Default("5%") Share beta,
        @Default("90s") Duration minimumDwell,
        @Default("60s") Duration warmUp,
        Optional<Duration> settleWithin,
        Optional<MarginSpec> tolerances,
        Optional<MarginSpec> margins,
        @Default("rollback") OnWorse onWorse,
        @Default("wait") OnUnknown onUnknown,
        @Default("stable") Baseline baseline,
        @Default("request") Unit unit) {
    private static final Set<Compared> TOLD = Set.of(Compared.ERRORS, Compared.LATENCY);
    private static final int MOST_METRICS = 16;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    public JudgeSpec {
        compare = List.copyOf(compare);
        metrics = List.copyOf(metrics);
        var mistakes = new ArrayList<String>();
        requireChance("alpha", alpha, mistakes);
        requireChance("beta", beta, mistakes);
        if (compare.isEmpty() && metrics.isEmpty()) {
            mistakes.add(
                    "compare: nothing (expected: one or more of errors, latency, client-errors, limited, timeouts, or metrics)");
        }
        if (metrics.size() > MOST_METRICS) {
            mistakes.add(
                    "metrics: " + metrics.size() + " (expected: at most " + MOST_METRICS + ")");
        }
        var names = new HashSet<String>();
        for (var metric : metrics) {
            if (!names.add(metric.name())) {
                mistakes.add("metrics: " + metric.name() + " twice (expected: each name once)");
            }
        }
        if (compare.contains(Compared.LATENCY)
                && source.filter(own -> own.latency().isEmpty()).isPresent()) {
            mistakes.add("source: no latency (expected: its histogram, or compare: [errors])");
        }
        if (source.isPresent() && !TOLD.containsAll(compare)) {
            mistakes.add(
                    "compare: "
                            + compare
                            + " beside a source (expected: errors and latency, as its counters tell no more)");
        }
        every.filter(each -> each.compareTo(SHORTEST) < 0 || each.compareTo(LONGEST) > 0)
                .ifPresent(
                        each ->
                                mistakes.add(
                                        "every: "
                                                + DurationText.format(each)
                                                + " (expected: 1s to 1m)"));
        requireSettling(warmUp, settleWithin, mistakes);
        requireCompared("tolerances", tolerances, compare, mistakes);
        requireCompared("margins", margins, compare, mistakes);
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", mistakes));
        }
    }

    private static void requireSettling(
            Duration warmUp, Optional<Duration> settleWithin, List<String> mistakes) {
        settleWithin
                .filter(within -> warmUp.isZero() || within.compareTo(warmUp) < 0)
                .ifPresent(
                        within ->
                                mistakes.add(
                                        "settleWithin: "
                                                + DurationText.format(within)
                                                + (warmUp.isZero()
                                                        ? " beside warmUp: 0s (expected: none, as there is nothing to settle)"
                                                        : " (expected: no less than warmUp, "
                                                                + DurationText.format(warmUp)
                                                                + ")")));
    }

    /// A bound on what is not compared would be overlooked.
    private static void requireCompared(
            String name,
            Optional<MarginSpec> bounds,
            List<Compared> compare,
            List<String> mistakes) {
        for (var each : MarginSpec.CLASSES) {
            var bound = bounds.flatMap(own -> own.of(each));
            if (bound.isPresent() && !compare.contains(each)) {
                mistakes.add(
                        "%s.%s: %s, which is not compared (expected: %s in compare)"
                                .formatted(name, word(each), bound.get(), kebab(each)));
            }
        }
    }

    private static String word(Compared compared) {
        return compared == Compared.CLIENT_ERRORS ? "clientErrors" : kebab(compared);
    }

    private static String kebab(Compared compared) {
        return compared.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    JudgeSpec withMinimumDwell(Duration dwell) {
        return new JudgeSpec(
                enabled,
                compare,
                metrics,
                source,
                every,
                alpha,
                beta,
                dwell,
                warmUp,
                settleWithin,
                tolerances,
                margins,
                onWorse,
                onUnknown,
                baseline,
                unit);
    }

    private static void requireChance(String name, Share share, List<String> mistakes) {
        if (!(share.fraction() > 0 && share.fraction() < 0.5)) {
            mistakes.add(name + ": " + share + " (expected: more than 0% and less than 50%)");
        }
    }

    /// Whether anything is read from series.
    public boolean hasSeries() {
        return !metrics.isEmpty() || source.isPresent();
    }

    /// Bounds on the candidate's figures.
    ///
    /// @param errors above stable's share of failures
    /// @param p50 times stable's median latency
    /// @param clientErrors above stable's share of these, as `limited` and `timeouts`; without one what suits the class
    public record MarginSpec(
            @Default("1%") Share errors,
            @Default("1.5") double p50,
            @Default("1.5") double p90,
            @Default("2") double p99,
            Optional<Share> clientErrors,
            Optional<Share> limited,
            Optional<Share> timeouts) {
        private static final List<Compared> CLASSES =
                List.of(Compared.CLIENT_ERRORS, Compared.LIMITED, Compared.TIMEOUTS);

        public MarginSpec {
            requireFactor("p50", p50);
            requireFactor("p90", p90);
            requireFactor("p99", p99);
        }

        /// The bound on one of the classes that can be asked for; on what is always bound it is told by its own field.
        public Optional<Share> of(Compared compared) {
            return switch (compared) {
                case CLIENT_ERRORS -> clientErrors;
                case LIMITED -> limited;
                case TIMEOUTS -> timeouts;
                case ERRORS, LATENCY -> Optional.empty();
            };
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
