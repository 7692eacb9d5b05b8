/// A simulated service with two versions: what the judges of [penstock.bench.judge] are shown, and what really happened.
@NullMarked
package penstock.bench.judge.world;

import org.jspecify.annotations.NullMarked;
