package penstock.bench.judge;

import java.util.Optional;
import penstock.bench.judge.world.Counted;
import penstock.bench.judge.world.Moment;

/// Adds ticks up to longer spans.
final class Spans {
    private final long millis;
    private final int tickMillis;
    private long spansBefore;
    private Counted stable = Counted.NONE;
    private Counted candidate = Counted.NONE;

    /// @param millis length of a span; a tick or less: each tick is one
    Spans(long millis, int tickMillis) {
        this.millis = millis;
        this.tickMillis = tickMillis;
    }

    /// The span that this tick is the last of, if it is. Where ticks are missing, spans are missing or incomplete.
    Optional<Moment> add(Moment moment) {
        if (millis <= tickMillis) {
            return Optional.of(moment);
        }
        stable = stable.plus(moment.stable());
        candidate = candidate.plus(moment.candidate());
        var spans = moment.endMillis() / millis;
        if (spans <= spansBefore) {
            return Optional.empty();
        }
        spansBefore = spans;
        var span =
                new Moment(moment.tick(), moment.endMillis(), moment.weight(), stable, candidate);
        stable = Counted.NONE;
        candidate = Counted.NONE;
        return Optional.of(span);
    }
}
