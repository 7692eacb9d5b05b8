package penstock.capabilities.services;

import java.time.Duration;
import penstock.model.Default;
import penstock.model.DurationText;

/// What happens when an instance ends without being asked to: it is started again after a pause that doubles with
/// each exit in the window. Many exits in the window are a crash loop: reported as such, and still tried.
///
/// @param backoff the pause after the first exit
/// @param maxBackoff the longest pause
/// @param exits so many within the window are a crash loop
/// @param window older exits are forgotten
public record RestartSpec(
        @Default("1s") Duration backoff,
        @Default("60s") Duration maxBackoff,
        @Default("5") int exits,
        @Default("5m") Duration window) {
    static final RestartSpec USUAL =
            new RestartSpec(
                    Duration.ofSeconds(1), Duration.ofSeconds(60), 5, Duration.ofMinutes(5));

    public RestartSpec {
        Checks.notNegative("backoff", backoff);
        Checks.positive("window", window);
        Checks.atLeast("exits", exits, 2);
        if (maxBackoff.compareTo(backoff) < 0) {
            throw new IllegalArgumentException(
                    "maxBackoff: "
                            + DurationText.format(maxBackoff)
                            + " (expected: backoff or longer: "
                            + DurationText.format(backoff)
                            + ")");
        }
    }
}
