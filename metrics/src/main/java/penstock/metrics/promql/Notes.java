package penstock.metrics.promql;

import static penstock.metrics.labels.Quoting.quoted;

import penstock.metrics.labels.Numbers;
import penstock.metrics.promql.syntax.Place;

/// The annotations there are, in the words of Prometheus.
final class Notes {
    private static final String QUANTILE_INPUT = "input to histogram_quantile ";

    private Notes() {}

    /// What was done to histograms.
    enum Operation {
        ADDITION("addition"),
        SUBTRACTION("subtraction"),
        AGGREGATION("aggregation");

        private final String word;

        Operation(String word) {
            this.word = word;
        }
    }

    static Annotation invalidQuantile(Place place, double quantile) {
        return Annotation.warning(
                place,
                "quantile value should be between 0 and 1, got " + Numbers.general(quantile));
    }

    static Annotation invalidRatio(Place place, double ratio, double used) {
        return Annotation.warning(
                place,
                "ratio value should be between -1 and 1, got %s, capping to %s"
                        .formatted(Numbers.general(ratio), Numbers.general(used)));
    }

    static Annotation badBucketLabel(Place place, String metric, String value) {
        return Annotation.warning(
                place,
                "bucket label \"le\" is missing or has a malformed value of "
                        + quoted(value)
                        + forMetric(metric));
    }

    static Annotation mixedFloatsAndHistograms(Place place, String metric) {
        return Annotation.warning(
                place,
                "encountered a mix of histograms and floats for metric name " + quoted(metric));
    }

    static Annotation mixedAggregation(Place place) {
        return Annotation.warning(
                place, "encountered a mix of histograms and floats for aggregation");
    }

    static Annotation mixedClassicAndNative(Place place, String metric) {
        return Annotation.warning(
                place,
                "vector contains a mix of classic and native histograms" + forMetric(metric));
    }

    static Annotation notCounter(Place place, String metric) {
        return Annotation.warning(
                place, "this native histogram metric is not a counter: " + quoted(metric));
    }

    static Annotation notGauge(Place place, String metric) {
        return Annotation.warning(
                place, "this native histogram metric is not a gauge: " + quoted(metric));
    }

    static Annotation mixedSchemas(Place place, String metric) {
        return Annotation.warning(
                place,
                "vector contains a mix of histograms with exponential and custom buckets schemas"
                        + " for metric name "
                        + quoted(metric));
    }

    static Annotation incompatibleBuckets(Place place, String operator) {
        return Annotation.warning(
                place, "incompatible bucket layout encountered for binary operator " + operator);
    }

    static Annotation sortInRange(Place place) {
        return Annotation.warning(
                place,
                "sort is ineffective for range queries since results are always ordered by labels");
    }

    static Annotation resetCollision(Place place, Operation operation) {
        return Annotation.warning(
                place, "conflicting counter resets during histogram " + operation.word);
    }

    static Annotation startOverlap(Place place, String metric) {
        return Annotation.warning(
                place,
                "start time overlaps with the previous sample for metric name " + quoted(metric));
    }

    static Annotation possiblyNoCounter(Place place, String metric) {
        return Annotation.info(
                place,
                "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
                        + quoted(metric));
    }

    static Annotation possiblyNoCounterType(Place place, String metric, String type) {
        return Annotation.info(
                place,
                "metric might not be a counter, __type__ label is not set to \"counter\" or"
                        + " \"histogram\", got "
                        + quoted(type)
                        + ": "
                        + quoted(metric));
    }

    static Annotation unordered(Place place, String metric, Correction correction) {
        String text =
                "PromQL info: "
                        + QUANTILE_INPUT
                        + "needed to be fixed for monotonicity (see https://prometheus.io/docs/"
                        + "prometheus/latest/querying/functions/#histogram_quantile)"
                        + forMetric(metric);
        return new Annotation.Unordered(
                place,
                text,
                correction.time,
                correction.time,
                correction.lowest,
                correction.highest,
                correction.difference,
                1);
    }

    /// By how much buckets were corrected.
    ///
    /// @param time milliseconds since 1970
    record Correction(long time, double lowest, double highest, double difference) {}

    static Annotation incompatibleTypes(Place place, String left, String operator, String right) {
        return Annotation.info(
                place,
                "incompatible sample types encountered for binary operator %s: %s %s %s"
                        .formatted(quoted(operator), left, operator, right));
    }

    static Annotation ignoredInAggregation(Place place, String aggregation) {
        return Annotation.info(place, "ignored histogram in " + aggregation + " aggregation");
    }

    static Annotation ignoredInRange(Place place, String metric) {
        return Annotation.info(
                place,
                "ignored histograms in a range containing both floats and histograms for metric"
                        + " name "
                        + quoted(metric));
    }

    static Annotation quantileIsNan(Place place, String metric) {
        return Annotation.info(
                place, QUANTILE_INPUT + "has NaN observations, result is NaN" + forMetric(metric));
    }

    static Annotation quantileIsSkewed(Place place, String metric) {
        return Annotation.info(
                place,
                QUANTILE_INPUT
                        + "has NaN observations, result is skewed higher"
                        + forMetric(metric));
    }

    static Annotation fractionWithoutNan(Place place, String metric) {
        return Annotation.info(
                place,
                "input to histogram_fraction has NaN observations, which are excluded from all"
                        + " fractions"
                        + forMetric(metric));
    }

    static Annotation boundsReconciled(Place place, Operation operation) {
        return Annotation.info(
                place, "mismatched custom buckets were reconciled during " + operation.word);
    }

    private static String forMetric(String metric) {
        return metric.isEmpty() ? "" : " for metric name " + quoted(metric);
    }
}
