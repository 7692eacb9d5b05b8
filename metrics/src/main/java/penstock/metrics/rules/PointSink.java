package penstock.metrics.rules;

import java.util.List;
import java.util.Optional;

/// Where rules write to. What was written is seen by the queries that follow.
public interface PointSink {
    /// Writes what can be written. A number or histogram that its series cannot take, since it has a later one or another one at
    /// that time, is a problem; a stale marker that it cannot take is not, since another rule goes on with the series.
    ///
    /// @return why something could not be written
    Optional<String> write(List<Point> points);
}
