package penstock.bench.loss;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import penstock.bench.loss.Act.Flaw;
import penstock.bench.loss.Act.Order;
import penstock.bench.loss.Act.Strike;

/// The acts of a run, fixed by its seed: rounds of the same acts, each in an order of its own, with strikes and their
/// moments dealt anew. A round has every strategy, every way a rollout can end, and every strike.
final class Schedule {
    static final String CANARY = "loss-canary";
    static final String LATENCY = "loss-latency";
    static final String BLUE_GREEN = "loss-blue-green";
    static final String GRADUAL = "loss-gradual";
    static final String HASTY = "loss-hasty";

    private static final int MAX_DELAY_MILLIS = 2_500;

    /// The acts of a round against our own upstream, which can be bad on demand.
    static final List<Act> OWN =
            List.of(
                    Act.good(CANARY, Order.NONE),
                    Act.good(CANARY, Order.NONE),
                    Act.good(BLUE_GREEN, Order.NONE),
                    Act.good(BLUE_GREEN, Order.NONE),
                    Act.good(GRADUAL, Order.NONE),
                    Act.good(GRADUAL, Order.NONE),
                    Act.good("atomic", Order.NONE),
                    Act.good("atomic", Order.NONE),
                    Act.good("rolling", Order.NONE),
                    Act.good("rolling", Order.NONE),
                    Act.good("rolling-one", Order.NONE),
                    Act.good(CANARY, Order.PAUSE),
                    Act.good(CANARY, Order.PROMOTE),
                    Act.good(CANARY, Order.ABORT),
                    Act.good(CANARY, Order.ABORT_PAUSED),
                    Act.good(CANARY, Order.ABORT_PROMOTING),
                    Act.good(BLUE_GREEN, Order.ABORT_EARLY),
                    Act.good(GRADUAL, Order.SUPERSEDE),
                    Act.good(GRADUAL, Order.ABORT_PENDING),
                    Act.good("atomic", Order.ROLL_BACK),
                    Act.good("atomic", Order.ROLL_BACK),
                    Act.bad(Flaw.ERRORS, CANARY),
                    Act.bad(Flaw.ERRORS, GRADUAL),
                    Act.bad(Flaw.SOME_ERRORS, CANARY),
                    Act.bad(Flaw.LATENCY, LATENCY),
                    Act.bad(Flaw.NEVER_READY, HASTY),
                    Act.bad(Flaw.CRASH_AT_START, CANARY),
                    Act.bad(Flaw.CRASH_LATER, CANARY));

    /// The acts of a round against a service that we know nothing of: its versions differ in nothing but the name.
    static final List<Act> FOREIGN =
            List.of(
                    Act.good(CANARY, Order.NONE),
                    Act.good(GRADUAL, Order.NONE),
                    Act.good("atomic", Order.NONE),
                    Act.good("rolling", Order.NONE),
                    Act.good("rolling-one", Order.NONE),
                    Act.good(GRADUAL, Order.PAUSE),
                    Act.good(GRADUAL, Order.PROMOTE),
                    Act.good(GRADUAL, Order.ABORT),
                    Act.good("atomic", Order.ABORT_EARLY),
                    Act.good(GRADUAL, Order.ABORT_PAUSED),
                    Act.good(CANARY, Order.ABORT_PROMOTING),
                    Act.good(GRADUAL, Order.SUPERSEDE),
                    Act.good(GRADUAL, Order.ABORT_PENDING),
                    Act.good("atomic", Order.ROLL_BACK));

    /// Of these each act of a round gets one; they begin anew when there are more acts, so the commonest come first.
    private static final List<Strike> STRIKES =
            List.of(
                    Strike.SERVER,
                    Strike.UPGRADE,
                    Strike.GATEWAY,
                    Strike.INSTANCE,
                    Strike.SERVER_AND_GATEWAY,
                    Strike.NONE);

    private final List<Act> acts;
    private final Random random;
    private List<Act> round = List.of();
    private int next;

    Schedule(List<Act> acts, long seed) {
        this.acts = acts;
        this.random = new Random(seed);
    }

    /// Whether the present round is through: all of its acts have been handed out.
    boolean isRoundOver() {
        return next >= round.size();
    }

    Act next() {
        if (isRoundOver()) {
            round = deal();
            next = 0;
        }
        return round.get(next++);
    }

    private List<Act> deal() {
        var shuffled = new ArrayList<>(acts);
        Collections.shuffle(shuffled, random);
        var dealt = new ArrayList<Act>();
        for (int i = 0; i < shuffled.size(); i++) {
            var delay = Duration.ofMillis(random.nextInt(MAX_DELAY_MILLIS));
            dealt.add(shuffled.get(i).struckBy(STRIKES.get(i % STRIKES.size()), delay));
        }
        return dealt;
    }
}
