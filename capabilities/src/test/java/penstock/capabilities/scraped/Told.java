package penstock.capabilities.scraped;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.source.EmbeddedSource;
import penstock.metrics.source.MetricSource;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;

/// A real store of series with the real engine over it, into which tests write what instances told.
public final class Told implements AutoCloseable {
    /// When everything begins.
    public static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    private final TimeSeriesStore store;
    private boolean isThere = true;

    public Told(Path folder) {
        store =
                TimeSeriesStore.open(
                        folder, StoreSettings.DEFAULTS, () -> START.plusSeconds(7_200));
    }

    /// Milliseconds since 1970, so many seconds after the beginning.
    public static long at(double seconds) {
        return START.toEpochMilli() + Math.round(seconds * 1_000);
    }

    /// The source of answers over it; without one while it is away.
    public MetricSource source() {
        return new EmbeddedSource(
                () -> isThere ? Optional.of(store) : Optional.empty(),
                new Engine(EngineOptions.DEFAULT));
    }

    /// Whether the source answers.
    public void setThere(boolean there) {
        isThere = there;
    }

    /// One scrape of one instance.
    public Scrape scrape(double seconds, String version, String instance) {
        return new Scrape(at(seconds), version, instance).add("up", 1);
    }

    /// Samples of one moment, which are stored together.
    public final class Scrape {
        private record Sample(Labels labels, double value) {}

        private final long time;
        private final String version;
        private final String instance;
        private final List<Sample> samples = new ArrayList<>();

        private Scrape(long time, String version, String instance) {
            this.time = time;
            this.version = version;
            this.instance = instance;
        }

        public Scrape add(String name, double value, String... more) {
            var labels =
                    Labels.builder()
                            .set(Labels.NAME, name)
                            .set("job", "production/shop")
                            .set("environment", "production")
                            .set("service", "shop")
                            .set("version", version)
                            .set("instance", instance);
            for (int i = 0; i < more.length; i += 2) {
                labels.set(more[i], more[i + 1]);
            }
            samples.add(new Sample(labels.build(), value));
            return this;
        }

        /// A histogram of values between 0.8 and 1, in buckets of 0.02, of which so many were in the middle of each.
        public Scrape addScores(String name, double... counts) {
            double sum = 0;
            double all = 0;
            for (int i = 0; i < counts.length; i++) {
                all += counts[i];
                sum += counts[i] * (0.81 + 0.02 * i);
                add(name + "_bucket", all, "le", String.valueOf((82 + 2 * i) / 100.0));
            }
            return add(name + "_bucket", all, "le", "+Inf")
                    .add(name + "_sum", sum)
                    .add(name + "_count", all);
        }

        public void store() {
            var batch = store.batch();
            for (var sample : samples) {
                batch.sample(batch.series(sample.labels(), instance), time, sample.value());
            }
            batch.commit();
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
