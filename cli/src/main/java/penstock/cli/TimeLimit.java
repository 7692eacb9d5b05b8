package penstock.cli;

import java.time.Duration;
import penstock.cli.api.ApiException;
import penstock.model.DurationText;
import picocli.CommandLine.Option;

/// How long a command follows a rollout.
final class TimeLimit {
    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "Follow for at most this long (default: 1h).")
    private String text = "1h";

    /// @throws ApiException when it is no time
    Duration duration() {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.usage("--timeout: " + e.getMessage());
        }
    }
}
