package penstock.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import penstock.metrics.series.Samples;

/// Alerts after a restart of the server, as Prometheus restores them: `for` is half an hour, the grace period ten minutes.
final class RestorationTest {
    private static final long MINUTE = Scene.MINUTE;
    private static final String RULES =
            """
            groups:
              - name: g
                rules:
                  - alert: Down
                    expr: up == 0
                    for: 30m
            """;

    /// A server that has begun again, when an alert had been active since 0 and was seen last at a time.
    private static Scene restarted(long lastSeen, String rules) {
        var scene = new Scene(rules, true, RuleSettings.DEFAULT);
        scene.sample("ALERTS_FOR_STATE{alertname=\"Down\", job=\"a\"}", lastSeen, 0);
        return scene;
    }

    private static Alert after(Scene scene, long start) {
        scene.sample("up{job=\"a\"}", start, 0);
        scene.evaluate(start);
        scene.evaluate(start + MINUTE);
        return scene.states.getFirst().rules().getFirst().alerts().firstEntry().getValue();
    }

    @Test
    void anAlertThatWasFiringFiresAtOnce() {
        var scene = restarted(40 * MINUTE, RULES);

        Alert alert = after(scene, 50 * MINUTE);
        scene.evaluate(52 * MINUTE);

        assertThat(alert.activeAt()).isZero();
        assertThat(scene.alerts()).containsExactly("firing {job=\"a\"}");
    }

    @Test
    void anAlertWaitsAsLongAsItHadTo() {
        var scene = restarted(10 * MINUTE, RULES);

        Alert alert = after(scene, 25 * MINUTE);

        // Restored at 26m: 16 minutes without a server do not count.
        assertThat(alert.activeAt()).isEqualTo(16 * MINUTE);
    }

    @Test
    void anAlertWaitsAtLeastForTheGracePeriod() {
        var scene = restarted(25 * MINUTE, RULES);

        Alert alert = after(scene, 40 * MINUTE);

        assertThat(alert.activeAt() + 30 * MINUTE).isEqualTo(41 * MINUTE + 10 * MINUTE);
    }

    @Test
    void anAlertThatWasSeenTooLongAgoBeginsAnew() {
        var scene = restarted(10 * MINUTE, RULES);

        Alert alert = after(scene, 80 * MINUTE);

        assertThat(alert.activeAt()).isEqualTo(80 * MINUTE);
    }

    @Test
    void anAlertThatHadEndedBeginsAnew() {
        var scene = restarted(10 * MINUTE, RULES);
        scene.sample("ALERTS_FOR_STATE{alertname=\"Down\", job=\"a\"}", 11 * MINUTE, Samples.STALE);

        Alert alert = after(scene, 20 * MINUTE);

        assertThat(alert.activeAt()).isEqualTo(20 * MINUTE);
    }

    @Test
    void anAlertThatWaitsLessThanTheGracePeriodIsNotRestored() {
        var scene = restarted(10 * MINUTE, RULES.replace("30m", "5m"));

        Alert alert = after(scene, 20 * MINUTE);

        assertThat(alert.activeAt()).isEqualTo(20 * MINUTE);
    }

    @Test
    void seriesOfAlertsAreWrittenOnlyAfterRestoration() {
        var scene = restarted(10 * MINUTE, RULES);

        after(scene, 20 * MINUTE);
        assertThat(scene.written).isEmpty();
        scene.evaluate(22 * MINUTE);

        assertThat(scene.writtenAt(22 * MINUTE)).hasSize(2);
    }
}
