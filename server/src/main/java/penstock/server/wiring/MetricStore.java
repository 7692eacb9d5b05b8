package penstock.server.wiring;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.metrics.store.Condition;
import penstock.metrics.store.Maintenance;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.metrics.store.head.SeriesLimits;
import penstock.server.config.Settings;
import penstock.server.logging.LogKeys;

/// The store of time series of this server, opened beside everything else: the server starts and goes on without it. One that
/// cannot be opened is tried again now and then, so that a disk which has room again is enough.
public final class MetricStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricStore.class);

    private static final Duration MAINTENANCE = Duration.ofMinutes(1);

    /// A store that cannot be opened is tried again after so many samples were missed.
    private static final int RETRY = 12;

    private final Path folder;
    private final StoreSettings settings;
    private final Duration every;
    private final InstantSource clock;
    private final Consumer<TimeSeriesStore> sampling;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Set<Condition.Reason> told = EnumSet.noneOf(Condition.Reason.class);
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("metrics").factory());
    private volatile @Nullable TimeSeriesStore open;
    private volatile String failure = "";
    private @Nullable Maintenance maintenance;
    private int missed;
    private boolean isSamplingBroken;

    private MetricStore(
            Path folder,
            Settings.Metrics settings,
            InstantSource clock,
            Consumer<TimeSeriesStore> sampling) {
        this.folder = folder;
        this.settings = settings(settings);
        this.every = settings.every();
        this.clock = clock;
        this.sampling = sampling;
    }

    /// Begins to open the store, and returns at once.
    ///
    /// @param sampling called every `metrics.every` with the open store
    public static MetricStore start(
            Path folder,
            Settings.Metrics settings,
            InstantSource clock,
            Consumer<TimeSeriesStore> sampling) {
        var store = new MetricStore(folder, settings, clock, sampling);
        store.thread.execute(store::run);
        return store;
    }

    private static StoreSettings settings(Settings.Metrics from) {
        return StoreSettings.DEFAULTS
                .withRetention(from.retention(), from.maxSize().bytes())
                .withOutOfOrder(from.outOfOrder())
                .withLimits(
                        new SeriesLimits(
                                from.series(),
                                from.seriesPerTarget(),
                                from.labels(),
                                from.nameLength(),
                                from.valueLength()));
    }

    /// Empty while it is not open.
    public Optional<TimeSeriesStore> store() {
        return Optional.ofNullable(open);
    }

    /// What does not work, a sentence each.
    public List<String> impaired() {
        var store = open;
        if (store == null) {
            return failure.isEmpty() ? List.of() : List.of(sentence(failure));
        }
        return store.conditions().stream()
                .filter(MetricStore::isFault)
                .map(condition -> sentence(condition.message()))
                .toList();
    }

    /// What a crash always does is none.
    private static boolean isFault(Condition condition) {
        return condition.reason() != Condition.Reason.TORN_TAIL;
    }

    private static String sentence(String message) {
        return "Metrics: " + message + (message.endsWith(".") ? "" : ".");
    }

    private void run() {
        try {
            do {
                try {
                    look();
                } catch (RuntimeException | Error _) {
                    // Not even the failure could be told. Memory may be there next time, and nobody
                    // else does this work.
                }
            } while (!end.await(every.toMillis(), TimeUnit.MILLISECONDS));
            var store = open;
            if (store != null) {
                // what was counted since the last time
                sample(store);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            closeStore();
        }
    }

    private void look() {
        if (open == null && missed++ % RETRY == 0) {
            tryToOpen();
        }
        var store = open;
        if (store != null) {
            if (maintenance == null) {
                maintenance = store.maintainEvery(MAINTENANCE);
            }
            sample(store);
            tell(store);
        }
    }

    /// Whatever is wrong with the files of the store, the server is not to suffer from it.
    private void tryToOpen() {
        try {
            var store = TimeSeriesStore.open(folder, settings, clock);
            open = store;
            failure = "";
            LOG.atInfo().addKeyValue(LogKeys.DIRECTORY, folder).log("metrics store open");
        } catch (RuntimeException | Error e) {
            if (failure.isEmpty()) {
                LOG.atError()
                        .setCause(e)
                        .addKeyValue(LogKeys.DIRECTORY, folder)
                        .log("metrics store not open, will try again");
            }
            failure = e instanceof Error ? e.toString() : String.valueOf(e.getMessage());
        }
    }

    /// A sample that is not stored is missing, no more. The store itself says why.
    private void sample(TimeSeriesStore store) {
        try {
            sampling.accept(store);
            isSamplingBroken = false;
        } catch (RuntimeException | Error e) {
            if (!isSamplingBroken) {
                LOG.atWarn().setCause(e).log("own metrics not stored, will try again");
            }
            isSamplingBroken = true;
        }
    }

    private void tell(TimeSeriesStore store) {
        var present = EnumSet.noneOf(Condition.Reason.class);
        for (var condition : store.conditions()) {
            present.add(condition.reason());
            if (told.add(condition.reason())) {
                LOG.atWarn()
                        .addKeyValue(LogKeys.CAUSE, condition.message())
                        .log("metrics store impaired");
            }
        }
        told.retainAll(present);
    }

    private void closeStore() {
        var store = open;
        open = null;
        if (maintenance != null) {
            maintenance.close();
        }
        if (store != null) {
            store.close();
        }
    }

    /// Returns when the store is closed.
    @Override
    public void close() {
        end.countDown();
        thread.close();
    }
}
