package penstock.metrics.rules;

import java.util.List;
import java.util.Optional;

/// Where rules write to. What was written is seen by the queries that follow.
public interface PointSink {
    /// Writes all; a point that is older than what its series has, or of a time it has already, is left out silently.
    ///
    /// @return why nothing could be written
    Optional<String> write(List<Point> points);
}
