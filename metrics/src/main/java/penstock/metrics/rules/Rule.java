package penstock.metrics.rules;

import java.util.Map;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.template.AlertTemplate;

/// What is evaluated again and again.
public sealed interface Rule {
    /// The name of the metric or alert.
    String name();

    Expr expr();

    /// What it adds to the results; of alerts, templates as they were written.
    Labels labels();

    /// Keeps the results of a query as series.
    record Recording(String name, Expr expr, Labels labels) implements Rule {}

    /// Is about every result of a query.
    ///
    /// @param hold how long a result must be there before its alert fires, in milliseconds (`for`)
    /// @param keepFiring how long it fires on after the result is gone, in milliseconds
    record Alerting(
            String name, Expr expr, long hold, long keepFiring, Labels labels, Templates templates)
            implements Rule {
        public Alerting {
            if (hold < 0 || keepFiring < 0) {
                throw new IllegalArgumentException(
                        "alert %s: for %d ms, keep_firing_for %d ms (expected: 0 or more)"
                                .formatted(name, hold, keepFiring));
            }
        }
    }

    /// The templates of an alert by the name of the label or annotation.
    record Templates(Map<String, AlertTemplate> labels, Map<String, AlertTemplate> annotations) {
        public Templates {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }
    }
}
