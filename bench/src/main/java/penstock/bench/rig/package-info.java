/// What benchmarks stand on: an installation of its own, the command of the upstream, and orders to the API.
@NullMarked
package penstock.bench.rig;

import org.jspecify.annotations.NullMarked;
