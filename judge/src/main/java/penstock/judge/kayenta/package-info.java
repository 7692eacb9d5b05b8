/// Comparison of windows of a metric, in the way of Kayenta's default judge: for people who know that judge and have
/// metrics as points of a series only. A Mann–Whitney test for each metric gives a label, the labels give a score between
/// 0 and 100, and two thresholds make it pass, marginal or fail.
///
/// It is compatible on purpose, with the weaknesses too: it corrects neither for repeated looks nor for the number
/// of metrics, its tolerance is a part of the estimated shift and no smallest effect, sparse errors and growing variance
/// pass. The sequential comparison in [penstock.judge.Judge] has none of these; this one stands beside it as a check.
///
/// Pure functions on immutable values. [penstock.judge.kayenta.WindowJudge] is the way in.
@NullMarked
package penstock.judge.kayenta;

import org.jspecify.annotations.NullMarked;
