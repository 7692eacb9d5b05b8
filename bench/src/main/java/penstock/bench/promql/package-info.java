/// Penstock's store and engine beside a Prometheus of the same machine: the same samples, the same queries, in one run. Prometheus gets the
/// samples by remote write; ours are written by a process of their own, from the same bytes, and then served by a real server.
@NullMarked
package penstock.bench.promql;

import org.jspecify.annotations.NullMarked;
