package penstock.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// A service of which one further figure is known for each request: whether it led to an order (a share of which more is
/// better), a quality score, a cost, restarts. The candidate's is worse by a [Bound] or not.
final class Figures {
    static final Metric ORDERS = new Metric.Share("orders", "orders", Better.HIGHER, 1);
    static final Metric.Mean QUALITY =
            new Metric.Mean("quality", "quality", 0, 1, "", Better.HIGHER, 1);
    static final Metric.Mean COST = new Metric.Mean("cost", "cost", 0, 10, "EUR", Better.LOWER, 1);
    static final Metric.Rate RESTARTS =
            new Metric.Rate("restarts", "restarts", 60_000, "min", Better.LOWER, 1);
    static final List<Metric> METRICS =
            List.of(
                    Metrics.ERRORS,
                    Metrics.LATENCY_P50,
                    Metrics.LATENCY_P99,
                    ORDERS,
                    QUALITY,
                    COST,
                    RESTARTS);

    static final Bound SAME = Bound.factor(1);

    static Metric metric(String name) {
        return METRICS.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    /// What is found within half a minute.
    static Bound muchWorse(Metric metric) {
        return switch (metric.name()) {
            case "errors", "orders" -> Bound.shift(0.25);
            case "quality" -> Bound.factor(0.7);
            case "restarts" -> Bound.factor(60);
            default -> Bound.factor(5);
        };
    }

    private final SplittableRandom random;
    private final Metric metric;

    Figures(Metric metric, long seed) {
        random = new SplittableRandom(seed);
        this.metric = metric;
    }

    Sample sample(double expected, Bound effect) {
        var requests = poisson(expected);
        var sample = new Sample(requests, 0, Histogram.empty());
        return switch (metric.name()) {
            case "errors" ->
                    new Sample(
                            requests,
                            events(requests, 0.001 * effect.factor() + effect.shift()),
                            Histogram.empty());
            case "latency-p50", "latency-p99" ->
                    new Sample(requests, 0, latency(requests, effect.factor()));
            case "orders" ->
                    sample.with(
                            "orders",
                            new Tally(
                                    requests,
                                    events(requests, 0.3 * effect.factor() - effect.shift())));
            case "quality" -> sample.with("quality", values(requests, QUALITY, effect));
            case "cost" -> sample.with("cost", values(requests, COST, effect));
            case "restarts" ->
                    sample.with(
                            "restarts",
                            new Exposure(
                                    Math.round(expected * 100),
                                    poisson(expected * 0.002 * effect.factor())));
            default -> throw new IllegalArgumentException(metric.name());
        };
    }

    private Moments values(long count, Metric.Mean mean, Bound effect) {
        var sum = Moments.NONE;
        for (var i = 0; i < count; i++) {
            // Uniform around 0.8 for a score (σ 0.12); skewed for a cost (mean 0.5).
            var value =
                    mean.equals(QUALITY)
                            ? 0.8 + 0.4157 * (random.nextDouble() - 0.5)
                            : -0.5 * Math.log(1 - random.nextDouble());
            sum = sum.plus(Moments.of(mean.place(value * effect.factor())));
        }
        return sum;
    }

    private Histogram latency(long count, double factor) {
        var buckets = new TreeMap<Integer, Long>();
        for (var i = 0; i < count; i++) {
            var normal = -6.0;
            for (var k = 0; k < 12; k++) {
                normal += random.nextDouble();
            }
            buckets.merge(Histogram.indexOf(factor * 0.08 * Math.exp(0.6 * normal)), 1L, Long::sum);
        }
        return Histogram.of(buckets);
    }

    private long events(long count, double share) {
        var events = 0L;
        for (var i = 0; i < count; i++) {
            events += random.nextDouble() < share ? 1 : 0;
        }
        return events;
    }

    private long poisson(double mean) {
        if (mean > 50) {
            return poisson(mean / 2) + poisson(mean / 2);
        }
        var limit = Math.exp(-mean);
        var product = random.nextDouble();
        var count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }

    /// Seconds until a candidate is called worse, or, if it is as stable, until that is shown.
    static double seconds(
            Judge judge, Stage stage, Metric metric, double weight, Bound effect, long seed) {
        var world = new Figures(metric, seed);
        var history = new ArrayList<Sample>();
        for (var i = 0; i < 5; i++) {
            history.add(world.sample(6_000, SAME));
        }
        var state = judge.start(history, stage);
        for (var i = 1; i <= 7_200; i++) {
            state =
                    judge.observe(
                            state,
                            new Tick(
                                    i * 250L,
                                    world.sample(25 * (1 - weight), SAME),
                                    world.sample(25 * weight, effect)));
            if (state.found != null
                    || (i % 4 == 0 && effect.isEquality() && state.track(metric).same() >= 20)) {
                return i / 4.0;
            }
        }
        return 1_800;
    }
}
