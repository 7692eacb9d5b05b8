package penstock.capabilities.checks;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import penstock.capabilities.services.CheckSpec;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.source.EmbeddedSource;
import penstock.metrics.source.MetricAnswer;
import penstock.metrics.source.MetricQuery;
import penstock.metrics.source.MetricSource;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.model.Decoder;
import penstock.model.Text;
import penstock.model.Weight;

/// A place for measuring: a source of metrics with samples up to now, and what is measured.
final class Bench implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private final TimeSeriesStore store;
    private final MetricSource source;

    Bench(Path folder) {
        store = TimeSeriesStore.open(folder, StoreSettings.DEFAULTS, () -> NOW);
        source = new EmbeddedSource(() -> Optional.of(store), new Engine(EngineOptions.DEFAULT));
    }

    /// One sample every 15 s of the last so long, each by its age.
    Bench series(String name, String version, Duration length, Function<Duration, Double> value) {
        return series(
                Labels.builder().set(Labels.NAME, name).set("version", version), length, value);
    }

    Bench series(Labels.Builder labels, Duration length, Function<Duration, Double> value) {
        var batch = store.batch();
        var series = batch.series(labels.build(), "test");
        for (var age = length; !age.isNegative(); age = age.minusSeconds(15)) {
            batch.sample(series, NOW.minus(age).toEpochMilli(), value.apply(age));
        }
        batch.commit();
        return this;
    }

    /// What the gateway tells of a version: a counter that grows by this in each second.
    Bench counter(String name, String version, Duration length, double rate) {
        var labels =
                Labels.builder()
                        .set(Labels.NAME, name)
                        .set("job", "gateway")
                        .set("environment", "production")
                        .set("service", "shop")
                        .set("role", "candidate")
                        .set("version", version);
        return series(labels, length, age -> rate * length.minus(age).toSeconds());
    }

    Gauge gauge() {
        return gauge(source);
    }

    static Gauge gauge(MetricSource source) {
        return new Gauge(
                () -> Optional.of(new AskedSource(source, AskedSource.Grammar.UNKNOWN)), () -> NOW);
    }

    /// A source that gives this answer to everything.
    static Gauge answering(MetricAnswer answer) {
        return gauge(
                new MetricSource() {
                    @Override
                    public MetricAnswer instant(MetricQuery query, long time) {
                        return answer;
                    }

                    @Override
                    public MetricAnswer range(MetricQuery query, Times times) {
                        return answer;
                    }
                });
    }

    static CheckOrder order(String check) {
        return order(check, "http://127.0.0.1:9", Duration.ofMinutes(30), true);
    }

    static CheckOrder order(String check, String url, Duration window, boolean isLast) {
        return new CheckOrder(
                "test",
                Decoder.decode(
                        CheckSpec.class, Text.readYaml(check, "check").getFirst(), "", "check"),
                new Subject(
                        "production",
                        "shop",
                        "1.1.0",
                        "1.0.0",
                        "shop-2",
                        "progressing",
                        1,
                        Weight.percent(5),
                        url),
                window,
                isLast);
    }

    Finding measure(String check) throws InterruptedException {
        return gauge().measure(order(check));
    }

    @Override
    public void close() {
        store.close();
    }
}
