/// The HTTP API of Prometheus over the embedded store and engine, free of HTTP: parameters in, JSON out. What it says and how is
/// Prometheus' (https://prometheus.io/docs/prometheus/latest/querying/api/), so that its clients work unchanged.
@NullMarked
package penstock.server.prometheus;

import org.jspecify.annotations.NullMarked;
