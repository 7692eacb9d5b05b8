package penstock.capabilities.telemetry.detectors;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import penstock.judge.anomaly.Setup;
import penstock.judge.anomaly.Signal;
import penstock.model.Condition;
import penstock.model.Default;
import penstock.model.Kind;
import penstock.model.Scope;
import penstock.model.Share;

/// Watches series and says when they are not as they used to be.
public final class Detector {
    public static final Kind<Spec, Status> KIND =
            new Kind<>(
                    "Detector",
                    "detectors",
                    Scope.ENVIRONMENT,
                    Spec.class,
                    Status.class,
                    new Status(
                            State.LEARNING,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of()),
                    false);

    private Detector() {}

    /// @param signals 1 to 20; an anomaly may be in one of them or in how they go together
    /// @param every from one point to the next, 1 s to 1 day
    /// @param season after this time things repeat, such as `1d` or `7d`; 0 s if they do not
    /// @param falsePositives chance that a point is called anomalous when nothing is wrong, 0.001% to 5%
    /// @param method which views decide: `seasonal` (spikes, shifts and slow burns of each signal), `forest` (unusual combinations
    ///     and sequences) or `both`
    public record Spec(
            List<SignalSpec> signals,
            @Default("1m") Duration every,
            @Default("0s") Duration season,
            @Default("0.1%") Share falsePositives,
            @Default("both") Setup.Method method) {
        public Spec {
            signals = List.copyOf(signals);
            setup(signals, every, season, falsePositives, method);
        }

        Setup setup() {
            return setup(signals, every, season, falsePositives, method);
        }

        private static Setup setup(
                List<SignalSpec> signals,
                Duration every,
                Duration season,
                Share falsePositives,
                Setup.Method method) {
            return new Setup(
                    signals.stream().map(each -> new Signal(each.name(), each.kind())).toList(),
                    every,
                    season,
                    falsePositives.fraction(),
                    method);
        }
    }

    /// One series that is watched.
    ///
    /// @param name for people
    /// @param query in PromQL; yields one series, or a number
    /// @param kind what it tells: `latency`, `error-rate`, `traffic`, `saturation` or `other`
    public record SignalSpec(String name, String query, @Default("other") Signal.Kind kind) {
        public SignalSpec {
            if (query.isBlank()) {
                throw new IllegalArgumentException("query: empty (expected: a query in PromQL)");
            }
        }
    }

    /// What is known.
    public enum State {
        /// There is not enough of the past yet.
        LEARNING,
        USUAL,
        ANOMALOUS,
        /// There are no figures now; that is neither usual nor anomalous.
        NOT_KNOWN
    }

    /// @param model what the scores come from
    /// @param last what was found last; refreshed when something changes, and every ten minutes
    /// @param anomalousSince since when every point is anomalous, if it is
    public record Status(
            State state,
            Optional<ModelStatus> model,
            Optional<Last> last,
            Optional<Instant> anomalousSince,
            List<Condition> conditions) {}

    /// A trained model.
    ///
    /// @param version counts trainings
    /// @param points how many points it was trained on
    /// @param from the first of these points
    /// @param to the last
    public record ModelStatus(
            long version, Instant trainedAt, int points, Instant from, Instant to) {}

    /// The last point.
    ///
    /// @param score 3 is seen once in a thousand points when nothing is wrong, 4 once in ten thousand; at most 12
    /// @param confidence that it is not chance, 0 to 1
    /// @param anomaly what is unusual: the kind of a signal, or `pattern`; empty if nothing is
    /// @param shape `spike`, `shift`, `slow-burn` or `pattern`; empty if nothing is unusual
    public record Last(
            Instant at,
            double score,
            double confidence,
            @Default("''") String anomaly,
            @Default("''") String shape,
            List<SignalStatus> signals) {}

    /// One signal at the last point.
    ///
    /// @param value what it was
    /// @param expected the middle of what was expected
    /// @param low below it a single value is anomalous by itself
    /// @param high above it a single value is anomalous by itself
    public record SignalStatus(
            String name, double value, double expected, double low, double high) {}
}
