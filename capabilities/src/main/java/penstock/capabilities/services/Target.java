package penstock.capabilities.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import penstock.model.Violation;

/// The port behind which instances run: as processes, in containers, on another machine. A controller decides how
/// many instances exist; a target runs those it was told to, restarts them, and reports what it sees.
/// Everything may be repeated without harm, also after the server was restarted.
public interface Target {
    /// All instances it has a record of, those taken over from an earlier server included; sorted by id.
    List<Instance> instances();

    Optional<Instance> instance(String id);

    /// Starts an instance and returns at once. An id that is already known is left as it is, whatever its state.
    void start(InstanceSpec spec);

    /// Asks an instance to end, and ends it with everything it started after the grace. Unknown or ended ids are left
    /// as they are. Asked twice, the earlier end counts.
    void stop(String id, Duration grace);

    /// Removes the record of an ended instance; its log stays until it is pruned. Nothing happens to an instance
    /// that has not ended.
    void forget(String id);

    /// Calls the listener with the id of each instance whose observed state changed. The listener returns quickly.
    void onChange(Consumer<String> listener);

    /// What would keep an instance from being started here; paths are relative to the service's `spec`.
    List<Violation> check(RunSpec run, Optional<Path> artefact);

    /// The output of an instance, also of one that was forgotten and not yet pruned.
    Optional<InstanceLog> log(String service, String id);
}
