package penstock.capabilities.services;

import java.util.Map;
import penstock.model.Ref;

/// What a service's controller does.
sealed interface ServiceEffect {
    record Start(InstanceSpec instance) implements ServiceEffect {}

    /// Ends an instance, once it is drained.
    record Stop(Instance instance) implements ServiceEffect {}

    /// Takes away the closure of a service that was deleted.
    record Open(Ref closure) implements ServiceEffect {}

    /// Looks up the names of these releases, and of no others of the service.
    record Follow(String service, Map<String, ExternalSpec> releases) implements ServiceEffect {}

    record Forget(String instanceId) implements ServiceEffect {}
}
