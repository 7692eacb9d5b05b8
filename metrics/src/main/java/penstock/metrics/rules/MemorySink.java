package penstock.metrics.rules;

import java.util.List;
import java.util.Optional;
import penstock.metrics.script.MemorySeries;

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
        for (Point point : points) {
            if (!series.isNews(point.labels(), point.time())) {
                continue;
            }
            if (point.histogram() == null) {
                series.add(point.labels(), point.time(), point.value(), 0);
            } else {
                series.add(point.labels(), point.time(), point.histogram(), 0);
            }
            count++;
        }
        return Optional.empty();
    }
}
