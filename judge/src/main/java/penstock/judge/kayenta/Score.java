package penstock.judge.kayenta;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What all metrics together say.
///
/// @param outcome whether it is enough
/// @param points 0 to 100, two decimals
/// @param groups the share of metrics passed in each group, 0 to 100; 0 for a group without data, although that takes
///     nothing from `points`
/// @param reason for people, in one sentence
public record Score(
        Outcome outcome, double points, SortedMap<String, Double> groups, String reason) {
    /// What the points mean.
    public enum Outcome {
        PASS,
        MARGINAL,
        FAIL
    }

    /// Points needed.
    ///
    /// @param pass at least this is a pass, at most 100; 95 by default
    /// @param marginal at least this, and less than `pass`, is marginal; 75 by default
    public record Thresholds(double pass, double marginal) {
        public static final Thresholds STANDARD = new Thresholds(95, 75);

        public Thresholds {
            if (!(pass >= 0 && pass <= 100)) {
                throw new IllegalArgumentException("pass: " + pass + " (expected: 0..100)");
            }
            if (!(marginal >= 0 && marginal <= pass)) {
                throw new IllegalArgumentException(
                        "marginal: " + marginal + " (expected: 0.." + pass + ", the pass)");
            }
        }

        Outcome of(double points) {
            if (points >= pass) {
                return Outcome.PASS;
            }
            return points >= marginal ? Outcome.MARGINAL : Outcome.FAIL;
        }
    }

    public Score {
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    }
}
