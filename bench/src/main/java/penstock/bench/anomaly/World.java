package penstock.bench.anomaly;

import java.util.SplittableRandom;

/// What a service does when nothing is wrong: one or three series, a point each five minutes.
enum World {
    /// A level with a spread that is wider above than below, as latencies have.
    FLAT(1),
    /// A day with a quiet night; the spread goes with the level.
    SEASONAL(1),
    /// Grows by about a spread a day.
    TREND(1),
    /// Each value drags the next along.
    WANDERING(1),
    /// Three times as many far values as a normal distribution has.
    HEAVY_TAILS(1),
    /// Errors: none in nineteen points of twenty.
    SPARSE(1),
    /// Traffic with a day, latency that follows it, and a share of errors.
    SERVICE(3);

    /// Points of a day.
    static final int DAY = 288;

    private final int signals;

    World(int signals) {
        this.signals = signals;
    }

    int signals() {
        return signals;
    }

    boolean hasSeason() {
        return this == SEASONAL || this == SERVICE;
    }

    /// What a standard deviation is in each signal, for the size of anomalies.
    double spread(int signal) {
        return switch (this) {
            case FLAT, TREND, HEAVY_TAILS -> 10;
            case SEASONAL -> 8;
            case WANDERING -> 14;
            case SPARSE -> 0.3;
            case SERVICE -> signal == 0 ? 5 : signal == 1 ? 4 : 0.1;
        };
    }

    /// All points of one run, from point to signal.
    double[][] series(int points, SplittableRandom random) {
        var series = new double[points][signals];
        var phase = random.nextDouble(Math.PI * 2);
        var drag = 0.0;
        for (var i = 0; i < points; i++) {
            var day = Math.sin(2 * Math.PI * i / DAY + phase);
            var normal = gaussian(random);
            drag = 0.7 * drag + normal;
            switch (this) {
                case FLAT -> series[i][0] = 100 * Math.exp(0.1 * normal);
                case SEASONAL -> series[i][0] = (100 + 60 * day) * (1 + 0.08 * normal);
                case TREND -> series[i][0] = 100 + 10.0 * i / DAY + 10 * normal;
                case WANDERING -> series[i][0] = 100 + 10 * drag;
                case HEAVY_TAILS -> series[i][0] = 100 + 10 * normal / Math.sqrt(chiSquare(random));
                case SPARSE -> series[i][0] = poisson(0.05, random);
                case SERVICE -> {
                    var traffic = (100 + 60 * day) * (1 + 0.05 * normal);
                    series[i][0] = traffic;
                    series[i][1] = 50 + 0.4 * traffic + 2 * gaussian(random);
                    series[i][2] = 0.5 * Math.exp(0.2 * gaussian(random));
                }
            }
        }
        return series;
    }

    static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /// A mean of five squares: a t distribution with five degrees of freedom comes of it.
    private static double chiSquare(SplittableRandom random) {
        var sum = 0.0;
        for (var i = 0; i < 5; i++) {
            var normal = gaussian(random);
            sum += normal * normal;
        }
        return sum / 5;
    }

    private static int poisson(double mean, SplittableRandom random) {
        var count = 0;
        var product = random.nextDouble();
        while (product > Math.exp(-mean)) {
            count++;
            product *= random.nextDouble();
        }
        return count;
    }
}
