package penstock.capabilities.scraped;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Line;

/// When which target told anything. A series that a target did not have yet, though it told others, has grown from nothing: a
/// counter of errors often begins with the first error. One whose target was not there before may have grown for long, and
/// only what comes after its first sample counts.
final class Presence {
    private final Map<String, TreeSet<Long>> times = new HashMap<>();

    static Presence of(List<Line> lines) {
        var presence = new Presence();
        lines.forEach(presence::add);
        return presence;
    }

    void add(Line line) {
        var mine = times.computeIfAbsent(target(line.labels()), _ -> new TreeSet<>());
        for (int i = 0; i < line.size(); i++) {
            mine.add(line.time(i));
        }
    }

    /// Of `up`, whose value says whether the target answered.
    void addUp(Line line) {
        var mine = times.computeIfAbsent(target(line.labels()), _ -> new TreeSet<>());
        for (int i = 0; i < line.size(); i++) {
            if (line.value(i) == 1) {
                mine.add(line.time(i));
            }
        }
    }

    /// Who tells a series: as in Prometheus, job and instance. Series without these labels are of one target.
    static String target(Labels labels) {
        return labels.get("job") + "\n" + labels.get("instance");
    }

    /// Whether the target told something not long before that time.
    boolean isKnownBefore(String target, long time, Span span) {
        var mine = times.get(target);
        var before = mine == null ? null : mine.lower(time);
        return before != null && span.isBridged(before, time);
    }

    boolean isAnyIn(Span span) {
        return last(span) > span.from();
    }

    /// When the last of it was told, of all targets together; the interval's beginning when nothing was.
    long last(Span span) {
        return times.values().stream()
                .map(mine -> mine.floor(span.to()))
                .filter(time -> time != null && time > span.from())
                .mapToLong(Long::longValue)
                .max()
                .orElse(span.from());
    }

    /// For how many milliseconds of the interval targets were there, all together.
    long millis(Span span) {
        long sum = 0;
        for (var mine : times.values()) {
            var before = mine.floor(span.from());
            for (var time : mine.subSet(span.from(), false, span.to(), true)) {
                if (before != null && span.isBridged(before, time)) {
                    sum += time - before;
                }
                before = time;
            }
        }
        return sum;
    }
}
