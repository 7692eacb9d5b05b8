package penstock.gateway.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.Ascii;
import penstock.gateway.routes.Balance;
import penstock.gateway.routes.Breaker;
import penstock.gateway.routes.LoadRules;

/// One version of a route in the current table.
final class Arm {

    private static final int NO_LIMIT = 0;
    private static final Balancer.Wanted ANY = new Balancer.Wanted(List.of(), false, NO_LIMIT);

    final ArmStats stats;
    final List<Instance> instances;

    /// The header line that tells the client which version answered.
    final byte[] header;

    private final VersionMemory memory;
    private final Balancer balancer;
    private final long decay;
    private final @Nullable OutlierWatch watch;
    private final @Nullable Breaker limits;

    /// Requests in flight on one instance; 0 for no limit.
    private final int mostPerInstance;

    /// Any instance that can be used and has room.
    private final Balancer.Wanted anyUsable;

    private final @Nullable VersionBreaker breaker;

    Arm(ArmStats stats, List<Instance> instances, LoadRules load, VersionMemory memory, long now) {
        this.stats = stats;
        this.instances = List.copyOf(instances);
        this.header = Ascii.bytes("Penstock-Version: " + stats.versionId + "\r\n");
        this.memory = memory;
        this.instances.forEach(
                one -> one.weight = load.weights().getOrDefault(one.upstream.instanceId(), 1));
        this.balancer = new Balancer(load.balance(), this.instances);
        this.decay =
                load.balance().choice() instanceof Balance.PeakEwma(var time) ? time.toNanos() : 0;
        this.watch =
                load.outliers()
                        .map(rules -> new OutlierWatch(rules, this.instances, stats, memory.lookAt))
                        .orElse(null);
        this.limits = load.breaker().orElse(null);
        this.mostPerInstance = limits == null ? NO_LIMIT : mostPerInstance(limits);
        this.anyUsable =
                mostPerInstance == NO_LIMIT
                        ? ANY
                        : new Balancer.Wanted(List.of(), false, mostPerInstance);
        this.breaker = memory.breaker(load.breaker().flatMap(Breaker::open));
        prepare(now);
    }

    private void prepare(long now) {
        for (Instance instance : instances) {
            instance.queue = limits != null && limits.waiting() > 0 ? memory.queue : null;
            instance.slots.limit(limits == null ? NO_LIMIT : limits.connections());
            if (watch == null) {
                instance.readmit(now);
            }
        }
        if (watch != null) {
            watch.keepFloor(now);
        }
    }

    boolean speaksHttp2() {
        return !instances.isEmpty() && instances.getFirst().speaksHttp2();
    }

    /// Whether stable answers what this version fails. A tester came to see how the candidate does, so not for testers.
    boolean isRescued() {
        return switch (stats.role) {
            case CANDIDATE, PINNED, BASELINE -> true;
            case STABLE, TESTER, SHADOW -> false;
        };
    }

    // --- which instance ---

    /// Claims an instance: one that can be used, or any when none can; null when all have been tried, when those that can be used
    /// have as much to do as they may, or when the breaker is open.
    ///
    /// @param key of the request, where instances are chosen by it
    @Nullable Instance claim(List<Instance> tried, long key, long now) {
        if (breaker != null && !breaker.admits(now)) {
            return null;
        }
        Instance usable = claimUsable(tried, key, now);
        if (usable != null || hasUsable(tried, now)) {
            return usable;
        }
        return claim(new Balancer.Wanted(tried, true, mostPerInstance), key, now);
    }

    /// As `claim`, but null when none is usable.
    @Nullable Instance claimUsable(List<Instance> tried, long key, long now) {
        return claim(
                tried.isEmpty() ? anyUsable : new Balancer.Wanted(tried, false, mostPerInstance),
                key,
                now);
    }

    /// For a copy of a request, which proves nothing and so takes no probe's place.
    @Nullable Instance claimForCopy(long now) {
        return breaker == null || breaker.isClosed() ? claim(List.of(), 0, now) : null;
    }

    /// First claimed and then looked at, so that loops that claim at the same time never take more than there is.
    private @Nullable Instance claim(Balancer.Wanted wanted, long key, long now) {
        while (true) {
            boolean isFull = limits != null && isOverfull(limits, 1);
            Instance best = isFull ? null : balancer.best(wanted, key, now);
            if (best == null) {
                return null;
            }
            best.claim();
            if (limits == null) {
                best.chosen(now);
                return best;
            }
            boolean isInstanceFull =
                    wanted.mostInFlight() > 0 && best.inFlight() > wanted.mostInFlight();
            if (!isInstanceFull && !isOverfull(limits, 0)) {
                best.chosen(now);
                return best;
            }
            best.release();
            if (!isInstanceFull) {
                return null;
            }
        }
    }

    private boolean hasUsable(List<Instance> tried, long now) {
        if (limits == null) {
            return false;
        }
        for (Instance one : instances) {
            if (one.isUsable(now) && !tried.contains(one)) {
                return true;
            }
        }
        return false;
    }

    /// Over HTTP/1.1 each takes a connection.
    private int mostPerInstance(Breaker rules) {
        return speaksHttp2() ? rules.perInstance() : rules.mostPerConnections();
    }

    /// Whether with so many more it would have more than it may.
    private boolean isOverfull(Breaker rules, int more) {
        return rules.requests() > 0 && inFlight() + more > rules.requests();
    }

    private long inFlight() {
        long sum = 0;
        for (Instance one : instances) {
            sum += one.inFlight();
        }
        return sum;
    }

    /// Whether a request that waits could be given to an instance.
    boolean hasRoom(long now) {
        return limits != null && !isOverfull(limits, 1) && balancer.best(anyUsable, 0, now) != null;
    }

    // --- when there is none ---

    /// Why no instance could be claimed.
    TurnedAway whyNone() {
        if (instances.isEmpty() || limits == null) {
            return TurnedAway.NO_INSTANCE;
        }
        return breaker != null && !breaker.isClosed() ? TurnedAway.OPEN : TurnedAway.FULL;
    }

    /// In seconds, when a request that was turned away may come again.
    long retryAfter(long now) {
        long left = breaker == null ? 0 : breaker.nanosLeft(now);
        return Math.max(1, Math.ceilDiv(left, 1_000_000_000L));
    }

    /// Where requests wait for room; null when they do not.
    @Nullable WaitQueue queue() {
        return limits != null && limits.waiting() > 0 ? memory.queue : null;
    }

    int mostWaiting() {
        return limits == null ? 0 : limits.waiting();
    }

    long waitNanos() {
        return limits == null ? 0 : limits.waitAtMost().toNanos();
    }

    // --- what came of it ---

    /// Whether anybody wants to know how long answers take.
    boolean isWatched() {
        return decay != 0 || watch != null || breaker != null;
    }

    /// An attempt on an instance ended: with the head of an answer, or without.
    ///
    /// @param nanos from the whole request to the head; 0 when that is not known
    void saw(Instance instance, boolean isFailed, long nanos, long began, long now) {
        if (decay != 0 && (isFailed || nanos > 0)) {
            instance.latency.saw(nanos, isFailed, now, decay);
        }
        if (watch != null && !instance.isEjected(now) && instance.isFreshSince(began)) {
            watch.saw(instance, isFailed, nanos, now);
        }
        if (breaker != null && breaker.saw(isFailed, began, now)) {
            stats.opened();
        }
    }
}
