/// What is measured of the store of time series alone: crashes, speed, and the room it takes.
@NullMarked
package penstock.bench.metrics;

import org.jspecify.annotations.NullMarked;
