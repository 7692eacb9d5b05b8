/// Evaluates queries over series, with the answers of Prometheus 3. An expression is evaluated at all times of a query at once:
/// each node yields rows of values, one for each series.
@NullMarked
package penstock.metrics.promql;

import org.jspecify.annotations.NullMarked;
