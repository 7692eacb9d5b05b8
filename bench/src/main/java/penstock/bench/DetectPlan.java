package penstock.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the detection benchmark tries.
///
/// @param errors share of requests the candidate fails, such as `100%`
/// @param latency what the candidate adds to which share, such as `10%:800ms`; empty for nothing
/// @param weight the candidate's weight
/// @param perSecond requests a second
/// @param postShare share of requests that are POSTs, which cannot be rescued
/// @param limit after which a trial ends undecided
record DetectPlan(
        String errors,
        String latency,
        String weight,
        double perSecond,
        double postShare,
        int trials,
        long seed,
        Duration limit) {
    Map<String, String> fault() {
        var values = new LinkedHashMap<String, String>();
        values.put("UPSTREAM_ERRORS", errors);
        if (!latency.isEmpty()) {
            values.put("UPSTREAM_LATENCY", latency);
        }
        return values;
    }

    /// Whether a time was promised: for latency it is not, because a new instance's latency counts only once it is warm.
    boolean hasErrors() {
        return !errors.equals("0%");
    }

    boolean isTotalFailure() {
        return errors.equals("100%");
    }
}
