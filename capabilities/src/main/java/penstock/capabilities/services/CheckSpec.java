package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import penstock.model.Default;
import penstock.model.DurationText;
import penstock.model.Share;

/// A check: one of seven ways to measure, how often it is measured, and what follows. A measurement passes, fails, is
/// inconclusive (an answer, but none that decides), or is an error (no answer at all).
///
/// @param timeout for one measurement; a load test adds its own duration
/// @param every from the end of a measurement to the next; without it 5 s, and of `kayenta` its whole lifetime
/// @param initialDelay before the first measurement
/// @param count so many that passed or failed are made, then the check passes if the last one did; without it one in a
///     step, and no end in the background
/// @param failureLimit the check fails when more have failed, -1 never; without it, failed measurements of all such checks
///     together count against the plan's `failureThreshold`
/// @param inconclusiveLimit when more are inconclusive, the check is not known; -1 never
/// @param consecutiveErrorLimit when more in a row are errors, the check is not known; -1 never
/// @param consecutiveSuccessLimit the check passes once so many in a row have passed, whatever `count` says; 0 for no such rule
/// @param measurementRetention how many measurements are kept to be looked at; the sums count all
/// @param dryRun measures and shows, and decides nothing
public record CheckSpec(
        Optional<Http> http,
        Optional<Command> command,
        Optional<Load> load,
        Optional<PromqlSpec> promql,
        Optional<KayentaSpec> kayenta,
        Optional<SloSpec> slo,
        Optional<WebhookSpec> webhook,
        @Default("30s") Duration timeout,
        Optional<Duration> every,
        @Default("0") Duration initialDelay,
        Optional<Integer> count,
        Optional<Integer> failureLimit,
        @Default("0") int inconclusiveLimit,
        @Default("4") int consecutiveErrorLimit,
        @Default("0") int consecutiveSuccessLimit,
        @Default("10") int measurementRetention,
        @Default("false") boolean dryRun) {
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(5);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);
    private static final int MOST_KEPT = 100;

    public CheckSpec {
        long ways =
                Stream.of(http, command, load, promql, kayenta, slo, webhook)
                        .filter(Optional::isPresent)
                        .count();
        if (ways != 1) {
            throw new IllegalArgumentException(
                    "check: "
                            + ways
                            + " ways to check (expected: exactly one of http, command, load, promql, kayenta, slo,"
                            + " webhook)");
        }
        Checks.positive("timeout", timeout);
        Checks.notNegative("initialDelay", initialDelay);
        Checks.atLeast("inconclusiveLimit", inconclusiveLimit, -1);
        Checks.atLeast("consecutiveErrorLimit", consecutiveErrorLimit, -1);
        Checks.atLeast("consecutiveSuccessLimit", consecutiveSuccessLimit, 0);
        count.ifPresent(number -> Checks.atLeast("count", number, 1));
        failureLimit.ifPresent(number -> Checks.atLeast("failureLimit", number, -1));
        every.ifPresent(CheckSpec::requireInterval);
        if (measurementRetention < 1 || measurementRetention > MOST_KEPT) {
            throw new IllegalArgumentException(
                    "measurementRetention: "
                            + measurementRetention
                            + " (expected: 1 to "
                            + MOST_KEPT
                            + ")");
        }
        if (kayenta.isPresent() && (count.isPresent() || consecutiveSuccessLimit > 0)) {
            throw new IllegalArgumentException(
                    "count: of a kayenta check (expected: lifetime and every, which say how often it is judged)");
        }
    }

    private static void requireInterval(Duration every) {
        if (every.compareTo(SHORTEST_INTERVAL) < 0) {
            throw new IllegalArgumentException(
                    "every: "
                            + DurationText.format(every)
                            + " (expected: "
                            + DurationText.format(SHORTEST_INTERVAL)
                            + " or more)");
        }
    }

    /// How something is measured.
    public sealed interface Way
            permits Http, Command, Load, PromqlSpec, KayentaSpec, SloSpec, WebhookSpec {}

    public Way way() {
        return Stream.<Optional<? extends Way>>of(
                        http, command, load, promql, kayenta, slo, webhook)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }

    /// Whether a candidate instance is asked.
    public boolean asksInstance() {
        return switch (way()) {
            case Http _, Command _, Load _ -> true;
            case PromqlSpec _, KayentaSpec _, SloSpec _, WebhookSpec _ -> false;
        };
    }

    /// From the end of one measurement to the beginning of the next.
    public Duration interval() {
        return every.or(() -> kayenta.map(KayentaSpec::lifetime)).orElse(USUAL_INTERVAL);
    }

    /// From the beginning of the check to its first measurement.
    public Duration firstAfter() {
        return kayenta.map(_ -> initialDelay.plus(interval())).orElse(initialDelay);
    }

    /// How many measurements that pass or fail it takes, if that is limited.
    ///
    /// @param isStep whether the check is a step, not in the background
    public Optional<Integer> needed(boolean isStep) {
        if (kayenta.isPresent()) {
            return Optional.of(kayenta.get().judgements(interval()));
        }
        return count.or(() -> isStep ? Optional.of(1) : Optional.empty());
    }

    /// The least time that the check takes as a step, without that of the measurements themselves.
    public Duration leastTime() {
        int needed = consecutiveSuccessLimit > 0 ? consecutiveSuccessLimit : needed(true).orElse(1);
        return firstAfter().plus(interval().multipliedBy(needed - 1L));
    }

    /// A request that must answer 200 to 299, with this text somewhere in the body (DEL-34).
    public record Http(String path, @Default("''") String contains) implements Way {
        public static Http parse(String path) {
            return new Http(path, "");
        }
    }

    /// A program that must end with 0. It finds the candidate instance in `PENSTOCK_URL`.
    public record Command(List<String> command) implements Way {
        public Command {
            command = List.copyOf(command);
            if (command.isEmpty()) {
                throw new IllegalArgumentException(
                        "command: empty (expected: a program and its arguments)");
            }
        }
    }

    /// A closed load of GET requests, as `hey -z duration -q rate -c workers` makes it (DEL-35).
    ///
    /// @param rate requests a second and worker
    /// @param maxErrors share of answers that are not 200 to 399
    /// @param maxP95 limit on the 95th percentile
    public record Load(
            String path,
            @Default("10") int rate,
            @Default("2") int workers,
            @Default("1m") Duration duration,
            @Default("1%") Share maxErrors,
            @Default("500ms") Duration maxP95)
            implements Way {
        public Load {
            if (rate < 1 || rate > 1_000) {
                throw new IllegalArgumentException("rate: " + rate + " (expected: 1 to 1000)");
            }
            if (workers < 1 || workers > 100) {
                throw new IllegalArgumentException("workers: " + workers + " (expected: 1 to 100)");
            }
            if (duration.isZero() || duration.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(
                        "duration: " + DurationText.format(duration) + " (expected: up to 1h)");
            }
        }
    }
}
