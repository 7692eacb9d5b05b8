package penstock.metrics.histogram;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import penstock.metrics.labels.Numbers;

/// Tells whether a histogram may be stored, in Prometheus' words.
final class Validity {
    private static final String SPANS = "histogram has a span whose offset is negative";

    private Validity() {}

    static Optional<String> problem(FloatHistogram histogram) {
        if (histogram.isCustom()) {
            return first(custom(histogram), () -> totals(histogram));
        }
        if (!FloatHistogram.isExponential(histogram.schema())) {
            return Optional.of(
                    "histogram has an invalid schema, which must be between -4 and 8 for exponential buckets, or -53 for"
                            + " custom buckets, got schema "
                            + histogram.schema());
        }
        return first(exponential(histogram), () -> totals(histogram));
    }

    private static Optional<String> first(
            Optional<String> problem, Supplier<Optional<String>> next) {
        return problem.isPresent() ? problem : next.get();
    }

    private static Optional<String> custom(FloatHistogram histogram) {
        var bounds = histogram.customBounds();
        double previous = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < bounds.size(); i++) {
            double bound = bounds.upper(i);
            if (Double.isNaN(bound)) {
                return customProblem("histogram custom bounds must not be NaN");
            }
            if (i > 0 && bound <= previous) {
                return customProblem(
                        "previous bound is %f and current is %f: histogram custom bounds must be in strictly increasing order"
                                .formatted(previous, bound));
            }
            previous = bound;
        }
        if (previous == Double.POSITIVE_INFINITY) {
            return customProblem(
                    "last +Inf bound must not be explicitly defined: histogram custom bounds must be finite");
        }
        return first(customLayout(histogram), () -> customRest(histogram));
    }

    private static Optional<String> customLayout(FloatHistogram histogram) {
        var spans = spans(histogram.positive().spans(), true);
        if (spans.isPresent()) {
            return customProblem(spans.get());
        }
        long reach = 0;
        for (var span : histogram.positive().spans()) {
            reach += (long) span.offset() + span.length();
        }
        int bounds = histogram.customBounds().size();
        return bounds + 1 < reach
                ? customProblem(
                        "only "
                                + bounds
                                + " custom bounds defined which is insufficient to cover total span length of "
                                + reach
                                + ": histogram custom bounds are too few")
                : Optional.empty();
    }

    private static Optional<String> customRest(FloatHistogram histogram) {
        if (histogram.zeroCount() != 0) {
            return Optional.of("custom buckets: must have zero count of 0");
        }
        if (histogram.zeroThreshold() != 0) {
            return Optional.of("custom buckets: must have zero threshold of 0");
        }
        if (histogram.negative().spanCount() > 0) {
            return Optional.of("custom buckets: must not have negative spans");
        }
        return histogram.negative().isEmpty()
                ? Optional.empty()
                : Optional.of("custom buckets: must not have negative buckets");
    }

    private static Optional<String> customProblem(String problem) {
        return Optional.of("custom buckets: " + problem);
    }

    private static Optional<String> exponential(FloatHistogram histogram) {
        var positive = spans(histogram.positive().spans(), false);
        if (positive.isPresent()) {
            return Optional.of("positive side: " + positive.get());
        }
        var negative = spans(histogram.negative().spans(), false);
        if (negative.isPresent()) {
            return Optional.of("negative side: " + negative.get());
        }
        var counts = counts(histogram.negative());
        if (counts.isPresent()) {
            return Optional.of("negative side: " + counts.get());
        }
        if (histogram.zeroCount() < 0) {
            return Optional.of(
                    "zero bucket has observation count of "
                            + Numbers.general(histogram.zeroCount())
                            + ": histogram has a bucket whose observation count is negative");
        }
        return histogram.customBounds().size() == 0
                ? Optional.empty()
                : Optional.of("histogram with exponential schema must not have custom bounds");
    }

    private static Optional<String> totals(FloatHistogram histogram) {
        if (histogram.count() < 0) {
            return Optional.of(
                    "observation count is  "
                            + Numbers.general(histogram.count())
                            + ": histogram's observation count is negative");
        }
        return counts(histogram.positive()).map(problem -> "positive side: " + problem);
    }

    private static Optional<String> spans(List<Span> spans, boolean isFirstChecked) {
        for (int i = isFirstChecked ? 0 : 1; i < spans.size(); i++) {
            if (spans.get(i).offset() < 0) {
                return Optional.of(
                        "span number "
                                + (i + 1)
                                + " with offset "
                                + spans.get(i).offset()
                                + ": "
                                + SPANS);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> counts(Buckets buckets) {
        for (int i = 0; i < buckets.size(); i++) {
            if (buckets.count(i) < 0) {
                return Optional.of(
                        "bucket number "
                                + (i + 1)
                                + " has observation count of "
                                + Numbers.general(buckets.count(i))
                                + ": histogram has a bucket whose observation count is negative");
            }
        }
        return Optional.empty();
    }
}
