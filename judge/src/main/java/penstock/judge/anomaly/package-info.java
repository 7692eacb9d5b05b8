/// Scores for points of series outside a rollout: how unusual is what a service does now, compared with what it did before?
/// For burns too slow for any rollout: leaks, creeping latency, a dependency that wears out.
///
/// What is usual is learned: a line, a season and a spread for each signal ([penstock.judge.anomaly.Profile]). Two views of
/// what is left then say how unusual a point is: running means of several lengths ([penstock.judge.anomaly.Bands]), and
/// a random cut forest over all signals together ([penstock.judge.anomaly.Forest]). How often a score occurs when nothing
/// is wrong is measured on points that were not learned from ([penstock.judge.anomaly.Tail]), so that the chance of a false
/// alarm can be chosen.
///
/// No input or output, no clock, no chance but a seed. [penstock.judge.anomaly.AnomalyModel] is the way in.
@NullMarked
package penstock.judge.anomaly;

import org.jspecify.annotations.NullMarked;
