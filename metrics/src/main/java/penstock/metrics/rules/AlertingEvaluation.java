package penstock.metrics.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.template.AlertData;
import penstock.metrics.template.AlertTemplate;
import penstock.metrics.template.Expander;
import penstock.metrics.template.TemplateContext;
import penstock.metrics.template.TemplateProblem;

/// Evaluates an alerting rule: results of its query become alerts, which go from pending to firing to inactive.
final class AlertingEvaluation {
    /// How long a resolved alert is remembered, so that whoever is told of alerts is told of its end again and again.
    private static final long RESOLVED_RETENTION = 15 * 60_000L;

    /// Of one evaluation; more say nothing new.
    private static final int MAX_NOTES = 100;

    private final Rule.Alerting rule;
    private final RuleMoment moment;
    private final Expander expander;
    private final List<String> notes = new ArrayList<>();

    AlertingEvaluation(Rule.Alerting rule, RuleMoment moment) {
        this.rule = rule;
        this.moment = moment;
        expander =
                new Expander(
                        new TemplateContext(
                                moment.time(), moment.settings().externalUrl(), moment::samples),
                        moment.settings().limits().templates());
    }

    /// @param limit of alerts that are pending or firing
    RuleOutcome outcome(RuleState state, int limit) {
        var results = new LinkedHashMap<Labels, Alert>();
        List<QueryValue.Sample> samples = moment.samples(rule.expr());
        if (samples.size() > limit) {
            return tooMany(state, limit, samples.size());
        }
        for (QueryValue.Sample sample : samples) {
            Alert alert = alert(sample);
            if (results.put(alert.labels(), alert) != null) {
                return new RuleOutcome(
                        state.failed(
                                "vector contains metrics with the same labelset after applying"
                                        + " alert labels"),
                        List.of(),
                        notes);
            }
        }
        List<Alert> alerts = moved(state, results);
        var active = new ArrayList<Alert>();
        for (Alert alert : alerts) {
            if (alert.isActive()) {
                active.add(alert);
            }
        }
        if (active.size() > limit) {
            return tooMany(state, limit, active.size());
        }
        var points = new ArrayList<Point>();
        if (state.isRestored()) {
            for (Alert alert : active) {
                points.addAll(AlertSeries.points(rule, alert, moment.queryTime()));
            }
        }
        return new RuleOutcome(state.evaluated(latest(alerts, limit)), points, notes);
    }

    /// Without the resolved ones that were resolved first, should there be more alerts than the limit: labels that are never the
    /// same again would leave ever more of them.
    private static List<Alert> latest(List<Alert> alerts, int limit) {
        if (alerts.size() <= limit) {
            return alerts;
        }
        var byEnd = new ArrayList<Alert>(alerts);
        byEnd.sort(Comparator.comparing(Alert::isActive).thenComparingLong(Alert::resolvedAt));
        return byEnd.subList(alerts.size() - limit, alerts.size());
    }

    private RuleOutcome tooMany(RuleState state, int limit, int alerts) {
        String problem = "exceeded limit of " + limit + " with " + alerts + " alerts";
        return new RuleOutcome(state.withAlerts(List.of()).failed(problem), List.of(), notes);
    }

    /// The alerts known and those that are new, as they are now.
    private List<Alert> moved(RuleState state, Map<Labels, Alert> results) {
        var all = new TreeMap<Labels, Alert>(state.alerts());
        results.forEach(
                (labels, result) -> {
                    Alert known = all.get(labels);
                    if (known != null && known.isActive()) {
                        all.put(labels, known.seen(result.annotations(), result.value()));
                    } else {
                        all.put(labels, result);
                    }
                });
        var moved = new ArrayList<Alert>();
        for (Alert alert : all.values()) {
            @Nullable Alert after =
                    results.containsKey(alert.labels()) ? present(alert) : absent(alert);
            if (after != null) {
                moved.add(after);
            }
        }
        return moved;
    }

    private Alert present(Alert alert) {
        boolean fires =
                alert.state() == Alert.State.PENDING
                        && moment.time() - alert.activeAt() >= rule.hold();
        return fires ? alert.fired(moment.time()) : alert;
    }

    /// `null` when it is to be forgotten.
    private @Nullable Alert absent(Alert alert) {
        return switch (alert.state()) {
            case PENDING -> null;
            case INACTIVE -> moment.time() - alert.resolvedAt() > RESOLVED_RETENTION ? null : alert;
            case FIRING -> {
                long since =
                        alert.keepFiringSince() == Alert.NEVER
                                ? moment.time()
                                : alert.keepFiringSince();
                boolean goesOn = moment.time() - since < rule.keepFiring();
                yield goesOn ? alert.keptFiring(since) : alert.resolved(moment.time());
            }
        };
    }

    private Alert alert(QueryValue.Sample sample) {
        var data =
                new AlertData(
                        sample, moment.settings().external(), moment.settings().externalUrl());
        Labels.Builder labels = sample.labels().without(Labels.NAME).toBuilder();
        rule.templates()
                .labels()
                .forEach((name, template) -> labels.set(name, expanded(template, data)));
        labels.set(AlertSeries.ALERT_NAME, rule.name());
        var annotations = new HashMap<String, String>();
        rule.templates()
                .annotations()
                .forEach((name, template) -> annotations.put(name, expanded(template, data)));
        return Alert.pending(labels.build(), annotations, sample.value(), moment.time());
    }

    /// What is wrong with one text of one alert is told there and harms no other.
    private String expanded(AlertTemplate template, AlertData data) {
        String problem;
        try {
            String text = expander.expand(template, data);
            if (moment.room().takesText(text.length())) {
                return text;
            }
            problem =
                    "the alerts of the group have more than "
                            + moment.settings().limits().texts()
                            + " characters";
        } catch (TemplateProblem e) {
            problem = e.text();
        } catch (RuntimeException | StackOverflowError e) {
            problem = "internal error: " + e;
        }
        if (notes.size() < MAX_NOTES) {
            notes.add(rule.name() + ": " + problem);
        }
        return "<error expanding template: " + problem + ">";
    }
}
