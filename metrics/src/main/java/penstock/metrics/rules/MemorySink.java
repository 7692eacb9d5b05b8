package penstock.metrics.rules;

import java.util.List;
import java.util.Optional;
import penstock.metrics.script.MemorySeries;
import penstock.metrics.series.Samples;

/// Keeps what rules write in memory.
final class MemorySink implements PointSink {
    private final MemorySeries series;
    private final long most;
    private long count;

    /// @param most points in all
    MemorySink(MemorySeries series, long most) {
        this.series = series;
        this.most = most;
    }

    @Override
    public Optional<String> write(List<Point> points) {
        if (points.size() > most - count) {
            return Optional.of("more than " + most + " samples of rules in memory");
        }
        Optional<String> problem = Optional.empty();
        for (Point point : points) {
            if (!series.isNews(point.labels(), point.time())) {
                problem = problem.isPresent() ? problem : conflict(point);
                continue;
            }
            if (point.histogram() == null) {
                series.add(point.labels(), point.time(), point.value(), 0);
            } else {
                series.add(point.labels(), point.time(), point.histogram(), 0);
            }
            count++;
        }
        return problem;
    }

    /// In Prometheus' words.
    private Optional<String> conflict(Point point) {
        boolean isHarmless =
                Samples.isStale(point.value())
                        || series.isLast(point.labels(), point.time(), point.value());
        return isHarmless ? Optional.empty() : Optional.of("duplicate sample for timestamp");
    }
}
