package penstock.server.api;

import java.util.Optional;
import penstock.kernel.ResourceService;
import penstock.server.prometheus.PrometheusApi;
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
        Optional<PrometheusApi> prometheus,
        Optional<RuleWork> rules,
        String administratorToken,
        String gatewayToken,
        String version) {
    @Override
    public String toString() {
        return "ApiParts " + version;
    }
}
