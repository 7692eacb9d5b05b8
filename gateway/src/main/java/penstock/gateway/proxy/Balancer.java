package penstock.gateway.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.Balance;
import penstock.gateway.routes.Cohorts;

/// Chooses among the instances of a version.
///
/// Up to `MANY` instances all are looked at; of more, two that are drawn (power of two choices; M. Mitzenmacher, 2001), but by
/// hash, where the key decides. Draws come from a counter, so that they cost nothing; a count that is lost between loops does no
/// harm.
final class Balancer {

    static final int MANY = 8;

    /// The share that an instance begins with in its slow start.
    private static final double COLDEST = 0.1;

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final long SEED = Cohorts.seed("balance");

    /// Which instances may be chosen.
    record Wanted(List<Instance> tried, boolean alsoUnusable, int mostInFlight) {

        boolean takes(Instance instance, long now) {
            return (mostInFlight == 0 || instance.inFlight() < mostInFlight)
                    && (alsoUnusable || instance.isUsable(now))
                    && !tried.contains(instance);
        }
    }

    private final Balance balance;
    private final long slowStart;
    private final long decay;
    private final Instance[] instances;
    private final long[] seeds;
    private final Turns turns;
    private int turn;

    Balancer(Balance balance, List<Instance> instances) {
        this.balance = balance;
        this.slowStart = balance.slowStart().toNanos();
        this.decay = balance.choice() instanceof Balance.PeakEwma(var time) ? time.toNanos() : 0;
        this.instances = instances.toArray(Instance[]::new);
        this.turns = new Turns(instances.stream().mapToInt(one -> one.weight).toArray());
        this.seeds =
                instances.stream()
                        .mapToLong(one -> Cohorts.hash(SEED, one.upstream.instanceId()))
                        .toArray();
    }

    /// Null when none may be chosen.
    ///
    /// @param key of the request, only for a hash
    @Nullable Instance best(Wanted wanted, long key, long now) {
        if (balance.choice() instanceof Balance.Hash(var _, var boundPercent)) {
            return byKey(wanted, key, boundPercent, now);
        }
        int at = turn++;
        double warmest = slowStart == 0 ? 1 : warmest(wanted, now);
        if (balance.choice() instanceof Balance.RoundRobin) {
            return next(at, at, wanted, warmest, now);
        }
        if (instances.length > MANY) {
            return better(draw(at, 0), draw(at, 1), wanted, warmest, now);
        }
        return least(at, wanted, warmest, now);
    }

    // --- by load ---

    /// In turn among equals.
    private @Nullable Instance least(int at, Wanted wanted, double warmest, long now) {
        int start = instances.length == 0 ? 0 : turns.at(at);
        Instance best = null;
        double least = 0;
        for (int i = 0; i < instances.length; i++) {
            Instance one = instances[(start + i) % instances.length];
            if (wanted.takes(one, now) && isTurnOf(one, at, warmest, now)) {
                double load = load(one, warmest, now);
                if (best == null || load < least) {
                    best = one;
                    least = load;
                }
            }
        }
        return best;
    }

    private @Nullable Instance better(int one, int other, Wanted wanted, double warmest, long now) {
        Instance first = next(one, one, wanted, warmest, now);
        Instance second = next(other, other, wanted, warmest, now);
        return first == null
                        || second == null
                        || load(first, warmest, now) <= load(second, warmest, now)
                ? first
                : second;
    }

    private double load(Instance one, double warmest, long now) {
        long inFlight = one.inFlight();
        double cost = decay == 0 ? inFlight : one.latency.cost(inFlight, now, decay);
        double load = turns.isWeighted() ? cost / one.weight : cost;
        return slowStart == 0 ? load : load * warmest / warmth(one, now);
    }

    private static int draw(int at, int which) {
        return (int) (mix((2L * at + which) * GOLDEN) >>> 33);
    }

    // --- in turn ---

    /// The first from a place on that may be chosen.
    private @Nullable Instance next(int place, int at, Wanted wanted, double warmest, long now) {
        int start = instances.length == 0 ? 0 : turns.at(place);
        for (int i = 0; i < instances.length; i++) {
            Instance one = instances[(start + i) % instances.length];
            if (wanted.takes(one, now) && isTurnOf(one, at, warmest, now)) {
                return one;
            }
        }
        return null;
    }

    // --- slow start ---

    private double warmest(Wanted wanted, long now) {
        double warmest = COLDEST;
        for (Instance one : instances) {
            if (wanted.takes(one, now)) {
                warmest = Math.max(warmest, warmth(one, now));
            }
        }
        return warmest;
    }

    /// From `COLDEST` to 1.
    private double warmth(Instance one, long now) {
        long age = one.age(now);
        return age >= slowStart ? 1 : Math.max(COLDEST, (double) age / slowStart);
    }

    /// One that is colder than the warmest is passed over in that share of the turns; the warmest never is.
    private boolean isTurnOf(Instance one, int at, double warmest, long now) {
        if (slowStart == 0) {
            return true;
        }
        double chance = ((at * GOLDEN) >>> 11) * 0x1p-53;
        return chance * warmest < warmth(one, now);
    }

    // --- by key ---

    /// The highest hash of key and instance wins (rendezvous hashing; D. Thaler and C. Ravishankar, 1998), so each key has its own
    /// order of the instances, and those of a lost instance spread over all others. With a bound (V. Mirrokni, M. Thorup and
    /// M. Zadimoghaddam, 2017) the first of that order that is not above it. Weights count as C. Schindelhauer and G. Schomaker (2005) have it.
    private @Nullable Instance byKey(Wanted wanted, long key, int boundPercent, long now) {
        double most = boundPercent == 0 ? Double.MAX_VALUE : mostByBound(wanted, boundPercent, now);
        Instance best = null;
        double highest = 0;
        for (int i = 0; i < instances.length; i++) {
            Instance one = instances[i];
            if (wanted.takes(one, now) && one.inFlight() < most * one.weight) {
                double score = score(mix(key ^ seeds[i]), one.weight);
                if (best == null || score > highest) {
                    best = one;
                    highest = score;
                }
            }
        }
        return best;
    }

    /// Evenly spread over all keys; the weight counts by the logarithm.
    private double score(long hash, int weight) {
        return turns.isWeighted() ? -weight / Math.log(((hash >>> 11) + 0.5) * 0x1p-53) : hash;
    }

    /// The mean for a weight of 1 with the new request, times the bound: there is always one below it.
    private double mostByBound(Wanted wanted, int boundPercent, long now) {
        long inFlight = 1;
        long weights = 0;
        for (Instance one : instances) {
            if (wanted.takes(one, now)) {
                inFlight += one.inFlight();
                weights += one.weight;
            }
        }
        return weights == 0 ? 1 : inFlight * boundPercent / (100.0 * weights);
    }

    /// The finaliser of SplitMix64 (G. Steele, D. Lea and C. Flood, 2014).
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
