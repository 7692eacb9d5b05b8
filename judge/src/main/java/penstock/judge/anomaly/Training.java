package penstock.judge.anomaly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is learned from past points.
///
/// @param profiles of each signal
/// @param bands after the last of these points
/// @param bandsTail how often a score of the bands is reached
/// @param grown the forest after the last of these points, if it is asked
record Training(List<Profile> profiles, Bands bands, Tail bandsTail, Optional<Grown> grown) {
    /// The forest remembers a few hundred points at most, the younger the likelier.
    private static final int MOST_IN_FOREST = 4_096;

    /// @param points at least 240, in order of time
    static Training of(Setup setup, long seed, List<Point> points) {
        var folds = new ArrayList<Fold>();
        for (var quarter = 2; quarter < 4; quarter++) {
            var from = points.size() * quarter / 4;
            var to = points.size() * (quarter + 1) / 4;
            folds.add(new Fold(profiles(setup, points.subList(0, from)), points, from, to));
        }
        var profiles = profiles(setup, points);
        var signals = setup.signals().size();
        var usual = Fold.walks(profiles, points, 0, points.size());
        var bands = Bands.scaled(signals, usual, folds.stream().map(Fold::walks).toList());
        var bandScores = folds.stream().map(fold -> fold.bandScores(bands.afresh()));
        var bandsTail = Tail.of(bandScores.flatMapToDouble(Arrays::stream).toArray());
        for (var point : points) {
            bands.add(distances(profiles, point));
        }
        var forest =
                setup.method() == Setup.Method.SEASONAL
                        ? Optional.<Grown>empty()
                        : Optional.of(grown(seed, folds, points, profiles));
        return new Training(profiles, bands, bandsTail, forest);
    }

    /// A forest, and how often its scores are reached.
    record Grown(Forest forest, Tail tail) {}

    private static Grown grown(
            long seed, List<Fold> folds, List<Point> points, List<Profile> profiles) {
        var scores =
                folds.stream().map(fold -> fold.forestScores(new Forest(profiles.size(), seed)));
        var tail = Tail.of(scores.flatMapToDouble(Arrays::stream).toArray());
        var forest = new Forest(profiles.size(), seed);
        for (var point :
                points.subList(Math.max(0, points.size() - MOST_IN_FOREST), points.size())) {
            forest.add(distances(profiles, point), true);
        }
        return new Grown(forest, tail);
    }

    /// Points from `from` up to `to`, seen with what was usual before them: as the points will be that are yet to come.
    private record Fold(List<Profile> profiles, List<Point> points, int from, int to) {
        double[][] walks() {
            return walks(profiles, points, from, to);
        }

        /// The running means of each signal and length over the points from `from` up to `to`.
        static double[][] walks(List<Profile> profiles, List<Point> points, int from, int to) {
            var walks = new double[profiles.size() * Bands.LENGTHS][to - from];
            var bands = Bands.raw(profiles.size());
            for (var i = 0; i < to; i++) {
                bands.add(distances(profiles, points.get(i)));
                for (var j = 0; i >= from && j < walks.length; j++) {
                    walks[j][i - from] = bands.mean(j / Bands.LENGTHS, j % Bands.LENGTHS);
                }
            }
            return walks;
        }

        double[] bandScores(Bands bands) {
            var scores = new double[to - from];
            for (var i = 0; i < to; i++) {
                var distances = distances(profiles, points.get(i));
                if (i >= from) {
                    scores[i - from] = bands.farthest(distances).score();
                }
                bands.add(distances);
            }
            return scores;
        }

        double[] forestScores(Forest forest) {
            var scores = new double[to - from];
            for (var i = Math.max(0, from - MOST_IN_FOREST); i < to; i++) {
                var distances = distances(profiles, points.get(i));
                if (i >= from) {
                    scores[i - from] = forest.score(distances);
                }
                forest.add(distances, true);
            }
            return scores;
        }
    }

    private static List<Profile> profiles(Setup setup, List<Point> points) {
        var at = points.stream().mapToLong(Point::atMillis).toArray();
        var profiles = new ArrayList<Profile>();
        for (var i = 0; i < setup.signals().size(); i++) {
            var signal = i;
            var values = points.stream().mapToDouble(point -> point.value(signal)).toArray();
            profiles.add(Profile.of(at, values, setup.season().toMillis()));
        }
        return List.copyOf(profiles);
    }

    double[] distances(Point point) {
        return distances(profiles, point);
    }

    /// How far each signal is from what is usual, in spreads.
    private static double[] distances(List<Profile> profiles, Point point) {
        var distances = new double[profiles.size()];
        for (var i = 0; i < distances.length; i++) {
            var profile = profiles.get(i);
            distances[i] =
                    (point.value(i) - profile.expected(point.atMillis()))
                            / profile.spread(point.atMillis());
        }
        return distances;
    }
}
