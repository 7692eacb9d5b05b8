package penstock.capabilities.services;

import java.util.Optional;
import penstock.model.Default;

/// The `run` section of a service: what an instance is, how many there are, how one knows that it works, and how it
/// is started, limited and stopped.
///
/// @param process a program on this machine
/// @param instances of the stable version, 0 to 1,000
/// @param ready whether it may have traffic; without it: whether its port accepts a connection
/// @param live whether it must be restarted; asked from the first ready on
/// @param startup asked first, before `ready` and `live`, for programs that start slowly
public record RunSpec(
        Optional<ProcessSpec> process,
        @Default("1") int instances,
        Optional<ProbeSpec> ready,
        Optional<ProbeSpec> live,
        Optional<ProbeSpec> startup,
        @Default("{}") StopSpec stop,
        @Default("{}") LimitsSpec limits,
        @Default("{}") LogSpec log,
        @Default("{}") RestartSpec restart,
        Optional<MetricsSpec> metrics) {
    private static final int MAX_INSTANCES = 1_000;

    public RunSpec {
        if (process.isEmpty()) {
            throw new IllegalArgumentException(
                    "process: missing (expected: a process with its command)");
        }
        if (instances < 0 || instances > MAX_INSTANCES) {
            throw new IllegalArgumentException(
                    "instances: " + instances + " (expected: 0 to " + MAX_INSTANCES + ")");
        }
    }
}
