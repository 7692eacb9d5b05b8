/// Scripts that say what queries yield from which series, in the language of Prometheus' own tests, and what runs them.
/// Source: https://github.com/prometheus/prometheus/tree/main/promql/promqltest
@NullMarked
package penstock.metrics.script;

import org.jspecify.annotations.NullMarked;
