/// A monitoring engine that speaks Prometheus: series and their storage, the exposition formats, PromQL and rules. It knows
/// nothing of the control plane.
@NullMarked
package penstock.metrics;

import org.jspecify.annotations.NullMarked;
