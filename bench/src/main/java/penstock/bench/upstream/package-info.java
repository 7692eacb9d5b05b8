/// The service that benchmarks release again and again: small, quick to start, good or bad as its environment says, and
/// it writes down every request before it answers, so that what happened can be counted afterwards from its files.
@NullMarked
package penstock.bench.upstream;

import org.jspecify.annotations.NullMarked;
