package penstock.metrics.scrape;

import java.net.URI;
import penstock.metrics.labels.Labels;

/// Something that tells metrics. In a pool, the labels say which it is.
///
/// @param discovered its labels before relabelling, those among them that begin with `__`
/// @param labels what its series carry
/// @param where what is asked
public record ScrapeTarget(Labels discovered, Labels labels, Where where, ScrapeSettings settings) {
    /// What is asked, or why nothing can be.
    public sealed interface Where {}

    public record At(URI url) implements Where {}

    /// Counts as down without being asked.
    ///
    /// @param url where it would be
    /// @param reason for people
    public record Nowhere(URI url, String reason) implements Where {}

    /// Where it is or would be.
    public URI url() {
        return switch (where) {
            case At(var url) -> url;
            case Nowhere(var url, _) -> url;
        };
    }
}
