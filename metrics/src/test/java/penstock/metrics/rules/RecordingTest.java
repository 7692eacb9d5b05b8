package penstock.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.metrics.series.Samples;

/// Recording rules and groups.
final class RecordingTest {
    private static final String RULES =
            """
            groups:
              - name: g
                labels: {team: one, env: test}
                rules:
                  - record: job:up:sum
                    expr: sum by (job) (up)
                    labels: {env: live}
                  - record: all:up:sum
                    expr: sum(job:up:sum)
            """;

    @Test
    void laterRulesOfAGroupSeeTheResultsOfEarlierOnes() {
        var scene = new Scene(RULES);
        scene.sample("up{job=\"a\", instance=\"1\"}", 0, 1);
        scene.sample("up{job=\"a\", instance=\"2\"}", 0, 1);
        scene.sample("up{job=\"b\", instance=\"3\"}", 0, 1);

        var evaluation = scene.evaluate(1000).getFirst();

        assertThat(scene.writtenAt(1000))
                .containsExactlyInAnyOrder(
                        "job:up:sum{env=\"live\", job=\"a\", team=\"one\"} 2",
                        "job:up:sum{env=\"live\", job=\"b\", team=\"one\"} 1",
                        "all:up:sum{env=\"test\", team=\"one\"} 3");
        assertThat(evaluation.samples()).isEqualTo(3);
        assertThat(evaluation.failures()).isEmpty();
    }

    @Test
    void seriesThatVanishAreEnded() {
        var scene = new Scene(RULES);
        scene.sample("up{job=\"a\"}", 0, 1);
        scene.evaluate(0);
        scene.sample("up{job=\"a\"}", 1000, Samples.STALE);

        scene.evaluate(2000);

        assertThat(scene.writtenAt(2000))
                .containsExactlyInAnyOrder(
                        "job:up:sum{env=\"live\", job=\"a\", team=\"one\"} stale",
                        "all:up:sum{env=\"test\", team=\"one\"} stale");
    }

    @Test
    void aScalarIsASeriesWithoutLabels() {
        var scene = new Scene("groups: [{name: g, rules: [{record: seven, expr: 3 + 4}]}]");

        scene.evaluate(5);

        assertThat(scene.writtenAt(5)).containsExactly("seven{} 7");
    }

    @Test
    void queriesLookBackByTheOffsetAndResultsAreOfThen() {
        var scene =
                new Scene("groups: [{name: g, query_offset: 1m, rules: [{record: r, expr: up}]}]");
        scene.sample("up", 0, 1);
        scene.sample("up", 60_000, 2);

        scene.evaluate(90_000);

        assertThat(scene.writtenAt(30_000)).containsExactly("r{} 1");
        assertThat(scene.written).hasSize(1);
    }

    @Test
    void aRuleThatFailsKeepsWhatItWroteAndDoesNotStopTheOthers() {
        var scene =
                new Scene(
                        """
                        groups:
                          - name: g
                            rules:
                              - record: r
                                expr: up
                                labels: {job: same}
                              - record: s
                                expr: 1
                        """);
        scene.sample("up{job=\"a\"}", 0, 1);
        scene.evaluate(0);
        scene.sample("up{job=\"b\"}", 500, 1);

        var evaluation = scene.evaluate(1000).getFirst();

        assertThat(evaluation.failures().toString())
                .isEqualTo(
                        "[group \"g\", rule 1, \"r\": vector contains metrics with the same labelset"
                                + " after applying rule labels]");
        assertThat(scene.writtenAt(1000)).containsExactly("s{} 1");
        assertThat(evaluation.state().rules().getFirst().health()).isEqualTo(RuleState.Health.BAD);
    }

    @Test
    void twoRulesThatWriteDifferentValuesOfASeriesFail() {
        var scene =
                new Scene(
                        "groups: [{name: g, rules: [{record: r, expr: 1}, {record: r, expr: 2}]}]");

        var evaluation = scene.evaluate(0).getFirst();

        assertThat(evaluation.failures().toString())
                .isEqualTo("[group \"g\", rule 2, \"r\": duplicate sample for timestamp]");
    }

    @Test
    void moreSeriesThanTheLimitFailTheRule() {
        var scene = new Scene("groups: [{name: g, limit: 1, rules: [{record: r, expr: up}]}]");
        scene.sample("up{job=\"a\"}", 0, 1);
        scene.sample("up{job=\"b\"}", 0, 1);

        var evaluation = scene.evaluate(0).getFirst();

        assertThat(evaluation.failures())
                .extracting(RuleEvaluator.Failure::message)
                .containsExactly("exceeded limit of 1 with 2 series");
    }

    @Test
    void afterAChangeOfTheFileRulesGoOnAndWhatIsGoneIsEnded() {
        var scene = new Scene(RULES);
        scene.sample("up{job=\"a\"}", 0, 1);
        scene.evaluate(0);
        RuleGroup before = scene.groups.getFirst();
        RuleGroup after = Scene.groups(RULES.replace("all:up:sum", "every:up:sum")).getFirst();
        var changed = new Scene(RULES.replace("all:up:sum", "every:up:sum"));
        changed.sample("up{job=\"a\"}", 0, 1);

        changed.states.set(0, scene.states.getFirst().carriedOver(before, after));
        changed.evaluate(1000);

        assertThat(changed.writtenAt(1000))
                .containsExactlyInAnyOrder(
                        "job:up:sum{env=\"live\", job=\"a\", team=\"one\"} 1",
                        "every:up:sum{env=\"test\", team=\"one\"} 1",
                        "all:up:sum{env=\"test\", team=\"one\"} stale");
        assertThat(changed.states.getFirst().leftovers()).isEmpty();
    }

    @Test
    void groupsAreSpreadOverTheirInterval() {
        var one = Scene.groups("groups: [{name: a, interval: 1m, rules: []}]").getFirst();
        var other = Scene.groups("groups: [{name: b, interval: 1m, rules: []}]").getFirst();
        long now = 1_700_000_000_000L;

        List<Long> slots = List.of(one.slotBefore(now), other.slotBefore(now));

        assertThat(slots).allSatisfy(slot -> assertThat(slot).isBetween(now - 59_999, now));
        assertThat(slots.getFirst()).isNotEqualTo(slots.getLast());
        assertThat(one.slotBefore(slots.getFirst())).isEqualTo(slots.getFirst());
        assertThat(one.slotBefore(slots.getFirst() - 1)).isEqualTo(slots.getFirst() - 60_000);
    }
}
