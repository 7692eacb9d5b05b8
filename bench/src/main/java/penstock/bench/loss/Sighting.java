package penstock.bench.loss;

/// A request that a version answered itself, not in another's place.
record Sighting(long id, String user, String version, long sentNanos, long endNanos) {}
