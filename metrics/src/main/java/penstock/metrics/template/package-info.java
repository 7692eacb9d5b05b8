/// Templates in labels and annotations of alerts: the language of Go's `text/template` with the functions of Prometheus.
/// Sources: https://pkg.go.dev/text/template and https://prometheus.io/docs/prometheus/latest/configuration/template_reference
@NullMarked
package penstock.metrics.template;

import org.jspecify.annotations.NullMarked;
