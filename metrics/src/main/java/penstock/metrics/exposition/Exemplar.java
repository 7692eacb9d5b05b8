package penstock.metrics.exposition;

import penstock.metrics.labels.Labels;

/// One observation among those of a sample, mostly with the identifier of its trace.
///
/// @param time in milliseconds since 1970, or [SampleView#NO_TIME]
public record Exemplar(Labels labels, double value, long time) {}
