package penstock.judge;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// How long a comparison takes, told before it starts, from what stable is like and how much traffic there is.
///
/// An estimate of the middle: the evidence that traffic as stable's brings on average, with the judge's own bets, against what
/// is needed of it. Half of all rollouts take longer. It knows nothing of disturbances and of requests that are slow together,
/// which make it longer.
public final class Power {
    /// Requests that the expected evidence is computed for; only the proportion matters.
    private static final long MANY = 1L << 24;

    /// A gateway reports every so often; evidence is capped for each report.
    private static final double TICK_SECONDS = 0.25;

    private final JudgePolicy policy;
    private final Stage stage;
    private final Sample past;
    private final Traffic traffic;
    private final Baseline baseline;

    /// @param past what stable did lately; the more, the better is known what it is like
    public Power(JudgePolicy policy, Stage stage, Sample past, Traffic traffic) {
        stage.require(policy.metrics());
        this.policy = policy;
        this.stage = stage;
        this.past = past;
        this.traffic = traffic;
        baseline = new Baseline(List.of(past));
    }

    /// Requests and time needed; infinite if no number is enough, or if too little is known of stable.
    ///
    /// @param candidateRequests requests that the candidate answers meanwhile
    /// @param seconds time, from the candidate's first request
    public record Need(double candidateRequests, double seconds) {
        public boolean isPossible() {
            return seconds < Double.POSITIVE_INFINITY;
        }
    }

    /// Traffic that is compared.
    ///
    /// @param requestsPerSecond both versions together
    /// @param weightBasisPoints share that goes to the candidate, 1..9,999
    public record Traffic(double requestsPerSecond, int weightBasisPoints) {
        public Traffic {
            if (!(requestsPerSecond > 0)) {
                throw new IllegalArgumentException(
                        "requestsPerSecond: " + requestsPerSecond + " (expected: more than 0)");
            }
            if (weightBasisPoints < 1 || weightBasisPoints > 9_999) {
                throw new IllegalArgumentException(
                        "weightBasisPoints: "
                                + weightBasisPoints
                                + " (expected: 1..9999, both versions need traffic)");
            }
        }

        double weight() {
            return weightBasisPoints / 10_000.0;
        }
    }

    /// Until a candidate is called worse that is worse in one metric, from its first request on.
    ///
    /// @param effect its figure, from stable's: so many times, and so much more (less, where higher is better)
    public Need worse(Metric metric, Bound effect) {
        effect.require(metric);
        var side = sides(metric).worse();
        var bets = Betting.worseCount(metric);
        var least = policy.alpha() * policy.weight(metric) * WorseEvidence.AT_ONCE / bets;
        var counts = expected(metric, side, effect);
        var cap = side.cap(scaled(counts, requestsOfBlock(metric) / MANY), 0);
        var pace =
                IntStream.range(0, bets)
                        .mapToDouble(bet -> Math.min(cap, ofBlock(metric, side, bet, counts)))
                        .max()
                        .orElse(0);
        return need(metric, needed(least) * secondsOfBlock(metric) / Math.max(pace, 0));
    }

    /// Until a candidate that is as stable is shown to be within the margin of one metric.
    public Need notWorse(Metric metric) {
        var ofSecond = ofSecond(metric);
        var pace =
                sides(metric)
                        .same()
                        .pace(ofSecond * (1 - traffic.weight()), ofSecond * traffic.weight());
        return need(metric, needed(policy.beta() * Betting.MIDDLE_STAKE) / Math.max(pace, 0));
    }

    /// Until such a candidate is called not worse: in every metric, and no sooner than the policy says.
    public Need notWorse() {
        var seconds = (double) policy.minimumDwell().toSeconds();
        for (var each : policy.metrics()) {
            seconds = Math.max(seconds, notWorse(each).seconds());
        }
        return need(seconds);
    }

    private Betting.Sides sides(Metric metric) {
        return Betting.on(metric, stage.limits(metric), baseline, Double.NaN);
    }

    private static double needed(double chance) {
        return StrictMath.log(1 / chance);
    }

    private double ofBlock(Metric metric, Side side, int bet, long[] counts) {
        return side.isOpen() ? side.value(bet, counts, 0) * requestsOfBlock(metric) / MANY : 0;
    }

