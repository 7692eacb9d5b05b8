package penstock.metrics.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.series.Samples;
import penstock.metrics.series.Series;
import penstock.metrics.series.SeriesSource;

/// Takes up alerts of an earlier process, so that a restart does not begin their waiting anew. Alerts that were firing will be
/// firing at once; others wait as long as they had to, but at least the grace period, in which data of the time in between
/// can show that nothing is wrong any more.
final class Restoration {
    private final RuleSettings settings;
    private final SeriesSource source;
    private final long time;

    Restoration(RuleSettings settings, SeriesSource source, long time) {
        this.settings = settings;
        this.source = source;
        this.time = time;
    }

    GroupState restored(RuleGroup group, GroupState state) {
        var rules = new ArrayList<RuleState>(state.rules().size());
        for (int i = 0; i < group.rules().size(); i++) {
            RuleState rule = state.rules().get(i);
            if (group.rules().get(i) instanceof Rule.Alerting alerting) {
                rule = restored(alerting, rule);
            }
            rules.add(rule.restored());
        }
        return state.with(rules);
    }

    private RuleState restored(Rule.Alerting rule, RuleState state) {
        if (rule.hold() < settings.gracePeriod() || state.alerts().isEmpty()) {
            return state;
        }
        Map<Labels, Series> known = new HashMap<>();
        for (Series series :
                source.select(
                        time - settings.outageTolerance(),
                        time,
                        List.of(
                                Matcher.of(Matcher.Kind.EQUAL, Labels.NAME, AlertSeries.FOR_STATE),
                                Matcher.of(
                                        Matcher.Kind.EQUAL,
                                        AlertSeries.ALERT_NAME,
                                        rule.name())))) {
            known.put(series.labels().without(Labels.NAME), series);
        }
        var alerts = new ArrayList<Alert>();
        for (Alert alert : state.alerts().values()) {
            Series series = known.get(alert.labels());
            alerts.add(series == null ? alert : restored(alert, series, rule.hold()));
        }
        return state.withAlerts(alerts);
    }

    private Alert restored(Alert alert, Series series, long hold) {
        var samples = new Samples();
        series.read(time - settings.outageTolerance(), time, samples);
        int last = samples.size() - 1;
        if (last < 0 || samples.histogram(last) != null || samples.isStale(last)) {
            return alert;
        }
        long downAt = samples.time(last) / 1000 * 1000;
        long activeAt = ((long) samples.value(last)) * 1000;
        long left = hold - (downAt - activeAt);
        if (left <= 0) {
            return alert.activeSince(activeAt);
        }
        return alert.activeSince(
                left < settings.gracePeriod()
                        ? time + settings.gracePeriod() - hold
                        : activeAt + (time - downAt));
    }
}
