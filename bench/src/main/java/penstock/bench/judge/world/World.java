package penstock.bench.judge.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A service with a stable and a candidate version: 100 requests a second that swing by 30 %, 0.1 % errors that swing by half,
/// log-normal latency (median 80 ms, σ 0.6, p99 323 ms) that swings by 15 %, scores of 0.8 on average (standard deviation
/// 0.12), both versions alike but for the [Trouble]. The world owns the clock, the faults and the counting; of a judge
/// it knows only the weights that the driver sets.
public final class World {
    public static final int TICK_MILLIS = 250;

    /// Minutes of stable alone before the rollout.
    public static final int HISTORY_MINUTES = 5;

    private static final double SECONDS = TICK_MILLIS / 1_000.0;
    private static final int TICKS_A_SECOND = 1_000 / TICK_MILLIS;

    private final Trouble trouble;
    private final Dice dice;
    private final Conditions conditions;
    private final Arm stable;
    private final Arm candidate;
    private final List<Users> users;
    private final ArrayDeque<Counted> late = new ArrayDeque<>();
    private long tick = -HISTORY_MINUTES * 60L * TICKS_A_SECOND;
    private double lastWeight = -1;

    public World(Trouble trouble, long seed) {
        this.trouble = trouble;
        dice = new Dice(seed);
        conditions = new Conditions(trouble, dice.split());
        stable = new Arm(trouble, dice.split(), false);
        candidate = new Arm(trouble, dice.split(), true);
        users =
                trouble.users > 0
                        ? List.of(new Users(trouble.users, 0.001, dice.split()))
                        : List.of();
    }

    /// The time before the rollout, one count for each minute.
    ///
    /// @param witness is shown each tick
    public List<Counted> history(Consumer<Moment> witness) {
        var minutes = new ArrayList<Counted>();
        while (tick < 0) {
            var minute = Counted.NONE;
            for (var i = 0; i < 60 * TICKS_A_SECOND; i++) {
                var moment = next(0);
                witness.accept(moment);
                minute = minute.plus(moment.stable());
            }
            minutes.add(minute);
        }
        return minutes;
    }

    /// The next tick, with this share of requests going to the candidate.
    public Moment next(double weight) {
        var seconds = tick * SECONDS;
        if (weight != lastWeight || Math.floorMod(tick, TICKS_A_SECOND) == 0) {
            stable.conditions(conditions, seconds, weight);
            candidate.conditions(conditions, seconds, weight);
            lastWeight = weight;
        }
        var expected = conditions.rate(seconds) * SECONDS;
        if (users.isEmpty()) {
            stable.serve(expected * (1 - weight), seconds);
            candidate.serve(expected * weight, seconds);
        } else {
            users.getFirst().serve(expected, weight, stable, candidate, seconds);
        }
        stable.serveRepetitions(seconds);
        candidate.serveRepetitions(seconds);
        var moment =
                new Moment(
                        tick,
                        (tick + 1) * TICK_MILLIS,
                        weight,
                        stable.take(),
                        reported(candidate.take()));
        tick++;
        return moment;
    }

    /// What is known of the candidate by now, which may be what it did some time ago.
    private Counted reported(Counted counted) {
        if (trouble.lateMillis == 0) {
            return counted;
        }
        late.addLast(counted);
        return late.size() > trouble.lateMillis / TICK_MILLIS ? late.removeFirst() : Counted.NONE;
    }

    /// Requests that the candidate has answered.
    public long candidateRequests() {
        return candidate.served();
    }

    /// Of them failed, or took longer than half a second.
    public long candidateFailing() {
        return candidate.failing();
    }
}
