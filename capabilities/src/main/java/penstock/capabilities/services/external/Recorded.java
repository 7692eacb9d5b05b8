package penstock.capabilities.services.external;

import java.time.Instant;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.RunSpec;
import penstock.model.Default;

/// What is kept of an instance that was ready once, so that the next server goes on with it.
///
/// @param state `READY` or `NOT_READY`
record Recorded(
        String id,
        String service,
        String version,
        String release,
        RunSpec run,
        String host,
        int port,
        Instance.State state,
        Instant since,
        @Default("''") String reason,
        @Default("''") String message) {

    static Recorded of(Instance instance) {
        var spec = instance.spec();
        return new Recorded(
                spec.id(),
                spec.service(),
                spec.version(),
                spec.release(),
                spec.run(),
                instance.host(),
                instance.port(),
                instance.state(),
                instance.since(),
                instance.reason(),
                instance.message());
    }

    InstanceSpec spec() {
        return InstanceSpec.elsewhere(id, service, version, release, run, new Endpoint(host, port));
    }
}
