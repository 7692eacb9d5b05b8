package penstock.capabilities.rollout;

import penstock.capabilities.rollout.Rollout.Figures;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Role;

/// What a gateway's report says of the two that are compared. Testers and other requests that asked for a version are no random share of
/// the users, so they are on neither side; nor are requests that the gateway shed or refused, as they say nothing about a version.
///
/// @param stable the users of stable's version: all others, or those of the fresh baseline
record Sides(EvidenceLine.Arm stable, EvidenceLine.Arm candidate) {

    /// @param version the candidate's
    /// @param compared the role of those that it is compared with
    static Sides of(GatewayReport report, String route, String version, Role compared) {
        var stable = EvidenceLine.Arm.NONE;
        var candidate = EvidenceLine.Arm.NONE;
        for (var each : report.observations()) {
            if (each.routeId().equals(route)) {
                if (each.role() == Role.CANDIDATE && each.versionId().equals(version)) {
                    candidate = candidate.plus(arm(each));
                } else if (each.role() == compared) {
                    stable = stable.plus(arm(each));
                }
            }
        }
        return new Sides(stable, candidate);
    }

    private static EvidenceLine.Arm arm(Observation seen) {
        return new EvidenceLine.Arm(
                figures(seen), ArmDetails.histogram(seen.latency()), ArmDetails.of(seen));
    }

    static Figures figures(Observation seen) {
        return new Figures(seen.served(), seen.failed(), seen.failingClients(), seen.rescued());
    }
}
