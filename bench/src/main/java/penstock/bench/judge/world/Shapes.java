package penstock.bench.judge.world;

import java.util.stream.IntStream;

/// Tables of the distributions that requests are drawn from, made once.
final class Shapes {
    /// Latency: how many buckets above the median, in 1/256 of one, for each of equally likely durations.
    static final int[] SPREAD = new int[1 << 14];

    /// Score: in 1/1024, for each of equally likely ones; mean 0.8, standard deviation 0.12 (a beta distribution).
    static final int[] SCORE = new int[1 << 10];

    /// Parts of a bucket that [#SPREAD] tells apart.
    static final int PARTS = 256;

    /// Buckets of the histogram that count, and the index of the first.
    static final int BUCKETS = 961;

    static final int FIRST_BUCKET = -480;

    /// σ of the logarithm of latency, in buckets.
    static final double SIGMA = 0.6 * 16 / Math.log(2);

    /// Where a request in each bucket ends up if it takes a second more.
    static final int[] SECOND_MORE =
            IntStream.range(0, BUCKETS)
                    .map(i -> clamp(up(log2(1 + Math.pow(2, (i + FIRST_BUCKET) / 16.0)) * 16)))
                    .toArray();

    static {
        for (var i = 0; i < SPREAD.length; i++) {
            SPREAD[i] = (int) Math.round(normalQuantile((i + 0.5) / SPREAD.length) * SIGMA * PARTS);
        }
        fillScores();
    }

    private Shapes() {}

    private static void fillScores() {
        var fine = 1 << 16;
        var density = new double[fine];
        var all = 0.0;
        for (var i = 0; i < fine; i++) {
            var x = (i + 0.5) / fine;
            density[i] = Math.pow(x, 8.089 - 1) * Math.pow(1 - x, 2.022 - 1);
            all += density[i];
        }
        var below = 0.0;
        var next = 0;
        for (var i = 0; i < fine && next < SCORE.length; i++) {
            below += density[i] / all;
            while (next < SCORE.length && below >= (next + 0.5) / SCORE.length) {
                SCORE[next++] = (int) Math.round((i + 0.5) / fine * 1_024);
            }
        }
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    private static int up(double index) {
        return (int) Math.ceil(index) - FIRST_BUCKET;
    }

    static int clamp(int bucket) {
        return Math.clamp(bucket, 0, BUCKETS - 1);
    }

    /// In 1/256 of a bucket above the lowest bucket's upper end, so that `(value + 255) >> 8` is a bucket's number.
    static int parts(double seconds) {
        return (int) Math.round((16 * log2(seconds) - FIRST_BUCKET) * PARTS);
    }

    /// By bisection; precise enough for tables made once.
    static double normalQuantile(double p) {
        var low = -9.0;
        var high = 9.0;
        while (high - low > 1e-10) {
            var middle = (low + high) / 2;
            if (normal(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The normal distribution function by its series.
    static double normal(double x) {
        if (Math.abs(x) > 8.5) {
            return x < 0 ? 0 : 1;
        }
        var term = x;
        var sum = x;
        for (var i = 1; i < 400; i++) {
            term *= x * x / (2 * i + 1);
            sum += term;
        }
        return Math.clamp(0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI), 0, 1);
    }
}
