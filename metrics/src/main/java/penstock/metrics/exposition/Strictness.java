package penstock.metrics.exposition;

/// How much of OpenMetrics is demanded.
public enum Strictness {
    /// That every line can be read, which is what Prometheus demands of what it scrapes.
    SYNTAX,
    /// All rules on families, groups, suffixes, values and their order too.
    RULES
}
