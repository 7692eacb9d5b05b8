/// `./penstock bench judge`: judges of releases side by side, on a simulated service and on recorded traces.
///
/// The [penstock.bench.judge.world.World] makes traffic, faults and counts from a seed. The [Rollout] owns clock, route and
/// the counting of what users suffered; it shows the judges of [penstock.bench.judge.contender] the same ticks and does what
/// they say. A [Score] sums the endings up.
@NullMarked
package penstock.bench.judge;

import org.jspecify.annotations.NullMarked;
