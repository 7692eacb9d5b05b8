package penstock.cli.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Counts what the requests of a load came to. Safe for use by several threads.
final class LoadRecord {
    private final Histogram latency = new Histogram();
    private final Histogram service = new Histogram();
    private final Map<String, Tally> versions = new HashMap<>();
    private final List<Second> seconds = new ArrayList<>();
    private Tally all = Tally.NONE;
    private Tally rescues = Tally.NONE;
    private long resent;

    synchronized void add(Ending ending) {
        var answer = ending.answer();
        boolean isSafe = ending.shot().isSafe();
        long dueNanos = ending.dueNanos();
        long endNanos = ending.endNanos();
        latency.record(endNanos - dueNanos);
        service.record(endNanos - ending.sentNanos());
        all = all.plus(answer, isSafe, endNanos);
        if (answer.isRescued()) {
            rescues = rescues.plus(answer, isSafe, endNanos);
        }
        if (!answer.version().isEmpty()) {
            versions.merge(
                    answer.version(),
                    Tally.NONE.plus(answer, isSafe, endNanos),
                    (earlier, _) -> earlier.plus(answer, isSafe, endNanos));
        }
        int second = (int) TimeUnit.NANOSECONDS.toSeconds(dueNanos);
        while (seconds.size() <= second) {
            seconds.add(Second.NONE);
        }
        seconds.set(second, seconds.get(second).plus(answer.outcome()));
    }

    synchronized void resent() {
        resent++;
    }

    synchronized LoadReport report(long sent) {
        return new LoadReport(
                sent,
                resent,
                all,
                rescues,
                Map.copyOf(versions),
                latency.copy(),
                service.copy(),
                List.copyOf(seconds));
    }
}
