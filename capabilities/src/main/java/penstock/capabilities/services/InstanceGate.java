package penstock.capabilities.services;

import java.time.Duration;

/// Says when an instance may be stopped. Owned by those who stop, answered by those who route.
public interface InstanceGate {
    /// Takes an instance out of traffic for good. True once no request can reach it and none is in flight, or `drain` has
    /// passed since it was taken off; false means: ask again soon.
    boolean condemn(String instanceId, Duration drain);
}
