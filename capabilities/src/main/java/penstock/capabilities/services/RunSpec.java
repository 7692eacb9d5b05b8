package penstock.capabilities.services;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.model.Default;

/// The `run` section of a service: what an instance is, how many there are, how one knows that it works, and how it
/// is started, limited and stopped.
///
/// @param process a program on this machine
/// @param external instead: instances that somebody else starts and stops
/// @param instances of the stable version, 0 to 1,000; of a process only
/// @param ready whether it may have traffic; without it: whether its port accepts a connection
/// @param live whether it must be restarted; asked from the first ready on
/// @param tls whether the instances speak TLS, and how; without it nothing is encrypted
/// @param startup asked first, before `ready` and `live`, for programs that start slowly
public record RunSpec(
        Optional<ProcessSpec> process,
        Optional<ExternalSpec> external,
        @Default("1") int instances,
        Optional<ProbeSpec> ready,
        Optional<ProbeSpec> live,
        Optional<ProbeSpec> startup,
        @Default("{}") StopSpec stop,
        @Default("{}") LimitsSpec limits,
        @Default("{}") LogSpec log,
        @Default("{}") RestartSpec restart,
        Optional<MetricsSpec> metrics,
        Optional<TlsSpec> tls) {
    private static final int MAX_INSTANCES = 1_000;

    public RunSpec {
        if (process.isEmpty() && external.isEmpty()) {
            throw new IllegalArgumentException(
                    "process: missing (expected: a process with its command, or external with the addresses of instances that run elsewhere)");
        }
        if (process.isPresent() && external.isPresent()) {
            throw new IllegalArgumentException("external: beside process (expected: one of them)");
        }
        if (instances < 0 || instances > MAX_INSTANCES) {
            throw new IllegalArgumentException(
                    "instances: " + instances + " (expected: 0 to " + MAX_INSTANCES + ")");
        }
        if (tls.isPresent() && metrics.isPresent()) {
            throw new IllegalArgumentException(
                    "metrics: given beside tls (expected: without; a job of the scraping file can ask over https)");
        }
        if (external.isPresent()) {
            var misplaced = new ArrayList<String>();
            live.ifPresent(_ -> misplaced.add("live"));
            startup.ifPresent(_ -> misplaced.add("startup"));
            addIf(instances != 1, "instances", misplaced);
            addIf(!limits.isEmpty(), "limits", misplaced);
            addIf(!log.equals(LogSpec.USUAL), "log", misplaced);
            addIf(!restart.equals(RestartSpec.USUAL), "restart", misplaced);
            addIf(!stop.grace().equals(StopSpec.USUAL.grace()), "stop.grace", misplaced);
            addIf(
                    ready.filter(probe -> !probe.command().isEmpty()).isPresent(),
                    "ready.command",
                    misplaced);
            if (!misplaced.isEmpty()) {
                throw new IllegalArgumentException(
                        String.join(", ", misplaced)
                                + ": given (expected: none with external, as somebody else starts, limits and stops its instances)");
            }
        }
    }

    private static void addIf(boolean isGiven, String word, List<String> misplaced) {
        if (isGiven) {
            misplaced.add(word);
        }
    }

    /// How many instances there are of it, or will be.
    public int size() {
        return external.map(spec -> Math.max(1, spec.addresses().size())).orElse(instances);
    }

    /// The same at other addresses.
    public RunSpec at(List<Address> addresses) {
        return new RunSpec(
                process,
                external.map(spec -> spec.with(addresses)),
                instances,
                ready,
                live,
                startup,
                stop,
                limits,
                log,
                restart,
                metrics,
                tls);
    }

    /// The same with another word about TLS.
    RunSpec with(TlsSpec other) {
        return new RunSpec(
                process,
                external,
                instances,
                ready,
                live,
                startup,
                stop,
                limits,
                log,
                restart,
                metrics,
                Optional.of(other));
    }
}
