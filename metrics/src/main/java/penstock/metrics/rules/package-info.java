/// Recording and alerting rules, evaluated as Prometheus does, with the forms of its rule files and of promtool's unit tests.
/// Source: https://prometheus.io/docs/prometheus/latest/configuration/recording_rules
@NullMarked
package penstock.metrics.rules;

import org.jspecify.annotations.NullMarked;
