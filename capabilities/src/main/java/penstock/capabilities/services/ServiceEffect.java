package penstock.capabilities.services;

/// What a service's controller does to its instances.
sealed interface ServiceEffect {
    record Start(InstanceSpec instance) implements ServiceEffect {}

    /// Ends an instance, once it is drained.
    record Stop(Instance instance) implements ServiceEffect {}

    record Forget(String instanceId) implements ServiceEffect {}
}