    private double requestsOfBlock(Metric metric) {
        var seconds = Math.max(TICK_SECONDS, Block.leastMillis(metric) / 1_000.0);
        return Math.max((double) Block.ENOUGH, traffic.requestsPerSecond() * seconds);
    }

    private double secondsOfBlock(Metric metric) {
        return requestsOfBlock(metric) / traffic.requestsPerSecond();
    }

    private Need need(Metric metric, double seconds) {
        return need(coldSeconds(metric) + seconds);
    }

    private double coldSeconds(Metric metric) {
        if (!(metric instanceof Metric.Quantile quantile)) {
            return 0;
        }
        var usual = (Histogram) past.of(quantile);
        var rate = ofSecond(quantile) * traffic.weight();
        return policy.warmUp().seconds(quantile, stage.limits(quantile), usual, rate);
    }

    /// How much of the metric's figures there is in a second, both versions together.
    private double ofSecond(Metric metric) {
        return past.of(metric).size() * traffic.requestsPerSecond() / past.requests();
    }

    private Need need(double seconds) {
        var known = Double.isNaN(seconds) ? Double.POSITIVE_INFINITY : seconds;
        return new Need(known * traffic.requestsPerSecond() * traffic.weight(), known);
    }

    /// What a side counts of many requests, on average.
    private long[] expected(Metric metric, Side side, Bound effect) {
        var counts = new long[Side.WIDTH];
        if (past.requests() > 0) {
            var usual = past.of(metric);
            side.count(counts, 0, usual, changed(metric, usual, effect));
            var whole = (double) MANY / past.requests();
            for (var i = 0; i < counts.length; i++) {
                var share = i < Side.CANDIDATE ? 1 - traffic.weight() : traffic.weight();
                counts[i] = Math.round(counts[i] * whole * share);
            }
        }
        return counts;
    }

    private static long[] scaled(long[] counts, double factor) {
        var scaled = counts.clone();
        for (var i = 0; i < scaled.length; i++) {
            scaled[i] = Math.round(scaled[i] * factor);
        }
        return scaled;
    }

    /// The figures of a candidate that is worse than stable by so much.
    private static Sums changed(Metric metric, Sums usual, Bound effect) {
        var sign = metric.better() == Better.LOWER ? 1 : -1;
        return switch (usual) {
            case Tally tally -> {
                var y = effect.factor() * tally.y() + sign * effect.shift() * tally.n();
                yield new Tally(tally.n(), Math.clamp(Math.round(y), 0, tally.n()));
            }
            case Histogram values -> changed(values, effect, sign);
            case Moments values when metric instanceof Metric.Mean mean -> {
                var width = mean.high() - mean.low();
                var natural = mean.low() + values.mean() * width;
                var place = mean.place(effect.factor() * natural + sign * effect.shift());
                var n = values.n();
                yield Moments.ofSums(n, n * place, n * (values.variance() + place * place));
            }
            case Exposure seen when metric instanceof Metric.Rate rate -> {
                var events =
                        effect.factor() * seen.events()
                                + sign * effect.shift() * seen.amount() / rate.per();
                yield new Exposure(seen.amount(), Math.max(0, Math.round(events)));
            }
            case Moments _, Exposure _ -> usual;
        };
    }

    /// Each bucket's values are split between the two that the effect moves it to, so that also less than a bucket is told.
    private static Histogram changed(Histogram values, Bound effect, int sign) {
        var changed = new TreeMap<Integer, Long>();
        values.buckets()
                .forEach(
                        (index, count) -> {
                            var value =
                                    effect.factor() * Histogram.upperBound(index)
                                            + sign * effect.shift();
                            var upper = Histogram.indexOf(value);
                            var above =
                                    StrictMath.log(
                                                    Histogram.upperBound(upper)
                                                            / Math.max(value, 1e-9))
                                            * Histogram.BUCKETS_PER_DOUBLING
                                            / StrictMath.log(2);
                            var lower = Math.round(count * Math.clamp(above, 0, 1));
                            changed.merge(upper, count - lower, Long::sum);
                            changed.merge(Math.max(upper - 1, Histogram.LOWEST), lower, Long::sum);
                        });
        return Histogram.of(changed);
    }
}
