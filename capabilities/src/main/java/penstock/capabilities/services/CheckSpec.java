package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import penstock.model.Default;
import penstock.model.Share;

/// A check of the candidate, in one of three ways (DEL-34, DEL-35).
///
/// @param timeout for the whole check; a load test adds its own duration
/// @param every pause before a failed check is tried again, while the plan's failure threshold is not reached
public record CheckSpec(
        Optional<Http> http,
        Optional<Command> command,
        Optional<Load> load,
        @Default("30s") Duration timeout,
        @Default("5s") Duration every) {
    public CheckSpec {
        int ways =
                (http.isPresent() ? 1 : 0)
                        + (command.isPresent() ? 1 : 0)
                        + (load.isPresent() ? 1 : 0);
        if (ways != 1) {
            throw new IllegalArgumentException(
                    "check: "
                            + ways
                            + " ways to check (expected: exactly one of http, command, load)");
        }
        if (timeout.isZero()) {
            throw new IllegalArgumentException("timeout: 0s (expected: more than 0)");
        }
    }

    /// A request that must answer 200 to 299, with this text somewhere in the body.
    public record Http(String path, @Default("''") String contains) {
        public static Http parse(String path) {
            return new Http(path, "");
        }
    }

    /// A program that must end with 0. It finds the candidate instance in `PENSTOCK_URL`.
    public record Command(List<String> command) {
        public Command {
            command = List.copyOf(command);
            if (command.isEmpty()) {
                throw new IllegalArgumentException(
                        "command: empty (expected: a program and its arguments)");
            }
        }
    }

    /// A closed load of GET requests, as `hey -z duration -q rate -c workers` makes it.
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
            @Default("500ms") Duration maxP95) {
        public Load {
            if (rate < 1 || rate > 1_000) {
                throw new IllegalArgumentException("rate: " + rate + " (expected: 1 to 1000)");
            }
            if (workers < 1 || workers > 100) {
                throw new IllegalArgumentException("workers: " + workers + " (expected: 1 to 100)");
            }
            if (duration.isZero() || duration.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(
                        "duration: " + duration + " (expected: up to 1h)");
            }
        }
    }
}
