package penstock.gateway.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.Ascii;

/// One version of a route in the current table.
final class Arm {

    final ArmStats stats;
    final List<Instance> instances;

    /// The header line that tells the client which version answered.
    final byte[] header;

    private int turn;

    Arm(ArmStats stats, List<Instance> instances) {
        this.stats = stats;
        this.instances = List.copyOf(instances);
        this.header = Ascii.bytes("Penstock-Version: " + stats.versionId + "\r\n");
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

    /// The usable instance with the least requests in flight, in turn among equals; any instance when none is usable;
    /// null when all have been tried.
    @Nullable Instance pick(List<Instance> tried, long now) {
        Instance usable = pickUsable(tried, now);
        return usable != null ? usable : chosen(least(tried, now, true), now);
    }

    /// As `pick`, but null when none is usable.
    @Nullable Instance pickUsable(List<Instance> tried, long now) {
        return chosen(least(tried, now, false), now);
    }

    private static @Nullable Instance chosen(@Nullable Instance instance, long now) {
        if (instance != null) {
            instance.chosen(now);
        }
        return instance;
    }

    private @Nullable Instance least(List<Instance> tried, long now, boolean alsoUnusable) {
        // The turn is only a tie-breaker: a lost update between loops does no harm.
        int start = turn++;
        Instance best = null;
        long bestLoad = Long.MAX_VALUE;
        for (int i = 0; i < instances.size(); i++) {
            Instance next = instances.get(Math.floorMod(start + i, instances.size()));
            long load = next.inFlight();
            if (load < bestLoad && !tried.contains(next) && (alsoUnusable || next.isUsable(now))) {
                best = next;
                bestLoad = load;
            }
        }
        return best;
    }
}
