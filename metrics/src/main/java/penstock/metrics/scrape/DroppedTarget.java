package penstock.metrics.scrape;

import penstock.metrics.labels.Labels;

/// Something that was found and is not scraped.
///
/// @param discovered its labels before relabelling
public record DroppedTarget(Labels discovered) {}
