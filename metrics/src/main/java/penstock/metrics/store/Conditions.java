package penstock.metrics.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import penstock.metrics.store.head.Refusal;
import penstock.metrics.store.head.Tally;

/// What the operator should know now, and how much was refused since the start.
final class Conditions {
    private final Map<Condition.Reason, Condition> present = new EnumMap<>(Condition.Reason.class);
    private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
    private final InstantSource clock;

    Conditions(InstantSource clock) {
        this.clock = clock;
        for (var refusal : Refusal.values()) {
            refused.put(refusal, new LongAdder());
        }
    }

    synchronized void add(Condition.Reason reason, String message) {
        var before = present.get(reason);
        present.put(
                reason,
                new Condition(
                        reason, message, before == null ? 1 : before.count() + 1, clock.instant()));
    }

    /// Ends what has not happened for so long.
    synchronized void endOld(Condition.Reason reason, Duration age) {
        var last = present.get(reason);
        if (last != null
                && Duration.between(last.last(), clock.instant()).abs().compareTo(age) >= 0) {
            present.remove(reason);
        }
    }

    synchronized void end(Condition.Reason reason) {
        present.remove(reason);
    }

    synchronized List<Condition> all() {
        return List.copyOf(present.values());
    }

    void refused(Tally tally) {
        tally.refused().forEach((refusal, count) -> counter(refusal).add(count));
    }

    private LongAdder counter(Refusal refusal) {
        return Objects.requireNonNull(refused.get(refusal));
    }

    Map<Refusal, Long> refused() {
        var counts = new EnumMap<Refusal, Long>(Refusal.class);
        for (var refusal : Refusal.values()) {
            counts.put(refusal, counter(refusal).sum());
        }
        return counts;
    }
}
