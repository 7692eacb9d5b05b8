package penstock.bench.judge.trace;

import penstock.bench.judge.world.Counted;

/// One line of a trace.
///
/// @param weight share of requests that the candidate gets, as written: per cent if any in the file is above 1; not a number
///     if it is not said
/// @param isShare whether it is surely a share, since it was written with `%`
record Row(long tick, boolean isCandidate, double weight, boolean isShare, Counted counted) {}
