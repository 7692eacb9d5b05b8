/// Benchmarks, started with `./penstock bench NAME` from the repository: each measures a promise from outside, on real
/// processes, prints what it saw and can write it as JSON.
@NullMarked
package penstock.bench;

import org.jspecify.annotations.NullMarked;
