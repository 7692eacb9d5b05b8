/// The verdict: a sequential comparison of a candidate with the stable version running beside it, on exact counts
/// and mergeable latency histograms. Pure functions on immutable values; no clock, no thread, no input or output.
/// [penstock.judge.Judge] is the way in.
@NullMarked
package penstock.judge;

import org.jspecify.annotations.NullMarked;
