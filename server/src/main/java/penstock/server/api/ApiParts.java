package penstock.server.api;

import java.util.Optional;
import penstock.capabilities.rollout.Evidences;
import penstock.kernel.ResourceService;
import penstock.server.prometheus.PrometheusApi;
import penstock.server.receive.Receiver;
import penstock.server.rules.RuleWork;

/// Everything the API stands on. An absent part answers its routes with `unavailable`.
///
/// @param administratorToken for all of `/api`
/// @param gatewayToken for all of `/internal`
/// @param version of the program
public record ApiParts(
        ResourceService resources,
        AuditLog audit,
        Readiness readiness,
        Optional<Artefacts> artefacts,
        Optional<GatewayLink> gateway,
        Optional<LogSource> logs,
        Optional<Evidences> evidence,
        Metrics metrics,
        String administratorToken,
        String gatewayToken,
        String version) {

    /// What asks of metrics, works with their rules, and takes those that others send.
    public record Metrics(
            Optional<PrometheusApi> prometheus,
            Optional<RuleWork> rules,
            Optional<Receiver> receiver) {
        public static final Metrics NONE =
                new Metrics(Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "ApiParts " + version;
    }
}
