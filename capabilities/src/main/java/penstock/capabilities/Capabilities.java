package penstock.capabilities;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import penstock.capabilities.checks.CheckRunner;
import penstock.capabilities.rollout.Judging;
import penstock.capabilities.rollout.Rollouts;
import penstock.capabilities.routing.Routing;
import penstock.capabilities.services.Services;
import penstock.capabilities.services.Target;
import penstock.capabilities.telemetry.Telemetry;
import penstock.kernel.Capability;

/// The list of everything Penstock can do. A new capability is one package and one entry here.
public final class Capabilities {
    private Capabilities() {}

    /// @param artefacts finds the file of a digest
    public static List<Capability> all(
            Target target,
            Function<String, Optional<Path>> artefacts,
            Judging judging,
            CheckRunner checks,
            InstantSource clock) {
        return List.of(
                Services.capability(
                        Rollouts.serviceActions(target, artefacts, judging, checks, clock),
                        (wanted, lookup) -> Rollouts.checkPlan(wanted, lookup, checks)),
                Routing.capability(),
                Rollouts.capability(judging, checks, clock),
                Telemetry.capability());
    }
}
