/// Intervals that hold at every moment at once: whoever looks, as often as wanted, and stops when it pleases, finds the true
/// figure inside with the confidence stated. They are for people, beside the verdict, which does not rest on them.
///
/// Pure functions. [penstock.judge.interval.AlwaysValid] is the way in.
@NullMarked
package penstock.judge.interval;

import org.jspecify.annotations.NullMarked;
