package penstock.testkit;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.source.EmbeddedSource;
import penstock.metrics.source.MetricSource;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;

/// Engine and store as a source.
final class EmbeddedSourceTest extends MetricSourceContract {
    private final Engine engine = new Engine(EngineOptions.DEFAULT);
    private @Nullable TimeSeriesStore store;

    @Override
    protected MetricSource open(List<Point> points, Path folder) {
        var opened =
                TimeSeriesStore.open(
                        folder,
                        StoreSettings.DEFAULTS,
                        () -> Instant.ofEpochMilli(points.getLast().time()));
        store = opened;
        var batch = opened.batch();
        for (var point : points) {
            batch.sample(batch.series(point.labels(), "test"), point.time(), point.value());
        }
        batch.commit();
        return new EmbeddedSource(() -> Optional.of(opened), engine);
    }

    @Override
    protected MetricSource withoutAnswers() {
        return new EmbeddedSource(Optional::empty, engine);
    }

    @Override
    protected void end() {
        if (store != null) {
            store.close();
        }
    }
}
