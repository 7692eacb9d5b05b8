package penstock.bench.judge.trace;

import java.util.ArrayList;
import java.util.List;
import penstock.bench.judge.contender.Contender;
import penstock.bench.judge.world.Counted;
import penstock.bench.judge.world.Moment;

/// A trace, read and put in order.
///
/// @param before ticks of stable alone
/// @param rollout ticks from the first one with a weight or with candidate requests on; their times begin there
/// @param tickMillis how long a tick is
/// @param notes what was assumed, for people
public record Recording(
        List<Moment> before, List<Moment> rollout, int tickMillis, List<String> notes) {
    public Recording {
        before = List.copyOf(before);
        rollout = List.copyOf(rollout);
        notes = List.copyOf(notes);
    }

    /// What a judge knows when this rollout begins.
    public Contender.Start start() {
        return new Contender.Start(
                history(),
                rollout.getFirst().weight(),
                rollout.stream().anyMatch(each -> counts(each).latency().count() > 0),
                rollout.stream().anyMatch(each -> counts(each).scores().n() > 0));
    }

    private static Counted counts(Moment moment) {
        return moment.stable().plus(moment.candidate());
    }

    /// Whole minutes back from the beginning of the rollout, oldest first; the oldest may be a part.
    private List<Counted> history() {
        var minutes = new ArrayList<Counted>();
        var start = rollout.getFirst().tick();
        for (var moment : before.reversed()) {
            var minute = (start - 1 - moment.tick()) * tickMillis / 60_000;
            while (minutes.size() <= minute && minutes.size() < 60) {
                minutes.addFirst(Counted.NONE);
            }
            if (minute < minutes.size()) {
                minutes.set(0, moment.stable().plus(minutes.getFirst()));
            }
        }
        return minutes;
    }
}
