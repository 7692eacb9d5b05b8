package penstock.server.receive;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import penstock.metrics.labels.Labels;

/// The samples of one body that are not stored, by reason, with the first of each.
final class Refusals {
    private static final int LONGEST_EXAMPLE = 300;

    private final Map<String, Reason> reasons = new LinkedHashMap<>();
    private final BitSet points = new BitSet();
    private long count;

    private static final class Reason {
        private final String example;
        private int times;

        private Reason(String example) {
            this.example = example;
        }
    }

    /// What a sample belongs to and what it is told by.
    ///
    /// @param point counted from 0; -1 when it is of none
    record Sample(int point, Labels labels, long time) {
        private String text() {
            return labels + " at " + time;
        }
    }

    /// @param reason of a few that are fixed
    void add(String reason, Sample sample) {
        add(reason, sample.point, sample::text);
    }

    /// @param example which it was, or what exactly was wrong; asked for once
    void add(String reason, int point, Supplier<String> example) {
        reasons.computeIfAbsent(reason, _ -> new Reason(shortened(example.get()))).times++;
        count++;
        if (point >= 0) {
            points.set(point);
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_EXAMPLE ? text : text.substring(0, LONGEST_EXAMPLE) + "…";
    }

    long count() {
        return count;
    }

    long points() {
        return points.cardinality();
    }

    /// Such as `2 samples are not stored: a series has two values at one time (2, first {…} at 1700000000000)`; empty without any.
    String text() {
        if (count == 0) {
            return "";
        }
        var text = new StringBuilder().append(count);
        text.append(count == 1 ? " sample is not stored: " : " samples are not stored: ");
        var separator = "";
        for (var reason : reasons.entrySet()) {
            text.append(separator).append(reason.getKey());
            text.append(" (").append(reason.getValue().times);
            text.append(", first ").append(reason.getValue().example).append(')');
            separator = "; ";
        }
        return text.toString();
    }
}
