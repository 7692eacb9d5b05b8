package penstock.metrics.promql;

import java.util.List;
import java.util.random.RandomGenerator;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.script.MemorySeries;
import penstock.metrics.series.Samples;

/// Makes queries at random that are mostly well typed, and series at random for them to meet.
final class RandomQuery {
    private static final List<String> METRICS =
            List.of("c_total", "g", "h", "n", "b_bucket", "target_info", "nothing");
    private static final List<String> MATCHERS =
            List.of("", "{i=\"1\"}", "{i!=\"1\"}", "{i=~\"1|2\"}", "{i!~\".*2\"}", "{job=\"a\"}");
    private static final List<String> MOMENTS =
            List.of(
                    "",
                    "",
                    "",
                    "",
                    " offset 1m",
                    " offset -30s",
                    " @ 120",
                    " @ start()",
                    " @ end()");
    private static final List<String> RANGES = List.of("15s", "20s", "1m", "2m", "5m");
    private static final List<String> VECTOR_FUNCTIONS =
            List.of(
                    "abs",
                    "absent",
                    "ceil",
                    "exp",
                    "ln",
                    "sgn",
                    "sqrt",
                    "timestamp",
                    "hour",
                    "sort",
                    "histogram_count",
                    "histogram_sum",
                    "histogram_avg",
                    "histogram_stddev",
                    "info",
                    "start_timestamp",
                    "vector_of",
                    "day_of_month");
    private static final List<String> RANGE_FUNCTIONS =
            List.of(
                    "rate",
                    "increase",
                    "delta",
                    "irate",
                    "idelta",
                    "deriv",
                    "changes",
                    "resets",
                    "avg_over_time",
                    "sum_over_time",
                    "min_over_time",
                    "max_over_time",
                    "count_over_time",
                    "last_over_time",
                    "first_over_time",
                    "present_over_time",
                    "absent_over_time",
                    "stddev_over_time",
                    "stdvar_over_time",
                    "mad_over_time",
                    "ts_of_min_over_time",
                    "ts_of_max_over_time",
                    "ts_of_last_over_time",
                    "ts_of_first_over_time");
    private static final List<String> AGGREGATORS =
            List.of("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar");
    private static final List<String> OPERATORS =
            List.of(
                    "+", "-", "*", "/", "%", "^", "atan2", "==", "!=", "> bool", "<", ">= bool",
                    "and", "or", "unless", "</", ">/");
    private static final List<String> GROUPINGS =
            List.of("", " by (i)", " without (i)", " by (job, le)", " without ()");
    private static final List<String> MATCHINGS =
            List.of(
                    "",
                    "on (i) ",
                    "ignoring (job, le) ",
                    "on () ",
                    "on (i) group_left (job) ",
                    "on (i) group_right () ");
    private static final List<String> NUMBERS =
            List.of("0", "1", "2", "-1", "0.5", "NaN", "Inf", "-Inf", "1e308", "time()", "pi()");

    private final RandomGenerator random;

    RandomQuery(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        return random.nextInt(8) == 0 ? scalar(3) : vector(random.nextInt(1, 5));
    }

    private String vector(int depth) {
        if (depth == 0) {
            return selector() + pick(MOMENTS);
        }
        int inner = depth - 1;
        return switch (random.nextInt(12)) {
            case 0, 1 -> ranged(inner);
            case 2 -> called(inner);
            case 3 -> pick(AGGREGATORS) + pick(GROUPINGS) + " (" + vector(inner) + ")";
            case 4 -> chosen(inner);
            case 5, 6 -> joined(inner);
            case 7 -> "(" + vector(inner) + ") " + operator(false) + " " + scalar(inner);
            case 8 -> scalar(inner) + " " + operator(false) + " (" + vector(inner) + ")";
            case 9 -> "-(" + vector(inner) + ")";
            case 10 -> labelled(inner);
            default -> quantiles(inner);
        };
    }

    private String scalar(int depth) {
        if (depth == 0 || random.nextBoolean()) {
            return pick(NUMBERS);
        }
        return random.nextBoolean()
                ? "scalar(" + vector(depth - 1) + ")"
                : "("
                        + scalar(depth - 1)
                        + " "
                        + pick(List.of("+", "*", "<= bool", "^"))
                        + " "
                        + scalar(depth - 1)
                        + ")";
    }

    private String ranged(int depth) {
        return switch (random.nextInt(6)) {
            case 0 -> "quantile_over_time(" + scalar(1) + ", " + matrix(depth) + ")";
            case 1 -> "predict_linear(" + matrix(depth) + ", " + scalar(1) + ")";
            default -> pick(RANGE_FUNCTIONS) + "(" + matrix(depth) + ")";
        };
    }

    private String matrix(int depth) {
        if (depth == 0 || random.nextInt(3) > 0) {
            String extension = random.nextInt(6) > 0 ? "" : pick(List.of(" anchored", " smoothed"));
            return selector() + "[" + pick(RANGES) + "]" + extension + pick(MOMENTS);
        }
        return "("
                + vector(depth - 1)
                + ")["
                + pick(RANGES)
                + ":"
                + pick(List.of("", "7s", "30s"))
                + "]"
                + pick(MOMENTS);
    }

