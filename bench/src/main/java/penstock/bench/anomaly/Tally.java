package penstock.bench.anomaly;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What became of the runs of one world and one trouble.
final class Tally {
    private int events;
    private int found;
    private long usualPoints;
    private long flaggedUsualPoints;
    private final List<Integer> delays = new ArrayList<>();

    /// @param delay points from its begin to the first point called unusual; negative if it was missed
    void event(int delay) {
        events++;
        if (delay >= 0) {
            found++;
            delays.add(delay);
        }
    }

    void usual(boolean isFlagged) {
        usualPoints++;
        flaggedUsualPoints += isFlagged ? 1 : 0;
    }

    void add(Tally other) {
        events += other.events;
        found += other.found;
        usualPoints += other.usualPoints;
        flaggedUsualPoints += other.flaggedUsualPoints;
        delays.addAll(other.delays);
    }

    int events() {
        return events;
    }

    /// Share of troubles that were found while they lasted.
    double recall() {
        return events == 0 ? Double.NaN : (double) found / events;
    }

    /// Share of points called unusual where nothing was wrong.
    double falsePositives() {
        return usualPoints == 0 ? Double.NaN : (double) flaggedUsualPoints / usualPoints;
    }

    /// The mean of the share of troubles found and the share of usual points left alone, so that neither calling everything
    /// unusual nor nothing is worth more than a half.
    double accuracy() {
        return (recall() + 1 - falsePositives()) / 2;
    }

    /// Points until half of those found were found; -1 without any.
    int medianDelay() {
        if (delays.isEmpty()) {
            return -1;
        }
        var sorted = new ArrayList<>(delays);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
