package penstock.metrics.store.head;

import penstock.metrics.labels.Labels;

/// One observation by itself, with labels that lead to it, such as the id of a trace.
///
/// @param time milliseconds since 1970
public record Exemplar(Labels labels, double value, long time) {}
