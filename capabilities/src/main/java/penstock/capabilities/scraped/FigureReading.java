package penstock.capabilities.scraped;

import java.util.Map;
import java.util.TreeMap;
import penstock.judge.Exposure;
import penstock.judge.Histogram;
import penstock.judge.Moments;
import penstock.judge.Sums;
import penstock.judge.Tally;

/// What one version told in an interval.
public record FigureReading(Sums sums, Oddities oddities) {
    /// One word, as evidence logs keep it: `KIND,CLIPPED,IGNORED,…`, where the rest is what the kind is made of: `tally` all and some,
    /// `moments` number, sum and squares in fixed point, `exposure` amount and events, `values` buckets as `index:count;index:count…`.
    public String text() {
        return switch (sums) {
            case Tally tally -> numbers("tally", tally.n(), tally.y());
            case Moments moments ->
                    numbers("moments", moments.n(), moments.sum(), moments.squares());
            case Exposure exposure -> numbers("exposure", exposure.amount(), exposure.events());
            case Histogram values -> numbers("values") + "," + buckets(values);
        };
    }

    private String numbers(String kind, long... numbers) {
        var text = new StringBuilder(kind);
        text.append(',').append(oddities.clipped()).append(',').append(oddities.ignored());
        for (long number : numbers) {
            text.append(',').append(number);
        }
        return text.toString();
    }

    /// `index:count;index:count…`
    public static String buckets(Histogram values) {
        var text = new StringBuilder();
        for (Map.Entry<Integer, Long> bucket : values.buckets().entrySet()) {
            text.append(text.isEmpty() ? "" : ";")
                    .append(bucket.getKey())
                    .append(':')
                    .append(bucket.getValue());
        }
        return text.toString();
    }

    /// The opposite of [#buckets].
    ///
    /// @throws IllegalArgumentException for a text that is none
    public static Histogram histogram(String text) {
        var buckets = new TreeMap<Integer, Long>();
        for (var bucket : text.split(";", -1)) {
            if (!bucket.isEmpty()) {
                int colon = bucket.indexOf(':');
                if (colon < 0) {
                    throw new IllegalArgumentException(
                            "bucket: " + bucket + " (expected: index:count)");
                }
                buckets.put(
                        Integer.valueOf(bucket.substring(0, colon)),
                        Long.valueOf(bucket.substring(colon + 1)));
            }
        }
        return Histogram.of(buckets);
    }

    /// The opposite of [#text].
    ///
    /// @throws IllegalArgumentException for a text that is none
    public static FigureReading parse(String text) {
        var parts = text.split(",", -1);
        int wanted = parts[0].equals("values") ? 4 : parts[0].equals("moments") ? 6 : 5;
        if (parts.length != wanted) {
            throw new IllegalArgumentException(
                    text + " (expected: " + wanted + " parts with commas between)");
        }
        var oddities = new Oddities(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        if (parts[0].equals("values")) {
            return new FigureReading(histogram(parts[3]), oddities);
        }
        long first = Long.parseLong(parts[3]);
        long second = Long.parseLong(parts[4]);
        var sums =
                switch (parts[0]) {
                    case "tally" -> new Tally(first, second);
                    case "moments" -> new Moments(first, second, Long.parseLong(parts[5]));
                    case "exposure" -> new Exposure(first, second);
                    default ->
                            throw new IllegalArgumentException(
                                    parts[0] + " (expected: tally, moments, exposure or values)");
                };
        return new FigureReading(sums, oddities);
    }
}
