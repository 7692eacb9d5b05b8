package penstock.gateway.proxy;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.Clients;
import penstock.gateway.routes.Cohorts;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Protection;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.StatusCounts;
import penstock.gateway.routes.Trouble;
import penstock.gateway.routes.Troubles;
import penstock.gateway.routes.Unserved;

/// Counts what one version of a route did, from all loops, until the reporter takes the sums. One lock, held for nanoseconds,
/// so that every observation is consistent in itself and nothing falls between two reports.
final class ArmStats {

    final String routeId;
    final String versionId;
    final Role role;

    /// Begins the hashes of its clients.
    final long seed;

    /// In a set of troubles: the client has not failed lately.
    static final int NEW_FAILING = 1 << 8;

    private static final Trouble[] ALL = Trouble.values();

    private long open;
    private long requests;
    private final long[] status = new long[5];
    private long upstreamErrors;
    private long failedRequests;
    private long failingClients;
    private long rescued;
    private long shed;
    private long refused;
    private long abandoned;
    private long ejections;
    private long openings;
    private final EnumMap<TurnedAway, Long> turnedAway = new EnumMap<>(TurnedAway.class);
    private long spared;
    private long retries;
    private final long[] troubles = new long[ALL.length];
    private final long[] troubledClients = new long[ALL.length];
    private final long[] latency =
            new long[LatencyHistogram.MAX_INDEX - LatencyHistogram.MIN_INDEX + 1];

    /// Only while clients are counted.
    private volatile @Nullable ClientUnits units;

    ArmStats(String routeId, String versionId, Role role) {
        this.routeId = routeId;
        this.versionId = versionId;
        this.role = role;
        this.seed = Cohorts.seed(routeId + " " + versionId + " " + role);
    }

    /// From now on clients are counted too, or no longer. Those under observation when it ends do not count.
    ///
    /// @param requestNanos how long a request may take
    synchronized void countClients(boolean isOn, long requestNanos, ClientMemory memory) {
        ClientUnits present = units;
        if (isOn && present == null) {
            units = new ClientUnits(requestNanos, memory);
        } else if (!isOn && present != null) {
            present.release();
            units = null;
        }
    }

    boolean countsClients() {
        return units != null;
    }

    /// A client's request begins; true when it is the one whose latency counts for the client.
    synchronized boolean beginClient(long client, long now) {
        ClientUnits counting = units;
        return counting != null && counting.begin(client, now);
    }

    /// A client's request is over.
    synchronized void endClient(Outcome.Visit visit, Outcome.Summary summary) {
        ClientUnits counting = units;
        if (counting == null) {
            return;
        }
        counting.end(
                visit.client(),
                summary.began(),
                summary.troubles(),
                summary.isFailed(),
                summary.isServed());
        if (visit.isFirst() && summary.isServed()) {
            counting.latency(summary.latencyNanos());
        }
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

    /// A request that tells something about the version is over.
    ///
    /// @param errors attempts without a whole answer
    /// @param met bits of its troubles
    /// @param fresh those of them that its client has not met lately, and `NEW_FAILING`
    synchronized void record(int statusCode, int errors, int met, int fresh, long latencyNanos) {
        requests++;
        status[statusCode / 100 - 1]++;
        upstreamErrors += errors;
        if (errors > 0 || statusCode >= 500) {
            failedRequests++;
            failingClients += (fresh & NEW_FAILING) != 0 ? 1 : 0;
        }
        if (met != 0) {
            for (int i = 0; i < ALL.length; i++) {
                int bit = ALL[i].bit();
                troubles[i] += (met & bit) != 0 ? 1 : 0;
                troubledClients[i] += (met & fresh & bit) != 0 ? 1 : 0;
            }
        }
        latency[LatencyHistogram.indexOf(latencyNanos) - LatencyHistogram.MIN_INDEX]++;
    }

    /// The gateway answered 503 itself, for want of an instance or of means.
    synchronized void shed() {
        requests++;
        status[4]++;
        failedRequests++;
        shed++;
    }

    /// What the client sent could not be served.
    synchronized void refused() {
        requests++;
        status[3]++;
        refused++;
    }

    /// The client went away before there was an answer.
    synchronized void abandoned(long latencyNanos) {
        requests++;
        status[3]++;
        abandoned++;
        latency[LatencyHistogram.indexOf(latencyNanos) - LatencyHistogram.MIN_INDEX]++;
    }

    /// An instance was left out.
    synchronized void ejected() {
        ejections++;
    }

    /// The breaker has opened.
    synchronized void opened() {
        openings++;
    }

    /// A request was not given to the version.
    synchronized void turnedAway(TurnedAway why) {
        turnedAway.merge(why, 1L, Long::sum);
    }

    /// A request would have been turned away, had it not been for counting only.
    synchronized void spared() {
        spared++;
    }

    /// A request is sent to the version once more.
    synchronized void retried() {
        retries++;
    }

    synchronized void rescued() {
        rescued++;
    }

    /// Takes the sums away; null when nothing was counted.
    synchronized @Nullable Observation take(long now) {
        ClientUnits counting = units;
        Clients clients = counting == null ? null : counting.take(now);
        Protection protection = takeProtection();
        if (requests == 0
                && rescued == 0
                && clients == null
                && protection.equals(Protection.NONE)) {
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
                        LatencyHistogram.ofDense(latency),
                        takeTroubles(),
                        new Unserved(shed, refused, abandoned),
                        counting == null
                                ? Optional.empty()
                                : Optional.of(clients == null ? Clients.NONE : clients),
                        protection);
        requests = 0;
        upstreamErrors = 0;
        failedRequests = 0;
        failingClients = 0;
        rescued = 0;
        shed = 0;
        refused = 0;
        abandoned = 0;
        Arrays.fill(status, 0);
        Arrays.fill(latency, 0);
        return taken;
    }

    private Protection takeProtection() {
        var taken =
                new Protection(
                        ejections,
                        openings,
                        turnedAway.getOrDefault(TurnedAway.OPEN, 0L),
                        turnedAway.getOrDefault(TurnedAway.FULL, 0L),
                        turnedAway.getOrDefault(TurnedAway.OVERLOADED, 0L),
                        spared,
                        retries);
        ejections = 0;
        openings = 0;
        spared = 0;
        retries = 0;
        turnedAway.clear();
        return taken;
    }

    private Troubles takeTroubles() {
        var counts = new EnumMap<Trouble, Troubles.Count>(Trouble.class);
        for (int i = 0; i < ALL.length; i++) {
            if (troubles[i] > 0) {
                counts.put(ALL[i], new Troubles.Count(troubles[i], troubledClients[i]));
            }
        }
        Arrays.fill(troubles, 0);
        Arrays.fill(troubledClients, 0);
        return new Troubles(counts);
    }
}
