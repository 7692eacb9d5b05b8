/// The formats in which services show their metrics: text, OpenMetrics, protobuf.
@NullMarked
package penstock.metrics.exposition;

import org.jspecify.annotations.NullMarked;
