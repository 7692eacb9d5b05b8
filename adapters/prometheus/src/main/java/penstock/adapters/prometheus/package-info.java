/// The port [penstock.metrics.source.MetricSource] over the HTTP API of Prometheus, which Thanos, Mimir, VictoriaMetrics and others
/// speak too.
@NullMarked
package penstock.adapters.prometheus;

import org.jspecify.annotations.NullMarked;
