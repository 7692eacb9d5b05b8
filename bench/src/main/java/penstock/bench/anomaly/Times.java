package penstock.bench.anomaly;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How long something took, many times, in nanoseconds.
final class Times {
    private final List<Long> nanos = new ArrayList<>();

    void add(long each) {
        nanos.add(each);
    }

    /// Milliseconds that the share `q` of all did not exceed.
    double millis(double q) {
        var sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((int) Math.ceil(q * (sorted.size() - 1))) / 1e6;
    }
}
