package penstock.server.api;

import java.util.Optional;
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
        Optional<PrometheusApi> prometheus,
        Optional<RuleWork> rules,
        Optional<Receiver> receiver,
        String administratorToken,
        String gatewayToken,
        String version) {
    /// With what takes the metrics that others send.
    public ApiParts with(Receiver taking) {
        return new ApiParts(
                resources,
                audit,
                readiness,
                artefacts,
                gateway,
                logs,
                prometheus,
                rules,
                Optional.of(taking),
                administratorToken,
                gatewayToken,
                version);
    }

    @Override
    public String toString() {
        return "ApiParts " + version;
    }
}
