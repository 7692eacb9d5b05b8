package penstock.bench.judge.world;

/// One tick, as a judge sees it.
///
/// @param tick its number; ticks before the rollout have smaller ones
/// @param endMillis when it ended, counted from tick zero's beginning
/// @param weight share of requests that went to the candidate
/// @param stable what was counted of the version trusted now
/// @param candidate what was counted of the version on trial
public record Moment(long tick, long endMillis, double weight, Counted stable, Counted candidate) {}