    private String selector() {
        return pick(METRICS) + pick(MATCHERS);
    }

    private String called(int depth) {
        String name = pick(VECTOR_FUNCTIONS);
        if (name.equals("vector_of")) {
            return "vector(" + scalar(depth) + ")";
        }
        return switch (random.nextInt(4)) {
            case 0 -> "clamp(" + vector(depth) + ", " + scalar(1) + ", " + scalar(1) + ")";
            case 1 -> "round(" + vector(depth) + ", " + scalar(1) + ")";
            default -> name + "(" + vector(depth) + ")";
        };
    }

    private String chosen(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> "count_values" + pick(GROUPINGS) + " (\"v\", " + vector(depth) + ")";
            case 1 ->
                    pick(List.of("quantile", "limit_ratio"))
                            + pick(GROUPINGS)
                            + " ("
                            + scalar(1)
                            + ", "
                            + vector(depth)
                            + ")";
            // Which of equal ones is chosen depends on their order, which is that of the series
            // here.
            default ->
                    pick(List.of("topk", "bottomk", "limitk"))
                            + pick(GROUPINGS)
                            + " ("
                            + random.nextInt(4)
                            + ", "
                            + vector(0)
                            + ")";
        };
    }

    private String joined(int depth) {
        String operator = operator(true);
        boolean isSet = List.of("and", "or", "unless").contains(operator);
        String matching = pick(MATCHINGS);
        if (isSet && matching.contains("group")) {
            matching = "";
        }
        String fill =
                isSet || random.nextInt(4) > 0
                        ? ""
                        : pick(List.of("fill (0) ", "fill_left (1) ", "fill_right (2) "));
        return "("
                + vector(depth)
                + ") "
                + operator
                + " "
                + matching
                + fill
                + "("
                + vector(depth)
                + ")";
    }

    private String operator(boolean isBetweenVectors) {
        String operator = pick(OPERATORS);
        boolean isSet = List.of("and", "or", "unless").contains(operator);
        return isSet && !isBetweenVectors ? "+" : operator;
    }

    private String labelled(int depth) {
        return switch (random.nextInt(3)) {
            case 0 -> "label_replace(" + vector(depth) + ", \"x\", \"$1\", \"i\", \"(.)\")";
            case 1 -> "label_replace(" + vector(depth) + ", \"i\", \"\", \"job\", \"a\")";
            default -> "label_join(" + vector(depth) + ", \"x\", \"-\", \"i\", \"job\")";
        };
    }

    private String quantiles(int depth) {
        return switch (random.nextInt(3)) {
            case 0 ->
                    "histogram_fraction("
                            + scalar(1)
                            + ", "
                            + scalar(1)
                            + ", "
                            + vector(depth)
                            + ")";
            case 1 -> "histogram_quantiles(" + vector(depth) + ", \"q\", 0.5, 0.9)";
            default -> "histogram_quantile(" + scalar(1) + ", " + vector(depth) + ")";
        };
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// Series of all metrics with gaps, resets, stale markers and changes between numbers and histograms, over ten minutes.
    MemorySeries series() {
        var series = new MemorySeries();
        for (String metric : METRICS.subList(0, METRICS.size() - 1)) {
            for (int i = 0; i < 3; i++) {
                var labels = Labels.of("__name__", metric, "i", "" + i, "job", i == 0 ? "a" : "b");
                if (metric.equals("b_bucket")) {
                    labels =
                            labels.with("job", "a")
                                    .with("i", "1")
                                    .with("le", i == 2 ? "+Inf" : "" + i);
                }
                add(metric, labels, i, series);
            }
        }
        return series;
    }

    private void add(String metric, Labels labels, int number, MemorySeries into) {
        double counter = 0;
        for (long time = 0; time <= 600_000; time += 15_000) {
            long at = time + random.nextInt(3) * 1000L;
            counter = random.nextInt(12) == 0 ? 0 : counter + random.nextInt(5) + number;
            long start = random.nextInt(5) == 0 ? Math.max(1, at - 20_000) : 0;
            switch (random.nextInt(15)) {
                case 0 -> {}
                case 1 -> into.add(labels, at, Samples.STALE, 0);
                default -> {
                    if (metric.equals("n") || (metric.equals("h") && random.nextInt(9) > 0)) {
                        into.add(labels, at, histogram(metric.equals("n"), counter), start);
                    } else {
                        into.add(labels, at, metric.equals("g") ? gauge() : counter, start);
                    }
                }
            }
        }
    }

    private double gauge() {
        return switch (random.nextInt(12)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> -1e308;
            default -> random.nextInt(-5, 5);
        };
    }

    private FloatHistogram histogram(boolean isCustom, double counter) {
        var counts = new double[] {counter, 2 * counter, counter};
        return new FloatHistogram(
                isCustom ? FloatHistogram.CUSTOM : random.nextInt(3),
                isCustom ? 0 : 0.001,
                0,
                4 * counter,
                7 * counter,
                Buckets.run(0, counts),
                Buckets.NONE,
                isCustom ? new Bounds(1, random.nextBoolean() ? 2 : 3) : Bounds.NONE,
                random.nextInt(6) == 0 ? CounterReset.GAUGE : CounterReset.UNKNOWN);
    }
}
