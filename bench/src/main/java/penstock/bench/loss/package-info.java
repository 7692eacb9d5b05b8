/// `./penstock bench loss`: load on a service that is released, aborted, rolled back, upgraded and killed again and
/// again, and a count of what its users lost.
///
/// A run is a [Schedule] of acts made from a seed. The [Director] performs them, the [Ledger] hears of every request,
/// the upstream writes down what reached it, and afterwards [Losses] and [Misrouting] hold the three against each other.
@NullMarked
package penstock.bench.loss;

import org.jspecify.annotations.NullMarked;
