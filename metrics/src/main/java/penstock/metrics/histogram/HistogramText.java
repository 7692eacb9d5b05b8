package penstock.metrics.histogram;

import penstock.metrics.labels.Numbers;

/// The ways of Prometheus to write histograms.
public final class HistogramText {
    private HistogramText() {}

    /// `{count:3, sum:4.5, (0.5,1]:2, (1,2]:1}`: buckets with a count, ascending.
    public static StringBuilder plain(StringBuilder out, FloatHistogram histogram) {
        Numbers.general(out.append("{count:"), histogram.count());
        Numbers.general(out.append(", sum:"), histogram.sum());
        for (var walk = BucketWalk.allUncut(histogram); walk.next(); ) {
            if (walk.count() != 0) {
                bucket(out.append(", "), walk);
            }
        }
        return out.append('}');
    }

    private static void bucket(StringBuilder out, BucketWalk bucket) {
        Numbers.general(out.append(bucket.includesLower() ? '[' : '('), bucket.lower());
        Numbers.general(out.append(','), bucket.upper());
        Numbers.general(out.append(bucket.includesUpper() ? ']' : ')').append(':'), bucket.count());
    }

    /// As scripts and unit tests of rules write it: `{{schema:1 count:3 sum:4.5 offset:-1 buckets:[2 1]}}`, what is 0 left out.
    public static StringBuilder script(StringBuilder out, FloatHistogram histogram) {
        var compact = histogram.compact(Integer.MAX_VALUE);
        int start = out.append("{{").length();
        if (compact.schema() != 0) {
            key(out, start, "schema").append(compact.schema());
        }
        number(out, start, "count", compact.count());
        number(out, start, "sum", compact.sum());
        number(out, start, "z_bucket", compact.zeroCount());
        number(out, start, "z_bucket_w", compact.zeroThreshold());
        if (compact.isCustom()) {
            bounds(key(out, start, "custom_values"), compact.customBounds());
        }
        switch (compact.counterReset()) {
            case UNKNOWN -> {}
            case RESET -> key(out, start, "counter_reset_hint").append("reset");
            case NOT_RESET -> key(out, start, "counter_reset_hint").append("not_reset");
            case GAUGE -> key(out, start, "counter_reset_hint").append("gauge");
        }
        buckets(out, start, "", compact.positive());
        buckets(out, start, "n_", compact.negative());
        return out.append("}}");
    }

    private static StringBuilder key(StringBuilder out, int start, String name) {
        if (out.length() > start) {
            out.append(' ');
        }
        return out.append(name).append(':');
    }

    private static void number(StringBuilder out, int start, String name, double value) {
        if (value != 0) {
            Numbers.general(key(out, start, name), value);
        }
    }

    private static void bounds(StringBuilder out, Bounds bounds) {
        out.append('[');
        for (int i = 0; i < bounds.size(); i++) {
            Numbers.general(i == 0 ? out : out.append(' '), bounds.upper(i));
        }
        out.append(']');
    }

    private static void buckets(StringBuilder out, int start, String prefix, Buckets buckets) {
        if (buckets.isEmpty()) {
            return;
        }
        if (buckets.spanStart(0) != 0) {
            key(out, start, prefix + "offset").append(buckets.spanStart(0));
        }
        key(out, start, prefix + "buckets").append('[');
        for (int i = 0; i < buckets.size(); i++) {
            Numbers.general(i == 0 ? out : out.append(' '), buckets.count(i));
        }
        out.append(']');
    }

    /// As the HTTP API answers: `{"count":"3","sum":"4.5","buckets":[[0,"0.5","1","2"],[0,"1","2","1"]]}`, where the first number
    /// says which bounds are within a bucket: 0 the upper, 1 the lower, 2 none, 3 both.
    public static StringBuilder json(StringBuilder out, FloatHistogram histogram) {
        Numbers.api(out.append("{\"count\":\""), histogram.count());
        Numbers.api(out.append("\",\"sum\":\""), histogram.sum()).append('"');
        boolean isFirst = true;
        for (var walk = BucketWalk.all(histogram); walk.next(); ) {
            if (walk.count() == 0) {
                continue;
            }
            out.append(isFirst ? ",\"buckets\":[[" : ",[").append(rule(walk));
            Numbers.api(out.append(",\""), walk.lower());
            Numbers.api(out.append("\",\""), walk.upper());
            Numbers.api(out.append("\",\""), walk.count()).append("\"]");
            isFirst = false;
        }
        return out.append(isFirst ? "}" : "]}");
    }

    private static char rule(BucketWalk bucket) {
        if (bucket.includesLower()) {
            return bucket.includesUpper() ? '3' : '1';
        }
        return bucket.includesUpper() ? '0' : '2';
    }
}
