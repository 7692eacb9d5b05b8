package penstock.judge.anomaly;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import penstock.judge.Times;

/// What a detector watches, and how.
///
/// @param signals 1 to 20; an anomaly may be in one of them or in how they go together
/// @param every time between two points, 1 s to 1 day
/// @param season after this time things repeat, such as a day or a week; zero if they do not. At least eight points long
/// @param falsePositives chance that a point is called unusual when nothing is wrong; 0.00001 to 0.05
/// @param method which views decide
public record Setup(
        List<Signal> signals,
        Duration every,
        Duration season,
        double falsePositives,
        Method method) {
    /// Which views decide.
    public enum Method {
        /// The random cut forest: unusual combinations and shapes.
        FOREST,
        /// The bands around each signal: spikes, other levels, slow burns.
        SEASONAL,
        /// Each with half of the chance of a false positive.
        BOTH
    }

    private static final int FEWEST_POINTS = 240;
    private static final int MOST_POINTS = 30_240;
    private static final int POINTS_WITHOUT_SEASON = 2_880;
    private static final int MOST_BETWEEN_TRAININGS = 1_440;

    public Setup {
        signals = List.copyOf(signals);
        if (signals.isEmpty() || signals.size() > 20) {
            throw new IllegalArgumentException(
                    "signals: " + signals.size() + " (expected: 1 to 20)");
        }
        if (signals.stream().map(Signal::name).distinct().count() < signals.size()) {
            throw new IllegalArgumentException(
                    "signals: "
                            + signals.stream().map(Signal::name).toList()
                            + " (expected: each name once)");
        }
        if (every.compareTo(Duration.ofSeconds(1)) < 0 || every.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "every: " + Times.written(every) + " (expected: 1s to 1d)");
        }
        requireSeason(every, season);
        if (!(falsePositives >= 0.00001 && falsePositives <= 0.05)) {
            throw new IllegalArgumentException(
                    "falsePositives: " + falsePositives + " (expected: 0.00001 to 0.05)");
        }
        Objects.requireNonNull(method);
    }

    private static void requireSeason(Duration every, Duration season) {
        if (season.isZero()) {
            return;
        }
        var points = season.toMillis() / every.toMillis();
        if (points < 8 || points > MOST_POINTS / 3) {
            throw new IllegalArgumentException(
                    "season: "
                            + Times.written(season)
                            + ", "
                            + points
                            + " points (expected: 8 to "
                            + MOST_POINTS / 3
                            + " points, or zero for none)");
        }
    }

    private int seasonPoints() {
        return (int) (season.toMillis() / every.toMillis());
    }

    /// Points without which nothing can be said: two seasons, at least 240.
    public int leastPoints() {
        return Math.max(FEWEST_POINTS, 2 * seasonPoints());
    }

    /// Points that are learned from: the last four seasons, at least 2,880 and at most 30,240.
    public int mostPoints() {
        return Math.clamp(4L * seasonPoints(), POINTS_WITHOUT_SEASON, MOST_POINTS);
    }

    /// Points after which a detector is trained anew: a season, at least 240 and at most 1,440 (a day of minutes).
    int pointsBetweenTrainings() {
        return Math.clamp(seasonPoints(), FEWEST_POINTS, MOST_BETWEEN_TRAININGS);
    }

    /// What is unusual for so long is the new normal: a day of points, at least as many as are needed to learn it.
    int patience() {
        var day = (int) (Duration.ofDays(1).toMillis() / every.toMillis());
        return Math.max(leastPoints(), Math.min(day, MOST_BETWEEN_TRAININGS));
    }
}
