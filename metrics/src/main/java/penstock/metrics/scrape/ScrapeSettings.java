package penstock.metrics.scrape;

import java.time.Duration;
import java.util.Optional;
import penstock.metrics.exposition.ExpositionFormat;
import penstock.metrics.promql.syntax.Literals;

/// How a target is scraped.
///
/// @param interval from one scrape to the next
/// @param timeout of a whole scrape; not above the interval
/// @param formats what it is asked for
/// @param hasExtraSeries whether `scrape_timeout_seconds`, `scrape_sample_limit` and `scrape_body_size_bytes` are stored too
public record ScrapeSettings(
        Duration interval,
        Duration timeout,
        HttpSettings http,
        Formats formats,
        Labelling labelling,
        ScrapeLimits limits,
        boolean hasExtraSeries) {
    /// What is read.
    ///
    /// @param wantsNativeHistograms whether protobuf is liked best: native histograms are in protobuf only
    /// @param otherwise how an answer is read that does not say what it is, or says something else
    public record Formats(boolean wantsNativeHistograms, Optional<ExpositionFormat> otherwise) {
        public static final Formats USUAL = new Formats(false, Optional.empty());
    }

    private static final Duration SHORTEST = Duration.ofMillis(1);

    public ScrapeSettings {
        if (interval.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "interval: " + Literals.durationText(interval) + " (expected: 1ms or more)");
        }
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(interval) > 0) {
            throw new IllegalArgumentException(
                    "timeout: "
                            + Literals.durationText(timeout)
                            + " (expected: 1ms up to the interval, "
                            + Literals.durationText(interval)
                            + ")");
        }
    }

    public ScrapeSettings within(Duration otherInterval, Duration otherTimeout) {
        return new ScrapeSettings(
                otherInterval, otherTimeout, http, formats, labelling, limits, hasExtraSeries);
    }
}
