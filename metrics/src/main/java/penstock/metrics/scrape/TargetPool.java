package penstock.metrics.scrape;

import java.util.List;

/// The targets of one job at a moment.
///
/// @param dropped some of those that are not scraped
/// @param droppedCount how many those are in all
public record TargetPool(
        String name, List<ScrapeTarget> targets, List<DroppedTarget> dropped, int droppedCount) {
    public TargetPool {
        targets = List.copyOf(targets);
        dropped = List.copyOf(dropped);
    }
}
