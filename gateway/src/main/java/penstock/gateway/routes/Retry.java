package penstock.gateway.routes;

import java.time.Duration;
import java.util.List;

/// When a request is sent to its version once more, besides what is repeated anyway (see `Rescue`, which also says which requests may
/// be repeated, and how many).
///
/// - `attempts`: so many more at most, on another instance if there is one.
/// - `on`: after what.
/// - `perTry`: how long each of them may wait for its answer; 0 for as long as all together.
/// - `firstPause`, `longestPause`: the time before the next attempt doubles from the one to the other, and is drawn between half of
///   it and the whole. An answer's `Retry-After` counts if it is longer; if it is longer than `longestPause`, the answer stands.
public record Retry(
        int attempts, List<On> on, Duration perTry, Duration firstPause, Duration longestPause) {

    public Retry {
        Checks.range("attempts", attempts, 1, 10);
        on = List.copyOf(on);
        if (on.isEmpty()) {
            throw new IllegalArgumentException("on: empty (expected: after what to retry)");
        }
        if (perTry.isNegative() || perTry.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "perTry: " + Times.written(perTry) + " (expected: 0s to 1h)");
        }
        Checks.positive("firstPause", firstPause);
        Checks.positive("longestPause", longestPause);
        if (longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "longestPause: "
                            + Times.written(longestPause)
                            + " (expected: no less than the first, "
                            + Times.written(firstPause)
                            + ")");
        }
    }

    /// What a request may be sent again after.
    public sealed interface On {

        /// The connection broke off before an answer, or what came is not HTTP.
        record Reset() implements On {}

        /// No answer came within `perTry`.
        record Timeout() implements On {}

        /// The status of the answer is one of these.
        record Status(int from, int to) implements On {
            public Status {
                Checks.range("status", from, 400, 599);
                Checks.range("status", to, from, 599);
            }
        }

        /// Reads `reset`, `timeout`, `5xx`, `gateway-error` (502 to 504) or a status from 400 to 599.
        static On parse(String text) {
            return switch (text) {
                case "reset" -> new Reset();
                case "timeout" -> new Timeout();
                case "5xx" -> new Status(500, 599);
                case "gateway-error" -> new Status(502, 504);
                default -> {
                    if (!text.matches("[45][0-9][0-9]")) {
                        throw new IllegalArgumentException(
                                "\""
                                        + text
                                        + "\" (expected: reset, timeout, 5xx, gateway-error or a status from 400 to 599)");
                    }
                    int status = Integer.parseInt(text);
                    yield new Status(status, status);
                }
            };
        }
    }

    public boolean isAfterReset() {
        return on.contains(new On.Reset());
    }

    public boolean isAfterTimeout() {
        return on.contains(new On.Timeout());
    }

    public boolean isAfter(int status) {
        for (On each : on) {
            if (each instanceof On.Status(int from, int to) && status >= from && status <= to) {
                return true;
            }
        }
        return false;
    }
}
