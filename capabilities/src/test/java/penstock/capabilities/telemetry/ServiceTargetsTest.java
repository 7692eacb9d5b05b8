package penstock.capabilities.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.MetricsSpec;
import penstock.capabilities.services.RunSpec;
import penstock.metrics.labels.Labels;
import penstock.metrics.scrape.ScrapeTarget;
import penstock.metrics.scrape.TargetPool;
import penstock.model.Decoder;
import penstock.model.Text;

/// Which instances are scraped, and under which labels.
final class ServiceTargetsTest {
    private static Instance instance(
            String service,
            String id,
            String metrics,
            Instance.State state,
            int pid,
            int restarts) {
        var run =
                Decoder.decode(
                        RunSpec.class,
                        Text.readYaml("{ process: { command: [x] }" + metrics + " }", "test")
                                .getFirst(),
                        "",
                        "");
        return new Instance(
                new InstanceSpec(id, service, "1.2.3", "r", run, Map.of(), Optional.empty()),
                state,
                "127.0.0.1",
                4_711,
                pid,
                Optional.empty(),
                Instant.EPOCH,
                restarts,
                Optional.empty(),
                "Exited",
                "",
                List.of());
    }

    private static Instance in(Instance.State state, int pid, int restarts) {
        return instance("staging/shop", "shop.1", ", metrics: /metrics", state, pid, restarts);
    }

    @Test
    void aReadyInstanceIsATargetOfItsService() {
        var pools =
                ServiceTargets.of(
                        List.of(
                                instance(
                                        "staging/shop",
                                        "shop.1",
                                        ", metrics: { http: /m?a=b, every: 20s }",
                                        Instance.State.READY,
                                        7,
                                        0),
                                in(Instance.State.READY, 8, 0),
                                instance(
                                        "production/shop",
                                        "shop.2",
                                        ", metrics: /metrics",
                                        Instance.State.NOT_READY,
                                        9,
                                        0),
                                instance(
                                        "staging/other",
                                        "other.1",
                                        "",
                                        Instance.State.READY,
                                        9,
                                        0)));

        assertThat(pools)
                .extracting(TargetPool::name)
                .containsExactly("production/shop", "staging/shop");
        var target = pools.getLast().targets().getFirst();
        assertThat(target.labels())
                .isEqualTo(
                        Labels.of(
                                "job", "staging/shop",
                                "environment", "staging",
                                "service", "shop",
                                "version", "1.2.3",
                                "instance", "shop.1"));
        assertThat(target.where())
                .isEqualTo(new ScrapeTarget.At(URI.create("http://127.0.0.1:4711/m?a=b")));
        assertThat(target.settings().interval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(target.settings().timeout()).isEqualTo(Duration.ofSeconds(10));
        var usual = pools.getLast().targets().getLast().settings();
        assertThat(usual.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(usual.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(usual.http().follows()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Instance.State.class,
            names = {"STARTING", "STOPPING", "FAILED", "EXITED"})
    void whatIsNotYetOrNoLongerThereIsNone(Instance.State state) {
        assertThat(ServiceTargets.of(List.of(in(state, 7, 0)))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Instance.State.class,
            names = {"BACKING_OFF", "CRASH_LOOPING"})
    void whatIsToBeStartedAgainIsDownAndItsPortIsNotAsked(Instance.State state) {
        var target = ServiceTargets.of(List.of(in(state, 0, 1))).getFirst().targets().getFirst();

        assertThat(target.where())
                .isEqualTo(
                        new ScrapeTarget.Nowhere(
                                URI.create("http://127.0.0.1:4711/metrics"),
                                "the instance has no process: Exited"));
    }

    @Test
    void whatIsBeingStartedAgainIsAsked() {
        var pools = ServiceTargets.of(List.of(in(Instance.State.STARTING, 7, 1)));

        assertThat(pools.getFirst().targets().getFirst().where())
                .isInstanceOf(ScrapeTarget.At.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics", "/a b", "/a#b", "/%zz"})
    void aPathThatCannotBeAskedIsRefused(String path) {
        assertThatThrownBy(() -> new MetricsSpec(path, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("http: \"" + path + "\" (expected: a path such as /metrics)");
    }
}
