package penstock.gateway.proxy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.StatusCounts;

/// Counts what one version of a route did, from all loops, until the reporter takes the sums. One lock, held for nanoseconds,
/// so that every observation is consistent in itself and nothing falls between two reports.
final class ArmStats {

    final String routeId;
    final String versionId;
    final Role role;

    private long open;
    private long requests;
    private final long[] status = new long[5];
    private long upstreamErrors;
    private long failedRequests;
    private long failingClients;
    private long rescued;
    private final long[] latency =
            new long[LatencyHistogram.MAX_INDEX - LatencyHistogram.MIN_INDEX + 1];

    ArmStats(String routeId, String versionId, Role role) {
        this.routeId = routeId;
        this.versionId = versionId;
        this.role = role;
    }

    /// A request will be counted here sooner or later.
    synchronized void begin() {
        open++;
    }

    /// Nothing more will be counted for a request that began.
    synchronized void end() {
        open--;
    }

    synchronized boolean isQuiet() {
        return open == 0;
    }

    synchronized void record(
            int statusCode, int errors, boolean isNewFailingClient, long latencyNanos) {
        requests++;
        status[statusCode / 100 - 1]++;
        upstreamErrors += errors;
        if (errors > 0 || statusCode >= 500) {
            failedRequests++;
            failingClients += isNewFailingClient ? 1 : 0;
        }
        latency[LatencyHistogram.indexOf(latencyNanos) - LatencyHistogram.MIN_INDEX]++;
    }

    synchronized void rescued() {
        rescued++;
    }

    /// Takes the sums away; null when nothing was counted.
    synchronized @Nullable Observation take() {
        if (requests == 0 && rescued == 0) {
            return null;
        }
        var taken =
                new Observation(
                        routeId,
                        versionId,
                        role,
                        requests,
                        new StatusCounts(status[0], status[1], status[2], status[3], status[4]),
                        upstreamErrors,
                        failedRequests,
                        failingClients,
                        rescued,
                        LatencyHistogram.ofDense(latency));
        requests = 0;
        upstreamErrors = 0;
        failedRequests = 0;
        failingClients = 0;
        rescued = 0;
        Arrays.fill(status, 0);
        Arrays.fill(latency, 0);
        return taken;
    }
}
