package penstock.metrics.rules;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import penstock.metrics.labels.Labels;

/// What is known of a rule between evaluations.
///
/// @param alerts of an alerting rule by their labels, those resolved in the last quarter of an hour among them
/// @param written the series that the last evaluation wrote, so that those that vanish are ended
/// @param problem of the last evaluation; empty when it went well or there was none
/// @param isRestored whether its alerts are known to be complete, so that their series are written
public record RuleState(
        SortedMap<Labels, Alert> alerts,
        Set<Labels> written,
        Health health,
        String problem,
        boolean isRestored) {
    /// How the last evaluation went.
    public enum Health {
        UNKNOWN,
        GOOD,
        BAD
    }

    public RuleState {
        alerts = Collections.unmodifiableSortedMap(new TreeMap<>(alerts));
        written = Set.copyOf(written);
    }

    /// @param isRestored false when alerts of an earlier process may have to be taken up
    static RuleState initial(boolean isRestored) {
        return new RuleState(new TreeMap<>(), Set.of(), Health.UNKNOWN, "", isRestored);
    }

    /// The alerts that are pending or firing, sorted by labels.
    public List<Alert> active() {
        return alerts.values().stream().filter(Alert::isActive).toList();
    }

    /// What matters most among the alerts.
    public Alert.State state() {
        return alerts.values().stream()
                .map(Alert::state)
                .max(Comparable::compareTo)
                .orElse(Alert.State.INACTIVE);
    }

    /// How many series or alerts it keeps.
    int results() {
        // Of an alert two series are written.
        return alerts.isEmpty() ? written.size() : Math.max(alerts.size(), written.size() / 2);
    }

    /// Characters of the labels and annotations of its alerts.
    long texts() {
        long size = 0;
        for (Alert alert : alerts.values()) {
            for (int i = 0; i < alert.labels().size(); i++) {
                size += alert.labels().name(i).length() + alert.labels().value(i).length();
            }
            for (String text : alert.annotations().values()) {
                size += text.length();
            }
        }
        return size;
    }

    RuleState failed(String why) {
        return new RuleState(alerts, written, Health.BAD, why, isRestored);
    }

    RuleState evaluated(Collection<Alert> now) {
        return new RuleState(byLabels(now), written, Health.GOOD, "", isRestored);
    }

    RuleState withAlerts(Collection<Alert> others) {
        return new RuleState(byLabels(others), written, health, problem, isRestored);
    }

    private static SortedMap<Labels, Alert> byLabels(Collection<Alert> alerts) {
        var byLabels = new TreeMap<Labels, Alert>();
        alerts.forEach(alert -> byLabels.put(alert.labels(), alert));
        return byLabels;
    }

    RuleState wrote(Set<Labels> series) {
        return new RuleState(alerts, series, health, problem, isRestored);
    }

    RuleState restored() {
        return new RuleState(alerts, written, health, problem, true);
    }
}
