package penstock.metrics.scrape.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.metrics.YamlReader;
import penstock.metrics.labels.Labels;
import penstock.metrics.scrape.ScrapeTarget;
import penstock.metrics.scrape.TargetPool;

/// What becomes of the labels of what was found.
final class JobTargetsTest {
    private final List<String> faults = new ArrayList<>();

    private TargetPool targets(String job, TargetGroup... found) {
        var file = ScrapeFile.read(YamlReader.read("scrape_configs: [" + job + "]"), Path.of("/"));
        assertThat(file.mistakes()).isEmpty();
        return JobTargets.of(file.jobs().getFirst(), List.of(found), faults);
    }

    private ScrapeTarget only(String job) {
        var pool = targets(job);
        assertThat(faults).isEmpty();
        assertThat(pool.targets()).hasSize(1);
        return pool.targets().getFirst();
    }

    @Test
    void aTargetHasItsJobAndItsAddressAsInstance() {
        var target = only("{ job_name: a, static_configs: [{ targets: ['h:1'] }] }");

        assertThat(target.labels()).isEqualTo(Labels.of("job", "a", "instance", "h:1"));
        assertThat(target.url()).hasToString("http://h:1/metrics");
        assertThat(target.discovered())
                .isEqualTo(
                        Labels.of(
                                "__address__", "h:1",
                                "__metrics_path__", "/metrics",
                                "__scheme__", "http",
                                "__scrape_interval__", "1m",
                                "__scrape_timeout__", "10s",
                                "job", "a"));
    }

    @Test
    void parametersAndPathAreEncoded() {
        var target =
                only(
                        "{ job_name: a, metrics_path: 'a b', params: { q: ['x&y', 'ü'] },"
                                + " static_configs: [{ targets: ['[::1]:9'] }] }");

        assertThat(target.url()).hasToString("http://[::1]:9/a%20b?q=x%26y&q=%C3%BC");
    }

    @Test
    void relabellingDecidesWhereATargetIsAndHowItIsScraped() {
        var target =
                only(
                        """
                        { job_name: probe, metrics_path: /probe, static_configs: [{ targets: ['shop.example'] }],
                          relabel_configs: [
                            { source_labels: [__address__], target_label: __param_target },
                            { source_labels: [__address__], target_label: instance },
                            { target_label: __address__, replacement: 'prober:9115' },
                            { target_label: __scheme__, replacement: https },
                            { target_label: __scrape_interval__, replacement: 5s },
                            { target_label: __scrape_timeout__, replacement: 2s },
                            { target_label: __meta_x, replacement: gone } ] }
                        """);

        assertThat(target.url()).hasToString("https://prober:9115/probe?target=shop.example");
        assertThat(target.labels())
                .isEqualTo(Labels.of("job", "probe", "instance", "shop.example"));
        assertThat(target.settings().interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(target.settings().timeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whatRulesDropIsCountedWithItsLabelsOfBefore() {
        var pool =
                targets(
                        "{ job_name: a, static_configs: [{ targets: ['h:1', 'h:2'] }],"
                                + " relabel_configs: [{ source_labels: [__address__], regex: 'h:1', action: drop }] }");

        assertThat(pool.targets()).hasSize(1);
        assertThat(pool.droppedCount()).isEqualTo(1);
        assertThat(pool.dropped().getFirst().discovered().get("__address__")).isEqualTo("h:1");
    }

    @Test
    void whatCannotBeATargetIsToldAndDropsNoOther() {
        var pool =
                targets(
                        "{ job_name: a, static_configs: [{ targets: ['h:1'] }] }",
                        new TargetGroup(
                                List.of(
                                        Labels.of("x", "y"),
                                        Labels.of("__address__", "h:2/metrics"),
                                        Labels.of("__address__", "h:3", "__scheme__", "ftp"),
                                        Labels.of("__address__", "h:4", "__scrape_timeout__", "5m"),
                                        Labels.of("__address__", "h:x y"))));

        assertThat(pool.targets()).hasSize(1);
        assertThat(pool.droppedCount()).isEqualTo(5);
        assertThat(faults).hasSize(5).allMatch(fault -> fault.startsWith("job \"a\": {"));
        assertThat(faults.getFirst()).endsWith("is no target: no address");
    }

    @Test
    void withMoreTargetsThanTheLimitNoneIsAsked() {
        var pool =
                targets(
                        "{ job_name: a, target_limit: 1, static_configs: [{ targets: ['h:1', 'h:2'] }] }");

        assertThat(pool.targets())
                .hasSize(2)
                .allMatch(
                        target ->
                                target.where() instanceof ScrapeTarget.Nowhere(_, var reason)
                                        && reason.equals(
                                                "2 targets (expected: at most 1, the target_limit)"));
    }
}
