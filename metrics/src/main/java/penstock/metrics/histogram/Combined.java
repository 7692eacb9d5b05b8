package penstock.metrics.histogram;

/// What came of adding or subtracting histograms, and what must be told about it.
///
/// @param hasResetCollision whether one was known to be reset and another known not to be
/// @param hasBoundsReconciled whether custom bounds differed, so that only those are left that all had
public record Combined(
        FloatHistogram value, boolean hasResetCollision, boolean hasBoundsReconciled) {}
