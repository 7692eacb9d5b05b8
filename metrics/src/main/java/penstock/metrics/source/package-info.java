/// The port through which answers to PromQL are had, whoever computes them. The implementation here is the embedded engine; the
/// other is `adapters/prometheus`.
@NullMarked
package penstock.metrics.source;

import org.jspecify.annotations.NullMarked;
