package penstock.gateway.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.proxy.InstanceRecord.Sums;
import penstock.gateway.routes.Outliers;
import penstock.gateway.routes.Times;

/// Finds the instances of a version that fail where others do not, and leaves them out for a while.
///
/// It never helps a version as a whole: what failed has failed and is counted before anybody is left out, and the floor
/// (`maxBasisPoints`, and one that can be used) keeps a version that fails everywhere failing.
final class OutlierWatch {

    private static final Logger LOG = LoggerFactory.getLogger(OutlierWatch.class);

    /// How many standard errors are no chance.
    private static final double SURE = 3;

    private final Outliers rules;
    private final List<Instance> instances;
    private final ArmStats stats;
    private final AtomicLong lookAt;

    /// `lookAt` is when instances are compared next; it outlives the table.
    OutlierWatch(Outliers rules, List<Instance> instances, ArmStats stats, AtomicLong lookAt) {
        this.rules = rules;
        this.instances = instances;
        this.stats = stats;
        this.lookAt = lookAt;
    }

    /// An attempt ended. `nanos` is 0 when its time is not known.
    void saw(Instance instance, boolean isFailed, long nanos, long now) {
        if (isFailed) {
            int row = instance.record.failed();
            if (rules.consecutive() > 0 && row >= rules.consecutive()) {
                eject(instance, row + " failures in a row", now);
            }
        } else {
            instance.record.succeeded();
        }
        if (!rules.compares()) {
            return;
        }
        if (isFailed || nanos > 0) {
            instance.record.count(isFailed, nanos);
        }
        long due = lookAt.get();
        if (now - due >= 0 && lookAt.compareAndSet(due, now + rules.every().toNanos())) {
            look(now);
        }
    }

    // --- comparing ---

    /// The worst first, then those that are left, without it.
    private void look(long now) {
        Map<Instance, Sums> seen = new HashMap<>();
        for (Instance one : instances) {
            Sums sums = one.record.take();
            if (one.isUsable(now)) {
                seen.put(one, sums);
            }
        }
        while (true) {
            Instance worst = worst(seen);
            if (worst == null || !eject(worst, reason(worst, seen), now)) {
                return;
            }
            seen.remove(worst);
        }
    }

    private @Nullable Instance worst(Map<Instance, Sums> seen) {
        Sums all = seen.values().stream().reduce(Sums.NONE, Sums::plus);
        Instance worst = null;
        double most = 0;
        for (Map.Entry<Instance, Sums> entry : seen.entrySet()) {
            Sums own = entry.getValue();
            Sums others = without(all, own);
            double excess = Math.max(failing(own, others), slow(own, others));
            if (excess > most) {
                most = excess;
                worst = entry.getKey();
            }
        }
        return worst;
    }

    private static Sums without(Sums all, Sums own) {
        return new Sums(
                all.requests() - own.requests(),
                all.failures() - own.failures(),
                all.logs() - own.logs(),
                all.squares() - own.squares());
    }

    private String reason(Instance one, Map<Instance, Sums> seen) {
        Sums own = seen.getOrDefault(one, Sums.NONE);
        Sums others = without(seen.values().stream().reduce(Sums.NONE, Sums::plus), own);
        return failing(own, others) > 0
                ? "%d of %d requests failed, of the others %d of %d"
                        .formatted(
                                own.failures(),
                                own.requests(),
                                others.failures(),
                                others.requests())
                : "answers take %.1f times as long as the others'"
                        .formatted(Math.exp(own.meanLog() - others.meanLog()));
    }

    /// By how many standard errors its share of failures is above the others'; 0 when it does not count. The test of two shares with
    /// the common one for the error.
    private double failing(Sums own, Sums others) {
        if (rules.failuresBasisPoints() == 0
                || own.requests() < rules.least()
                || others.requests() < rules.least()) {
            return 0;
        }
        double share = (double) own.failures() / own.requests();
        double difference = share - (double) others.failures() / others.requests();
        double common =
                (double) (own.failures() + others.failures())
                        / (own.requests() + others.requests());
        double error =
                Math.sqrt(common * (1 - common) * (1.0 / own.requests() + 1.0 / others.requests()));
        boolean isOut =
                difference * 10_000 >= rules.failuresBasisPoints() && difference >= SURE * error;
        return isOut ? difference / Math.max(error, 1e-9) : 0;
    }

    /// Likewise of its latency: also at the lower end of what chance allows it is so much slower.
    private double slow(Sums own, Sums others) {
        if (rules.slowerPercent() == 0
                || own.good() < rules.least()
                || others.good() < rules.least()) {
            return 0;
        }
        double excess = own.meanLog() - others.meanLog() - Math.log(rules.slowerPercent() / 100.0);
        double error = Math.sqrt(own.variance() + others.variance());
        return excess >= SURE * error ? excess / Math.max(error, 1e-9) : 0;
    }

    // --- leaving out ---

    private boolean eject(Instance instance, String reason, long now) {
        synchronized (lookAt) {
            if (instance.isEjected(now) || !mayEject(instance, now)) {
                return false;
            }
            Duration time =
                    Duration.ofNanos(
                            instance.eject(
                                    rules.ejectFor().toNanos(), rules.atMost().toNanos(), now));
            stats.ejected();
            LOG.atWarn()
                    .addKeyValue("instance", instance)
                    .addKeyValue("reason", reason)
                    .addKeyValue("time", Times.written(time))
                    .log("an instance is left out");
            return true;
        }
    }

    private boolean mayEject(Instance instance, long now) {
        boolean isAnotherUsable = false;
        for (Instance other : instances) {
            isAnotherUsable |= other != instance && other.isUsable(now);
        }
        return isAnotherUsable && isWithinShare(ejected(now) + 1);
    }

    private int ejected(long now) {
        int out = 0;
        for (Instance one : instances) {
            out += one.isEjected(now) ? 1 : 0;
        }
        return out;
    }

    private boolean isWithinShare(int out) {
        return out * 10_000L <= (long) rules.maxBasisPoints() * instances.size();
    }

    /// Where there are fewer instances than before, or the rules have changed, those come back first that would anyway.
    void keepFloor(long now) {
        synchronized (lookAt) {
            List<Instance> out = new ArrayList<>(instances);
            out.removeIf(one -> !one.isEjected(now));
            out.sort(Comparator.comparingLong(one -> one.ejectedFor(now)));
            for (Instance one : out) {
                if (isWithinShare(ejected(now))
                        && instances.stream().anyMatch(any -> any.isUsable(now))) {
                    return;
                }
                one.readmit(now);
            }
        }
    }
}
