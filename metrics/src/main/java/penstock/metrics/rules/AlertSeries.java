package penstock.metrics.rules;

import java.util.List;
import penstock.metrics.labels.Labels;

/// The series that tell of alerts.
final class AlertSeries {
    /// 1 for each alert that is pending or firing.
    static final String ALERTS = "ALERTS";

    /// Since when an alert is active, in seconds since 1970: what a later process restores it from.
    static final String FOR_STATE = "ALERTS_FOR_STATE";

    static final String ALERT_NAME = "alertname";
    private static final String STATE = "alertstate";

    private AlertSeries() {}

    static List<Point> points(Rule.Alerting rule, Alert alert, long time) {
        Labels.Builder labels = labels(rule, alert);
        Labels state = labels.set(Labels.NAME, ALERTS).set(STATE, alert.state().text()).build();
        Labels since = labels(rule, alert).set(Labels.NAME, FOR_STATE).build();
        double seconds = Math.floorDiv(alert.activeAt(), 1000L);
        return List.of(Point.of(state, time, 1), Point.of(since, time, seconds));
    }

    /// As in Prometheus, a label whose template became empty is there as it was written.
    private static Labels.Builder labels(Rule.Alerting rule, Alert alert) {
        Labels.Builder labels = rule.labels().toBuilder();
        for (int i = 0; i < alert.labels().size(); i++) {
            labels.set(alert.labels().name(i), alert.labels().value(i));
        }
        return labels.set(ALERT_NAME, rule.name());
    }
}
