package penstock.capabilities.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import penstock.capabilities.rollout.Course.Point;
import penstock.judge.Reading;

/// The evidence over time, for a picture: as many points as a picture has room for, however long the rollout took.
final class Curve {
    private static final int MOST_POINTS = 720;

    private final List<Dot> dots = new ArrayList<>();
    private long every = 1;
    private Dot last = new Dot(Point.START, Map.of());

    /// What was known at a moment, by metric.
    record Dot(Point point, Map<String, Evidence> metrics) {
        Evidence of(String metric) {
            return metrics.getOrDefault(metric, Evidence.NONE);
        }
    }

    /// @param worse that the candidate is beyond the tolerances
    /// @param notWorse that it is within the margins of the present weight
    record Evidence(double worse, double notWorse) {
        private static final Evidence NONE = new Evidence(1, 1);
    }

    void add(Point point, List<Reading> readings) {
        var metrics = new TreeMap<String, Evidence>();
        readings.forEach(
                each ->
                        metrics.put(
                                each.metric().name(), new Evidence(each.worse(), each.notWorse())));
        last = new Dot(point, metrics);
        if (point.tick() % every == 0) {
            dots.add(last);
        }
        if (dots.size() > MOST_POINTS) {
            every *= 2;
            dots.removeIf(dot -> dot.point().tick() % every != 0);
        }
    }

    /// In the order of time, the last moment included.
    List<Dot> dots() {
        var all = new ArrayList<>(dots);
        if (!last.metrics().isEmpty() && (all.isEmpty() || !all.getLast().equals(last))) {
            all.add(last);
        }
        return all;
    }
}
