package penstock.judge.anomaly;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Watches one or several signals: trained on the past, it says of each new point how unusual it is, and goes on learning.
///
/// Not for several threads at once. What it says is a function of its setup, its seed and the points it has seen, and of
/// nothing else, so [ModelText] needs to keep no more.
public final class AnomalyModel {
    private static final double MOST_SCORE = 12;

    /// An anomaly ends where a point is this many times as likely as one that begins one.
    private static final double CALM = 10;

    /// The forest learns the first points of an anomaly, as it did when its scores were measured, but not a long one.
    private static final int LEARNED_IN_RUN = 10;

    /// What is unusual so much of the time is not.
    private static final double MOSTLY = 0.9;

    private final Setup setup;
    private final long seed;
    private long version;
    private long trainedAt;
    private final List<Learned> past;
    private final List<Learned> since = new ArrayList<>();
    private Training training;
    private int run;

    private AnomalyModel(Setup setup, long seed, long version, long trainedAt, List<Learned> past) {
        this.setup = setup;
        this.seed = seed;
        this.version = version;
        this.trainedAt = trainedAt;
        this.past = new ArrayList<>(past);
        training = Training.of(setup, seed + version, Learned.usual(past));
        run = runInPast();
    }

    /// A detector that knows the past, or nothing if there are fewer than [Setup#leastPoints] points.
    ///
    /// @param past in order of time; of more than [Setup#mostPoints] the last
    /// @param seed for the forest
    /// @param atMillis now
    public static Optional<AnomalyModel> train(
            Setup setup, List<Point> past, long seed, long atMillis) {
        requireOrder(setup, past);
        if (past.size() < setup.leastPoints()) {
            return Optional.empty();
        }
        var last = past.subList(Math.max(0, past.size() - setup.mostPoints()), past.size());
        var learned = last.stream().map(point -> new Learned(point, false)).toList();
        return Optional.of(new AnomalyModel(setup, seed, 1, atMillis, learned));
    }

    private static void requireOrder(Setup setup, List<Point> past) {
        for (var i = 0; i < past.size(); i++) {
            if (i > 0 && past.get(i).atMillis() <= past.get(i - 1).atMillis()) {
                throw new IllegalArgumentException(
                        "past: "
                                + past.get(i)
                                + " after "
                                + past.get(i - 1)
                                + " (expected: in order of time)");
            }
            requireSignals(setup, past.get(i));
        }
    }

    private static void requireSignals(Setup setup, Point point) {
        if (point.size() != setup.signals().size()) {
            throw new IllegalArgumentException(
                    "point: "
                            + point
                            + " (expected: "
                            + setup.signals().size()
                            + " values, one for each signal)");
        }
    }

    /// As it was before it was written down.
    static AnomalyModel restored(
            Setup setup, long seed, long version, long trainedAt, List<Learned> past) {
        return new AnomalyModel(setup, seed, version, trainedAt, past);
    }

    /// Scores a point, then learns from it. Points come in order of time.
    public Finding observe(Point point) {
        requireSignals(setup, point);
        if (point.atMillis() <= lastAt()) {
            throw new IllegalArgumentException(
                    "point.atMillis: "
                            + point.atMillis()
                            + " (expected: more than "
                            + lastAt()
                            + ", the point before)");
        }
        var finding = score(point);
        var distances = training.distances(point);
        training.bands().add(distances);
        training.grown().ifPresent(it -> it.forest().add(distances, run < LEARNED_IN_RUN));
        since.add(new Learned(point, finding.isAnomalous()));
        run = finding.isAnomalous() ? run + 1 : 0;
        return finding;
    }

