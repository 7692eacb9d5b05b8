package penstock.bench.loss;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import penstock.cli.load.Ending;

/// Whether a rate limit was kept, from what its users saw: that in no time more requests came through than the bucket can have
/// held, and that none was refused while there must have been room. Each gateway begins with a full bucket.
final class Quota {
    static final String GROUP_FIELD = "X-Group";
    static final String GROUP = "limited";

    /// As `features.yaml` says.
    static final int BURST = 8;

    static final int PER_SECOND = 4;
    static final int TOO_MANY = 429;

    /// An old gateway goes on with its connections for so long at most after it was replaced.
    private static final long OVERLAP_NANOS = 15_000_000_000L;

    /// Requests that may have been sent twice.
    private static final int SLACK = 2;

    private static final double NANOS = 1e9;

    private final List<Ending> through;
    private final List<Ending> refused;
    private final List<Long> gateways;

    /// @param endings of all requests of the group
    /// @param gateways from when on there may have been a new one
    Quota(List<Ending> endings, List<Long> gateways) {
        through =
                endings.stream()
                        .filter(ending -> !isRefused(ending))
                        .sorted(Comparator.comparingLong(Ending::endNanos))
                        .toList();
        refused = endings.stream().filter(Quota::isRefused).toList();
        this.gateways = List.copyOf(gateways);
    }

    private static boolean isRefused(Ending ending) {
        return ending.answer().status() == TOO_MANY;
    }

    /// One line for each mistake.
    List<String> mistakes() {
        var mistakes = new ArrayList<String>();
        for (var first : through) {
            excess(first.sentNanos()).ifPresent(mistakes::add);
        }
        for (var one : refused) {
            if (!isJustified(one)) {
                mistakes.add(
                        "refused with room left: sent %.3f s".formatted(one.sentNanos() / NANOS));
            }
        }
        return mistakes;
    }

    /// Requests that began and ended within a time from there on, and were too many for it.
    private Optional<String> excess(long from) {
        long count = 0;
        for (var one : through) {
            if (one.sentNanos() >= from) {
                count++;
                double time = (one.endNanos() - from) / NANOS;
                double most = BURST * buckets(from, one.endNanos()) + PER_SECOND * time;
                if (count > most) {
                    return Optional.of(
                            "%d came through in %.3f s (at most %.0f) from %.3f s"
                                    .formatted(count, time, Math.floor(most), from / NANOS));
                }
            }
        }
        return Optional.empty();
    }

    private long buckets(long from, long to) {
        return 1
                + gateways.stream()
                        .filter(start -> start <= to && start >= from - OVERLAP_NANOS)
                        .count();
    }

    /// A bucket is empty only if, since some moment, more has gone out of it than it held and got. What may have been sent twice
    /// counts in favour of the gateway.
    private boolean isJustified(Ending one) {
        var before =
                through.stream()
                        .filter(other -> other.sentNanos() <= one.endNanos())
                        .sorted(Comparator.comparingLong(Ending::endNanos).reversed())
                        .toList();
        int count = 0;
        for (var other : before) {
            count++;
            double time = Math.max(0, one.sentNanos() - other.endNanos()) / NANOS;
            if (count + SLACK >= BURST + PER_SECOND * time) {
                return true;
            }
        }
        return false;
    }
}
