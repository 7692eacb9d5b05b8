/// Recorded traffic of a rollout, as a file of lines that any monitoring can write.
@NullMarked
package penstock.bench.judge.trace;

import org.jspecify.annotations.NullMarked;
