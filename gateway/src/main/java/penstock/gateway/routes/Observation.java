package penstock.gateway.routes;

import java.util.Optional;

/// What one version of a route did since the previous report. All figures are sums, so observations of the same version merge.
///
/// A client's request counts once, when it ends, for the version its cohort chose, however many instances or rescues it took:
/// over all versions `requests` is the number of requests that clients made. (So a rescue adds nothing to stable, which would
/// otherwise be charged with a choice of requests that are known to fail.)
///
/// - `status`: the version's own answer, before any rescue. A request without one counts as a server error; one that its client
///   gave up counts as a client error; a tunnel as informational. The total is `requests`.
/// - `upstreamErrors`: attempts that ended without a whole, correct answer: connection refused, reset, timeout, malformed; or with an
///   answer 5xx that was not the last word. There
///   may be several in one request.
/// - `failedRequests`: requests with a 5xx answer or at least one upstream error, before rescue; also those that the gateway shed.
/// - `failingClients`: clients that the version failed, each counted once in 60 s.
/// - `rescued`: failed requests that stable answered with a status below 500.
/// - `latency`: of the version's own attempts, from the request's head to the end of the answer; for a rescued request to its
///   failure, for a tunnel to its opening.
/// - `troubles`: the failed requests by what happened, and those that the version answered 4xx.
/// - `unserved`: requests that say nothing about the version.
/// - `protection`: how its instances were spared.
/// - `clients`: the same by clients, on routes where they are counted (see `Rules`).
public record Observation(
        String routeId,
        String versionId,
        Role role,
        long requests,
        StatusCounts status,
        long upstreamErrors,
        long failedRequests,
        long failingClients,
        long rescued,
        LatencyHistogram latency,
        Troubles troubles,
        Unserved unserved,
        Optional<Clients> clients,
        Protection protection) {

    public Observation {
        Checks.text("routeId", routeId);
        Checks.text("versionId", versionId);
        Checks.range("requests", requests, 0, Long.MAX_VALUE);
        Checks.range("upstreamErrors", upstreamErrors, 0, Long.MAX_VALUE);
        Checks.range("failedRequests", failedRequests, 0, requests);
        Checks.range("failingClients", failingClients, 0, failedRequests);
        Checks.range("rescued", rescued, 0, Long.MAX_VALUE);
    }

    /// Without what reports before format 3 did not tell.
    public Observation(
            String routeId,
            String versionId,
            Role role,
            long requests,
            StatusCounts status,
            long upstreamErrors,
            long failedRequests,
            long failingClients,
            long rescued,
            LatencyHistogram latency) {
        this(
                routeId,
                versionId,
                role,
                requests,
                status,
                upstreamErrors,
                failedRequests,
                failingClients,
                rescued,
                latency,
                Troubles.NONE,
                Unserved.NONE,
                Optional.empty(),
                Protection.NONE);
    }

    /// Requests that tell something about the version.
    public long served() {
        return Math.max(0, requests - unserved.shed() - unserved.refused());
    }

    /// Requests that the version failed.
    public long failed() {
        return Math.max(0, failedRequests - unserved.shed());
    }

    /// True when the other observation is of the same version in the same role, so that the two may be added.
    public boolean isSameArm(Observation other) {
        return role == other.role
                && routeId.equals(other.routeId)
                && versionId.equals(other.versionId);
    }

    /// The sum of two observations of the same arm.
    public Observation plus(Observation other) {
        if (!isSameArm(other)) {
            throw new IllegalArgumentException(
                    "other: "
                            + other.routeId
                            + " "
                            + other.versionId
                            + " (expected: "
                            + routeId
                            + " "
                            + versionId
                            + ")");
        }
        return new Observation(
                routeId,
                versionId,
                role,
                requests + other.requests,
                status.plus(other.status),
                upstreamErrors + other.upstreamErrors,
                failedRequests + other.failedRequests,
                failingClients + other.failingClients,
                rescued + other.rescued,
                latency.plus(other.latency),
                troubles.plus(other.troubles),
                unserved.plus(other.unserved),
                sum(clients, other.clients),
                protection.plus(other.protection));
    }

    Observation with(Protection other) {
        return new Observation(
                routeId,
                versionId,
                role,
                requests,
                status,
                upstreamErrors,
                failedRequests,
                failingClients,
                rescued,
                latency,
                troubles,
                unserved,
                clients,
                other);
    }

    private static Optional<Clients> sum(Optional<Clients> one, Optional<Clients> other) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(one.get().plus(other.get()))
                : one.or(() -> other);
    }
}
