package penstock.capabilities.services.external;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.InstanceLog;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.RunSpec;
import penstock.capabilities.services.Target;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Violation;

/// Instances that somebody else runs. To start one means to ask it whether it is ready, to stop one means to ask no more: nothing
/// is done to the instance itself. What was known of them is on the disk, so that the next server begins with it.
public final class ExternalTarget implements Target, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalTarget.class);

    private final Records records;
    private final InstantSource clock;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /// @param data the data directory; records are below `run/external`
    public ExternalTarget(Path data, InstantSource clock) {
        this.records = new Records(data.resolve("run").resolve("external"));
        this.clock = clock;
    }

    /// Goes on with the instances that an earlier server knew.
    ///
    /// @throws ProblemException when the data directory cannot be used
    public void open() {
        try {
            records.open();
            for (var record : records.all()) {
                var found = Watched.resumed(record, records, clock, this::changed);
                watched.put(record.id(), found);
                found.begin();
            }
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            "The records of instances that run elsewhere cannot be used: "
                                    + e.getMessage()
                                    + " (expected: a data directory that the server can write)."),
                    e);
        }
    }

    @Override
    public List<Instance> instances() {
        return watched.values().stream()
                .map(Watched::snapshot)
                .sorted(Comparator.comparing(Instance::id))
                .toList();
    }

    @Override
    public Optional<Instance> instance(String id) {
        return Optional.ofNullable(watched.get(id)).map(Watched::snapshot);
    }

    @Override
    public void start(InstanceSpec spec) {
        var fresh = new Watched(spec, records, clock, this::changed);
        if (watched.putIfAbsent(spec.id(), fresh) == null) {
            fresh.begin();
            changed(spec.id());
        }
    }

    @Override
    public void stop(String id, Duration grace) {
        Optional.ofNullable(watched.get(id)).ifPresent(Watched::stop);
    }

    @Override
    public void forget(String id) {
        var found = watched.get(id);
        if (found != null && found.snapshot().isEnded()) {
            watched.remove(id);
            changed(id);
        }
    }

    @Override
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    @Override
    public List<Violation> check(RunSpec run, Optional<Path> artefact) {
        return List.of();
    }

    @Override
    public Optional<InstanceLog> log(String service, String id) {
        return Optional.empty();
    }

    private void changed(String id) {
        for (var listener : listeners) {
            try {
                listener.accept(id);
            } catch (RuntimeException | Error e) {
                LOG.atError().setCause(e).addKeyValue("instance", id).log("listener failed");
            }
        }
    }

    /// Asks no more; what is known of the instances stays.
    @Override
    public void close() {
        watched.values().forEach(Watched::leave);
    }
}
