package penstock.bench.judge.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The clients of one version that meet failures: whether one counts, and what they do next. One counts once in 60 s, as the
/// gateway has it.
final class Clients {
    /// A client who has not been seen before.
    static final long ANOTHER = -1;

    private static final double SESSION_SECONDS = 60;

    private final Trouble trouble;
    private final Dice dice;
    private final Map<Long, Double> counted = new LinkedHashMap<>();
    private List<Repetition> waiting = new ArrayList<>();
    private long last = Long.MAX_VALUE;

    Clients(Trouble trouble, Dice dice) {
        this.trouble = trouble;
        this.dice = dice;
    }

    /// A request that a client makes because of a failure.
    ///
    /// @param repetition 1 for the first
    record Repetition(long client, int repetition, double at) {}

    /// Takes note of a failure.
    ///
    /// @param repetition how many requests because of failures this one was; 0 for none
    /// @return whether the client counts as failing
    boolean fails(long given, double seconds, int repetition) {
        var most = Math.max(trouble.retries, trouble.failuresPerClient - 1);
        if (most == 0 && given == ANOTHER) {
            return true;
        }
        var client = given == ANOTHER ? last-- : given;
        if (repetition < most) {
            var spacing = dice.between(trouble.leastSpacing, trouble.mostSpacing);
            waiting.add(new Repetition(client, repetition + 1, seconds + spacing));
        }
        return counts(client, seconds);
    }

    private boolean counts(long client, double seconds) {
        var since = counted.get(client);
        if (since != null && seconds - since < SESSION_SECONDS) {
            return false;
        }
        counted.remove(client);
        counted.put(client, seconds);
        var oldest = counted.entrySet().iterator();
        while (oldest.hasNext() && oldest.next().getValue() < seconds - SESSION_SECONDS) {
            oldest.remove();
        }
        return true;
    }

    /// The requests because of failures that come up to now.
    List<Repetition> due(double seconds) {
        if (waiting.isEmpty()) {
            return List.of();
        }
        var due = new ArrayList<Repetition>();
        var later = new ArrayList<Repetition>();
        for (var each : waiting) {
            (each.at <= seconds ? due : later).add(each);
        }
        waiting = later;
        return due;
    }
}
