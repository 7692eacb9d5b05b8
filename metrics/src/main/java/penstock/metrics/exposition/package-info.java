/// The formats in which metrics come in: what services show (text, OpenMetrics, protobuf) and what is sent (remote write, OTLP).
@NullMarked
package penstock.metrics.exposition;

import org.jspecify.annotations.NullMarked;
