package penstock.gateway.proxy;

import java.util.List;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Cohorts;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.StickyKey;

/// Divides the users of an entry between its backends.
///
/// Each user draws a number for each backend, by a hash, and goes where it is greatest in relation to the weight (weighted rendezvous
/// hashing: the least `-ln(u) / weight`). So a user stays where it is until the weight of that backend becomes less or that of another
/// more, and then goes to no third.
final class Backends {

    /// There is none.
    static final int NONE = -1;

    private static final double UNIT = 0x1p-53;

    private final List<StickyKey> keys;
    private final long seed;
    private final int[] weights;
    private final long[] seeds;

    /// With at most one of a weight other than 0 nobody is asked who it is.
    private final int only;

    private final boolean isDivided;

    Backends(Entry entry) {
        keys = entry.stickBy();
        seed = Cohorts.seed("entry/" + entry.resource());
        int count = entry.backends().size();
        weights = new int[count];
        seeds = new long[count];
        int found = NONE;
        int weighty = 0;
        for (int i = 0; i < count; i++) {
            Entry.Backend backend = entry.backends().get(i);
            weights[i] = backend.weight();
            seeds[i] = Cohorts.seed(backend.route());
            if (weights[i] > 0) {
                found = i;
                weighty++;
            }
        }
        only = found;
        isDivided = weighty > 1;
    }

    /// The place of the user's backend in the list; -1 when none has a weight.
    int choose(RequestHead request, String client) {
        return isDivided ? choose(Users.hash(keys, seed, request, client)) : only;
    }

    int choose(long user) {
        int best = NONE;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                double drawn = ((Cohorts.derived(seeds[i], user) >>> 11) + 0.5) * UNIT;
                double cost = -StrictMath.log(drawn) / weights[i];
                if (cost < least) {
                    least = cost;
                    best = i;
                }
            }
        }
        return best;
    }
}
