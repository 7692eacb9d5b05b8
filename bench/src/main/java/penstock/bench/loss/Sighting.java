package penstock.bench.loss;

/// A request that a version answered itself, not in another's place.
record Sighting(String user, String version, long sentNanos, long endNanos) {}
