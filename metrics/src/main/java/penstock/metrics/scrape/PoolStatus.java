package penstock.metrics.scrape;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The targets of a pool and how they are doing.
///
/// @param dropped some of those that are not scraped
/// @param droppedCount how many those are in all
public record PoolStatus(
        String name, List<Told> targets, List<DroppedTarget> dropped, int droppedCount) {
    /// @param families what the target says of its metrics, by their names
    public record Told(TargetStatus status, Supplier<Map<String, FamilyText>> families) {}
}
