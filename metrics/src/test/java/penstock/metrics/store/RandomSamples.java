package penstock.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.Span;
import penstock.metrics.series.Samples;

/// Samples of every kind, by chance, and how they are compared.
public final class RandomSamples {
    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        1,
        -1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Samples.STALE,
        1e300,
        9007199254740992.0,
        9007199254740994.0,
        0.1,
        1e-12,
        123.456,
        Double.longBitsToDouble(0x7ff0000000000001L),
        Double.longBitsToDouble(-1)
    };

    private static final List<CounterReset> RESETS = List.of(CounterReset.values());

    private RandomSamples() {}

    /// In the order of time, with gaps of every size.
    public static Samples any(RandomGenerator random, int count) {
        var samples = new Samples();
        long time = random.nextInt(4) == 0 ? random.nextLong() >> 2 : 1_700_000_000_000L;
        int style = random.nextInt(6);
        double value = random.nextInt(1_000);
        for (int i = 0; i < count; i++) {
            value = next(random, style, value);
            if (random.nextInt(40) == 0) {
                style = random.nextInt(6);
            }
            if (style == 5 && random.nextInt(3) > 0) {
                samples.add(time, histogram(random));
            } else {
                samples.add(time, random.nextInt(50) == 0 ? special(random) : value);
            }
            if (random.nextInt(8) == 0) {
                samples.startedAt(time - random.nextInt(100_000));
            }
            time += gap(random);
        }
        return samples;
    }

    private static double special(RandomGenerator random) {
        return SPECIAL[random.nextInt(SPECIAL.length)];
    }

    private static long gap(RandomGenerator random) {
        return switch (random.nextInt(20)) {
            case 0 -> 1;
            case 1 -> 1 + random.nextInt(1 << 20);
            case 2 -> 1 + (random.nextLong() >>> (24 + random.nextInt(39)));
            case 3, 4 -> 14_990 + random.nextInt(20);
            default -> 15_000;
        };
    }

    private static double next(RandomGenerator random, int style, double value) {
        return switch (style) {
            case 0 -> value;
            case 1 -> Math.rint(value) + random.nextInt(100);
            case 2 -> Math.rint(100 * (value + random.nextDouble())) / 100;
            case 3 -> Double.longBitsToDouble(random.nextLong());
            default -> random.nextGaussian() * 100;
        };
    }

    public static FloatHistogram histogram(RandomGenerator random) {
        boolean isCustom = random.nextInt(5) == 0;
        double scale = random.nextInt(3) == 0 ? 0.5 : 1;
        var positive = buckets(random, scale);
        var reset = RESETS.get(random.nextInt(10) == 0 ? random.nextInt(4) : 0);
        double sum = random.nextInt(20) == 0 ? Samples.STALE : random.nextGaussian();
        return new FloatHistogram(
                isCustom ? FloatHistogram.CUSTOM : random.nextInt(3),
                isCustom ? 0 : 0.001,
                isCustom ? 0 : scale * random.nextInt(5),
                scale * random.nextInt(1_000_000),
                sum,
                positive,
                isCustom ? Buckets.NONE : buckets(random, scale),
                isCustom ? new Bounds(0.1, 1, random.nextInt(2) + 2.0) : Bounds.NONE,
                reset);
    }

    private static Buckets buckets(RandomGenerator random, double scale) {
        int spans = random.nextInt(3);
        var list = new ArrayList<Span>();
        int total = 0;
        for (int i = 0; i < spans; i++) {
            int length = 1 + random.nextInt(3);
            list.add(new Span(i == 0 ? random.nextInt(5) - 2 : 1 + random.nextInt(2), length));
            total += length;
        }
        var counts = new double[total];
        for (int i = 0; i < total; i++) {
            counts[i] = scale * random.nextInt(500);
        }
        return spans == 0 ? Buckets.NONE : new Buckets(List.copyOf(list), counts);
    }

    public static String text(Samples samples, int i) {
        var histogram = samples.histogram(i);
        return samples.time(i)
                + "@"
                + samples.start(i)
                + " "
                + (histogram == null
                        ? Long.toHexString(Double.doubleToRawLongBits(samples.value(i)))
                        : text(histogram));
    }

    private static String text(FloatHistogram histogram) {
        var text = new StringBuilder();
        for (var buckets : List.of(histogram.positive(), histogram.negative())) {
            text.append(buckets.spans());
            for (int i = 0; i < buckets.size(); i++) {
                text.append(' ').append(buckets.count(i));
            }
        }
        for (int i = 0; i < histogram.customBounds().size(); i++) {
            text.append(" <").append(histogram.customBounds().upper(i));
        }
        return text.append(histogram.schema())
                .append(' ')
                .append(histogram.zeroThreshold())
                .append(' ')
                .append(histogram.zeroCount())
                .append(' ')
                .append(histogram.count())
                .append(' ')
                .append(Long.toHexString(Double.doubleToRawLongBits(histogram.sum())))
                .append(histogram.counterReset() == CounterReset.GAUGE ? " gauge" : "")
                .toString();
    }

    public static List<String> texts(Samples samples) {
        var texts = new ArrayList<String>();
        for (int i = 0; i < samples.size(); i++) {
            texts.add(text(samples, i));
        }
        return texts;
    }

    public static void assertSame(Samples actual, Samples expected) {
        assertThat(texts(actual)).isEqualTo(texts(expected));
    }
}
