package penstock.capabilities.services;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import penstock.model.Condition;
import penstock.model.Default;
import penstock.model.Kind;
import penstock.model.Scope;

/// Something that runs and is reached over the network.
public final class Service {
    public static final Kind<Spec, Status> KIND =
            new Kind<>(
                    "Service",
                    "services",
                    Scope.ENVIRONMENT,
                    Spec.class,
                    Status.class,
                    new Status(
                            Optional.empty(), Optional.empty(), "0%", "0/0", List.of(), List.of()),
                    false);

    private Service() {}

    /// @param run what an instance is and how many there are
    /// @param route how it is reached; without it, it has no traffic through the gateway
    /// @param rollout how new releases are brought in
    public record Spec(
            RunSpec run, Optional<RouteSpec> route, @Default("canary") PlanChoice rollout) {}

    /// @param stable the version trusted now
    /// @param candidate the version on trial
    /// @param weight the candidate's share of users
    /// @param ready instances of stable that are ready, of those wanted
    public record Status(
            Optional<String> stable,
            Optional<String> candidate,
            @Default("0%") String weight,
            @Default("0/0") String ready,
            List<InstanceStatus> instances,
            List<Condition> conditions) {}

    /// One instance as last seen.
    ///
    /// @param address where it is reached; empty until that is known
    public record InstanceStatus(
            String id,
            String version,
            Instance.State state,
            int port,
            long pid,
            int restarts,
            Optional<Instant> started,
            @Default("''") String message,
            @Default("''") String address) {
        static InstanceStatus of(Instance instance) {
            return new InstanceStatus(
                    instance.id(),
                    instance.spec().version(),
                    instance.state(),
                    instance.port(),
                    instance.pid(),
                    instance.restarts(),
                    instance.started(),
                    instance.message(),
                    instance.endpoint().map(Endpoint::toString).orElse(""));
        }
    }
}
