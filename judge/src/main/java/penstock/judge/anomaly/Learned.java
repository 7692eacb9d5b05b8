package penstock.judge.anomaly;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A point of the past, and whether it was unusual then: nothing is learned from such a point.
record Learned(Point point, boolean isAnomalous) {
    Learned {
        Objects.requireNonNull(point);
    }

    static List<Point> usual(List<Learned> past) {
        var usual = new ArrayList<Point>();
        for (var each : past) {
            if (!each.isAnomalous()) {
                usual.add(each.point());
            }
        }
        return usual;
    }
}
