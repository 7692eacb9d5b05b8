package penstock.metrics.scrape;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How a target is doing.
///
/// @param error why the last scrape failed or what of it was not taken; empty when all is well
/// @param lastScrape when the last one began
/// @param lastDuration how long it took
/// @param samples how many the last one had
public record TargetStatus(
        ScrapeTarget target,
        Health health,
        String error,
        Optional<Instant> lastScrape,
        Duration lastDuration,
        int samples) {
    public enum Health {
        /// Not scraped yet.
        UNKNOWN,
        UP,
        DOWN
    }
}
