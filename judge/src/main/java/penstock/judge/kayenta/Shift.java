package penstock.judge.kayenta;

/// How far the candidate's values lie above the baseline's, in the metric's own unit; negative if below.
///
/// @param lower lower end of the confidence interval
/// @param upper upper end; below `lower` by up to the tolerance of the search where nearly all values are equal
/// @param estimate the Hodges–Lehmann estimate: the median of all differences between a candidate and a baseline value
public record Shift(double lower, double upper, double estimate) {}
