package penstock.capabilities.telemetry.detectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.telemetry.Figures;
import penstock.capabilities.telemetry.Meaning;
import penstock.kernel.LogKeys;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.source.MetricSource;
import penstock.model.Ref;

/// Looks at all detectors in turn, each when its next point is due, on one thread: training takes seconds of a processor, and
/// there is no hurry.
public final class Watching implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watching.class);
    private static final long LOOK_MILLIS = 250;

    private final Path folder;
    private final InstantSource clock;
    private final Map<Ref, Watched> detectors = new ConcurrentHashMap<>();

    /// What the status says.
    private final Map<Ref, View> told = new ConcurrentHashMap<>();

    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Consumer<Ref> listener = _ -> {};
    private @Nullable Thread thread;

    /// @param folder of the models
    public Watching(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /// Calls the listener when there is something new to tell about a detector. It returns quickly.
    public void onNews(Consumer<Ref> newListener) {
        listener = newListener;
    }

    /// Begins to look.
    ///
    /// @param source closed at the end
    public void start(MetricSource source) {
        thread = Thread.ofPlatform().daemon().name("detectors").start(() -> run(source));
    }

    private void run(MetricSource source) {
        try {
            while (!end.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                detectors.forEach((ref, watched) -> look(source, ref, watched));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            source.close();
        }
    }

    private void look(MetricSource source, Ref ref, Watched watched) {
        if (end.getCount() == 0 || !watched.isDue(clock.millis())) {
            return;
        }
        try {
            watched.look(source, cancellation, clock.millis());
            if (!detectors.containsKey(ref)) {
                // Forgotten meanwhile; what the look has kept must not stay behind.
                forget(ref);
                return;
            }
        } catch (RuntimeException | Error e) {
            // The next point may do; nobody else does this work.
            LOG.atError()
                    .setCause(e)
                    .addKeyValue(LogKeys.RESOURCE, ref)
                    .log("detector not looked at, will try again");
        }
        var view = watched.view();
        var before = told.get(ref);
        if (before == null || view.isNewsAfter(before)) {
            told.put(ref, view);
            listener.accept(ref);
        }
    }

    Optional<View> view(Ref detector) {
        return Optional.ofNullable(told.get(detector));
    }

    /// Watches from now on as the spec says; with another spec than before, with a new model.
    void watch(Ref detector, Detector.Spec spec) {
        detectors.compute(
                detector,
                (ref, present) ->
                        present != null && present.spec().equals(spec)
                                ? present
                                : new Watched(spec, file(ref), ref.toString().hashCode()));
    }

    private ModelFile file(Ref detector) {
        var environment = detector.environment().orElseThrow().value();
        return new ModelFile(
                folder.resolve(environment).resolve(detector.name().value() + ".model"));
    }

    /// Whether anything of a detector is left.
    boolean isKept(Ref detector) {
        return detectors.containsKey(detector) || file(detector).exists();
    }

    void forget(Ref detector) {
        detectors.remove(detector);
        told.remove(detector);
        try {
            file(detector).delete();
        } catch (IOException e) {
            throw new UncheckedIOException(file(detector) + " cannot be deleted", e);
        }
    }

    /// The scores of all detectors of which something is known.
    public void tell(Figures figures) {
        detectors.forEach(
                (ref, watched) -> {
                    var view = watched.view();
                    var isKnown =
                            view.state() == Detector.State.USUAL
                                    || view.state() == Detector.State.ANOMALOUS;
                    if (isKnown && view.last().isPresent()) {
                        var labels =
                                Labels.of(
                                        "job",
                                        "penstock",
                                        "detector",
                                        ref.name().value(),
                                        "environment",
                                        ref.environment().orElseThrow().value());
                        figures.gauge(
                                labels.with(Labels.NAME, Meaning.ANOMALY_SCORE),
                                view.last().get().score());
                        figures.gauge(
                                labels.with(Labels.NAME, Meaning.ANOMALY),
                                view.state() == Detector.State.ANOMALOUS ? 1.0 : 0.0);
                    }
                });
    }

    /// Ends after the detector that is being looked at; what it asks for is not waited for.
    @Override
    public void close() {
        end.countDown();
        cancellation.cancel();
        var running = thread;
        if (running != null) {
            try {
                // Not interrupted: that would close files under the hands of a query.
                running.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
