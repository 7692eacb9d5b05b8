package penstock.metrics.scrape;

import penstock.metrics.exposition.MetricType;

/// What a target says of a family of metrics besides its samples.
public record FamilyText(MetricType type, String help, String unit) {
    static final FamilyText NONE = new FamilyText(MetricType.UNKNOWN, "", "");
}
