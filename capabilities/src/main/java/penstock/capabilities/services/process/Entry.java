package penstock.capabilities.services.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.RunSpec;
import penstock.model.Default;

/// What the journal keeps of an instance. Without a process, an instance that is starting was about to be spawned:
/// whether it was, its mark tells.
///
/// @param exits unasked ones, of the restart window
/// @param wasReady whether any of its processes ever was
/// @param retryAt when the next attempt is due
record Entry(
        Written spec,
        Instance.State state,
        int port,
        Optional<ProcessId> process,
        Optional<Instant> started,
        Instant since,
        int restarts,
        List<Instant> exits,
        Optional<Instance.Exit> lastExit,
        @Default("false") boolean wasReady,
        Optional<Instant> retryAt,
        Optional<Stopping> stopping,
        @Default("''") String reason,
        @Default("''") String message,
        List<String> notes) {

    /// An end that was asked for.
    ///
    /// @param at when; TERM was sent at once
    /// @param grace from then to KILL
    record Stopping(Instant at, Duration grace, Then then) {}

    /// What follows when all processes have ended.
    enum Then {
        END,
        RESTART,
        FAIL
    }

    /// An instance's specification with its path as text.
    record Written(
            String id,
            String service,
            String version,
            String release,
            RunSpec run,
            Map<String, String> env,
            Optional<String> artefact,
            @Default("false") boolean isBaseline) {
        static Written of(InstanceSpec spec) {
            return new Written(
                    spec.id(),
                    spec.service(),
                    spec.version(),
                    spec.release(),
                    spec.run(),
                    spec.env(),
                    spec.artefact().map(Path::toString),
                    spec.isBaseline());
        }

        InstanceSpec spec() {
            return new InstanceSpec(
                    id,
                    service,
                    version,
                    release,
                    run,
                    env,
                    artefact.map(Path::of),
                    isBaseline,
                    Optional.empty());
        }
    }
}