    /// What would be said of a point; changes nothing.
    public Finding score(Point point) {
        var distances = training.distances(point);
        var farthest = training.bands().farthest(distances);
        var inBands = training.bandsTail().chance(farthest.score());
        var chance =
                switch (setup.method()) {
                    case SEASONAL -> inBands;
                    case FOREST -> inForest(distances);
                    case BOTH -> Math.min(1, 2 * Math.min(inBands, inForest(distances)));
                };
        var limit = run > 0 ? CALM * setup.falsePositives() : setup.falsePositives();
        var isAnomalous = chance <= limit;
        var isByBands =
                setup.method() == Setup.Method.SEASONAL || inBands <= setup.falsePositives();
        var shape = isByBands ? farthest.shape() : Finding.Shape.PATTERN;
        var cause = new Finding.Cause(setup.signals().get(farthest.signal()), shape);
        return new Finding(
                Math.clamp(-StrictMath.log10(chance), 0, MOST_SCORE),
                1 - chance,
                isAnomalous,
                expected(point.atMillis()),
                isAnomalous ? Optional.of(cause) : Optional.empty());
    }

    private double inForest(double[] distances) {
        return training.grown()
                .map(it -> it.tail().chance(it.forest().score(distances)))
                .orElse(1.0);
    }

    private List<Finding.Expected> expected(long at) {
        var expected = new ArrayList<Finding.Expected>();
        var score = training.bandsTail().score(setup.falsePositives());
        for (var i = 0; i < setup.signals().size(); i++) {
            var profile = training.profiles().get(i);
            var middle = profile.expected(at);
            var reach = training.bands().reach(i, score) * profile.spread(at);
            expected.add(new Finding.Expected(middle, middle - reach, middle + reach));
        }
        return expected;
    }

    /// Whether it is time to [#retrain].
    public boolean isDue() {
        return since.size() >= setup.pointsBetweenTrainings();
    }

    /// Learns anew from what was usual, as a new version of the model. What has been unusual for a day is the new
    /// normal: then nothing from before it counts.
    ///
    /// @param atMillis now
    public void retrain(long atMillis) {
        past.addAll(since);
        since.clear();
        keep(setup.mostPoints());
        if (isNewNormal()) {
            keep(setup.patience());
            past.replaceAll(each -> new Learned(each.point(), false));
        } else if (Learned.usual(past).size() < setup.leastPoints()) {
            past.replaceAll(each -> new Learned(each.point(), false));
        }
        version++;
        trainedAt = atMillis;
        training = Training.of(setup, seed + version, Learned.usual(past));
        run = runInPast();
    }

    private void keep(int points) {
        past.subList(0, Math.max(0, past.size() - points)).clear();
    }

    private boolean isNewNormal() {
        var last = past.subList(Math.max(0, past.size() - setup.patience()), past.size());
        var unusual = last.stream().filter(Learned::isAnomalous).count();
        return last.size() == setup.patience() && unusual >= MOSTLY * last.size();
    }

    /// How many points at the end of the past were unusual without a break.
    private int runInPast() {
        var count = 0;
        while (count < past.size() && past.get(past.size() - 1 - count).isAnomalous()) {
            count++;
        }
        return count;
    }

    public Setup setup() {
        return setup;
    }

    /// Counts trainings, from 1.
    public long version() {
        return version;
    }

    public long trainedAtMillis() {
        return trainedAt;
    }

    /// Time of the first point that the present version was trained on.
    public long trainedFromMillis() {
        return past.getFirst().point().atMillis();
    }

    /// Time of the last point that the present version was trained on.
    public long trainedToMillis() {
        return past.getLast().point().atMillis();
    }

    /// How many points the present version was trained on.
    public int trainedOn() {
        return Learned.usual(past).size();
    }

    /// Time of the last point seen.
    public long lastAt() {
        return since.isEmpty() ? trainedToMillis() : since.getLast().point().atMillis();
    }

    /// Since when every point is unusual, if the last one is.
    public OptionalLong anomalousSinceMillis() {
        if (run == 0) {
            return OptionalLong.empty();
        }
        var first = since.size() - run;
        return OptionalLong.of(
                first >= 0
                        ? since.get(first).point().atMillis()
                        : past.get(past.size() + first).point().atMillis());
    }

    long seed() {
        return seed;
    }

    List<Learned> past() {
        return past;
    }

    List<Learned> since() {
        return since;
    }
}
