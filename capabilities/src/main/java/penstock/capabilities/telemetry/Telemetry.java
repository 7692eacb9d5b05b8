package penstock.capabilities.telemetry;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.telemetry.detectors.Detectors;
import penstock.gateway.routes.GatewayReport;
import penstock.kernel.Capability;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.TimeSeriesStore;
import penstock.metrics.store.head.Refusal;

/// Counts what gateways report, looks at the server and its machine, and stores all of it when it is told to.
public final class Telemetry {
    private static final Path PROC = Path.of("/proc");

    private final InstantSource clock;
    private final Traffic traffic;
    private final Machine machine;
    private final long since;
    private final List<Consumer<Figures>> others = new CopyOnWriteArrayList<>();
    private @Nullable Recorder recorder;

    /// @param data the data directory
    /// @param instances finds what an instance is of
    public Telemetry(
            Path data, InstantSource clock, Function<String, Optional<InstanceSpec>> instances) {
        this.clock = clock;
        this.traffic = new Traffic(clock, instances);
        this.machine = new Machine(PROC, data);
        this.since = clock.millis();
    }

    /// What it gives is queried, not declared, but for the detectors.
    public static Capability capability() {
        return new Capability(
                "telemetry",
                "Stores what the gateway counted and how the server is doing as time series, and watches series for anomalies.",
                List.of(Detectors.registration()));
    }

    /// Takes in a report once, however often it is sent. Never fails.
    public void accept(GatewayReport report) {
        traffic.accept(report);
    }

    /// Stores what another part tells too.
    ///
    /// @param source called with each sample; must not fail
    public void include(Consumer<Figures> source) {
        others.add(source);
    }

    /// Stores the figures of this moment. For one thread.
    ///
    /// @throws penstock.metrics.store.StoreException when the disk does not take them; they are part of the next ones
    public void sample(TimeSeriesStore store) {
        var present = recorder;
        if (present == null || !present.isOf(store)) {
            present = new Recorder(store, since);
            recorder = present;
        }
        present.record(
                clock.millis(),
                figures -> {
                    traffic.tell(figures);
                    machine.tell(figures);
                    tell(store, figures);
                    others.forEach(other -> other.accept(figures));
                });
    }

    private static void tell(TimeSeriesStore store, Figures figures) {
        var size = store.size();
        figures.gauge(named(Meaning.SERIES), size.series());
        figures.gauge(named(Meaning.DISK), size.blockBytes() + size.logBytes());
        for (Map.Entry<Refusal, Long> refused : store.refused().entrySet()) {
            var reason = refused.getKey().name().toLowerCase(java.util.Locale.ROOT);
            figures.counter(named(Meaning.REFUSED).with("reason", reason), refused.getValue());
        }
    }

    private static Labels named(String metric) {
        return Labels.of(Labels.NAME, metric, "job", "penstock");
    }
}
