package penstock.bench.loss;

import java.time.Duration;
import java.time.Instant;
import penstock.cli.api.RolloutView;
import penstock.model.Node;

/// What a rollout that is over did to the routes, from its journal. Times are nanoseconds of the load's clock; the
/// server writes a change down before it makes it, and an end after the gateway has confirmed it.
///
/// @param stable the version it began from; empty for the first
/// @param flaw what was wrong with its version
/// @param trafficNanos before this the candidate had no traffic; [#NEVER] when it got none
/// @param backNanos from this on users go back to stable: an abort was recorded, or the journal says so; [#NEVER] when
///     they never did
/// @param endNanos when it was over
record Trace(
        String rollout,
        String version,
        String stable,
        String phase,
        Act.Flaw flaw,
        long trafficNanos,
        long backNanos,
        long endNanos) {
    static final long NEVER = Long.MAX_VALUE;

    /// @param begin the moment at which the load's clock was 0
    static Trace of(RolloutView view, Act.Flaw flaw, Instant begin) {
        long traffic = NEVER;
        var abort = view.resource().textAt("spec", "orders", "abort", "at");
        long back = abort.isEmpty() ? NEVER : nanos(abort, begin);
        var status = view.resource().at("status").orElseThrow();
        for (var entry : status.at("journal").map(Node::asList).orElseThrow()) {
            long at = nanos(entry.textAt("at"), begin);
            boolean isFirst = status.textAt("stableVersion").isEmpty();
            boolean hasTraffic = isFirst || !entry.textAt("weight").equals("0%");
            traffic = hasTraffic ? Math.min(traffic, at) : traffic;
            boolean isBack = entry.textAt("phase").equals("rolling-back");
            back = isBack ? Math.min(back, at) : back;
        }
        return new Trace(
                view.name(),
                view.release(),
                status.textAt("stableVersion"),
                view.phase(),
                flaw,
                traffic,
                back,
                nanos(status.textAt("endedAt"), begin));
    }

    private static long nanos(String instant, Instant begin) {
        return Duration.between(begin, Instant.parse(instant)).toNanos();
    }

    boolean isCompleted() {
        return phase.equals("completed");
    }
}
