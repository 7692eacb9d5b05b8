package penstock.server.wiring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.InstanceLog;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.RunSpec;
import penstock.capabilities.services.Target;
import penstock.model.Violation;

/// All targets as one: processes of this machine, and instances that somebody else runs.
///
/// @param processes those that Penstock starts
/// @param external those that it only asks
record Targets(Target processes, Target external) implements Target {
    @Override
    public List<Instance> instances() {
        return Stream.of(processes, external)
                .flatMap(target -> target.instances().stream())
                .sorted(Comparator.comparing(Instance::id))
                .toList();
    }

    @Override
    public Optional<Instance> instance(String id) {
        return processes.instance(id).or(() -> external.instance(id));
    }

    @Override
    public void start(InstanceSpec spec) {
        (spec.elsewhere().isPresent() ? external : processes).start(spec);
    }

    @Override
    public void stop(String id, Duration grace) {
        processes.stop(id, grace);
        external.stop(id, grace);
    }

    @Override
    public void forget(String id) {
        processes.forget(id);
        external.forget(id);
    }

    @Override
    public void onChange(Consumer<String> listener) {
        processes.onChange(listener);
        external.onChange(listener);
    }

    @Override
    public List<Violation> check(RunSpec run, Optional<Path> artefact) {
        return (run.external().isPresent() ? external : processes).check(run, artefact);
    }

    @Override
    public Optional<InstanceLog> log(String service, String id) {
        return processes.log(service, id);
    }
}
