package penstock.capabilities.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import penstock.capabilities.rollout.Forecast.Finding;
import penstock.capabilities.services.JudgeSpec;
import penstock.judge.Better;
import penstock.judge.Bound;
import penstock.judge.Histogram;
import penstock.judge.JudgePolicy;
import penstock.judge.Limits;
import penstock.judge.Metric;
import penstock.judge.Power;
import penstock.judge.Sample;
import penstock.judge.Stage;
import penstock.judge.WarmUp;
import penstock.model.Share;
import penstock.model.Weight;

/// How much traffic the judge needs at a weight, for a service that does what it did lately.
final class Needs {
    /// The judge tells the middle. Nine of ten take no longer than so many times that (`ForecastAccuracyTest`).
    private static final double SLOW_PROOF = 2.5;

    private static final double SLOW_FAULT = 2.5;

    /// None of thousands of simulated candidates was shown to be good in less than this part of the middle; where the margin is a
    /// multiple of stable's own figure, one whose stable happens to fail is far sooner than the others.
    private static final double FAST_PROOF = 0.4;

    private static final double LUCKY_PROOF = 0.03;

    /// How far back the judge looks for what stable is like.
    private static final double MEMORY_SECONDS = 300;

    /// Where only the number of requests is asked for.
    private static final double ANY_RATE = 100;

    private static final double MOST_PER_SECOND = 1e6;

    /// What is offered in place of a margin or a weight that is too small.
    private static final double[] MARGINS = {0.005, 0.01, 0.02, 0.03, 0.05, 0.1};

    private static final int[] WEIGHTS = {5, 10, 25, 50};

    private final JudgeSpec spec;
    private final JudgePolicy policy;
    private final Expectation expectation;

    /// Those of which it is known how stable does in them: not the figures of series, before they are read.
    private final List<Metric> metrics;

    Needs(JudgeSpec spec, Expectation expectation) {
        this.spec = spec;
        var asked = new Terms(spec).policy();
        this.policy = asked.withTimes(asked.minimumDwell(), WarmUp.NONE);
        this.expectation = expectation;
        metrics = new Terms(spec).ofRequests();
    }

    /// Until a good candidate is shown to be one, once it has warmed up.
    ///
    /// @param isOfDurations whether it does not count while the candidate warms up
    /// @param requests that the candidate answers in half of the cases
    record Proof(Metric metric, boolean isOfDurations, double requests, Span span) {}

    /// Until a fault is found.
    ///
    /// @param failing of the requests that the candidate answers meanwhile
    record Found(double requests, double failing, double typical, double slow) {}

    private double perSecond() {
        return expectation.perSecond().orElse(Double.NaN);
    }

    /// In each metric that is compared.
    List<Proof> proofs(Weight weight) {
        var stage = new Terms(spec).stage(weight);
        return metrics.stream().map(metric -> proof(stage, weight, metric)).toList();
    }

    private Proof proof(Stage stage, Weight weight, Metric metric) {
        var usual = notWorse(stage, weight, metric, perSecond());
        double most = expectation.most().orElse(Double.NaN);
        boolean isLucky = stage.limits(metric).margin().factor() != 1;
        double fast =
                Double.isNaN(most)
                        ? 0
                        : notWorse(stage, weight, metric, Math.max(most, perSecond())).seconds()
                                * (isLucky ? LUCKY_PROOF : FAST_PROOF);
        return new Proof(
                metric,
                metric instanceof Metric.Quantile,
                usual.candidateRequests(),
                new Span(fast, usual.seconds(), usual.seconds() * SLOW_PROOF));
    }

    private Power.Need notWorse(Stage stage, Weight weight, Metric metric, double perSecond) {
        return perSecond == 0
                ? new Power.Need(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY)
                : timed(power(stage, weight, perSecond).notWorse(metric), perSecond);
    }

    private Power power(Stage stage, Weight weight, double perSecond) {
        double rate = Double.isNaN(perSecond) ? ANY_RATE : perSecond;
        double share = 1 - weight.basisPoints() / (double) Weight.ALL.basisPoints();
        var past = scaled(expectation.stable(), rate * share * MEMORY_SECONDS);
        return new Power(policy, stage, past, compared(rate, weight));
    }

    /// Whose requests are compared: beside a fresh baseline only as many of stable's version as the baseline gets.
    private Power.Traffic compared(double rate, Weight weight) {
        int all = Weight.ALL.basisPoints();
        int candidate = weight.basisPoints();
        return switch (spec.baseline()) {
            case STABLE -> new Power.Traffic(rate, candidate);
            case FRESH -> {
                int both = candidate + Math.min(candidate, all - candidate);
                yield new Power.Traffic(rate * both / all, candidate * all / both);
            }
        };
    }

    private static Power.Need timed(Power.Need need, double perSecond) {
        return Double.isNaN(perSecond)
                ? new Power.Need(need.candidateRequests(), Double.NaN)
                : need;
    }

    /// The same shape with another number of requests: at another rate the judge knows more or less of stable.
    private static Sample scaled(Sample sample, double requests) {
        if (sample.requests() == 0) {
            return sample;
        }
        double times = requests / sample.requests();
        var buckets = new TreeMap<Integer, Long>();
        long below = 0;
        for (var bucket : sample.latency().buckets().entrySet()) {
            long upTo = below + bucket.getValue();
            buckets.put(bucket.getKey(), Math.round(upTo * times) - Math.round(below * times));
            below = upTo;
        }
        long whole = Math.round(requests);
        long failures = Math.min(whole, Math.round(sample.failures() * times));
        return new Sample(whole, failures, Histogram.of(buckets), sample.series());
    }

    Found fault(Weight weight, Effect effect) {
        return fault(weight, effect, perSecond());
    }

    private Found fault(Weight weight, Effect effect, double perSecond) {
        if (perSecond == 0) {
            return new Found(
                    Double.POSITIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    Double.POSITIVE_INFINITY);
        }
        var power = power(new Terms(spec).stage(weight), weight, perSecond);
        var need = timed(power.worse(effect.metric(), effect.bound()), perSecond);
        double failing = failing(effect) * need.candidateRequests();
        return new Found(
                need.candidateRequests(),
                Double.isNaN(failing) ? 0 : failing,
                need.seconds(),
                need.seconds() * SLOW_FAULT);
    }

    /// The share of the candidate's requests that fail.
    private double failing(Effect effect) {
        var stable = expectation.stable();
        double usual = stable.requests() == 0 ? 0 : (double) stable.failures() / stable.requests();
        return effect.metric() instanceof Metric.Share
                ? Math.min(1, effect.bound().factor() * usual + effect.bound().shift())
                : usual;
    }

    /// The smallest share of additional failures that nine of ten times is found within so many seconds; to two digits.
    Optional<Effect> smallest(Weight weight, double seconds) {
        var errors = metrics.stream().filter(Metric.Share.class::isInstance).findFirst();
        if (errors.isEmpty() || !(seconds > 0)) {
            return Optional.empty();
        }
        double low = 1e-5;
        double high = 0.95;
        if (!(fault(weight, added(errors.get(), high)).slow() <= seconds)) {
            return Optional.empty();
        }
        while (high / low > 1.02) {
            double middle = Math.sqrt(low * high);
            boolean isFound = fault(weight, added(errors.get(), middle)).slow() <= seconds;
            low = isFound ? low : middle;
            high = isFound ? middle : high;
        }
        return Optional.of(added(errors.get(), roundedUp(high)));
    }

    private static Effect added(Metric metric, double share) {
        return new Effect(metric, Bound.shift(share));
    }

    private static double roundedUp(double share) {
        return new java.math.BigDecimal(share)
                .round(new java.math.MathContext(2, java.math.RoundingMode.CEILING))
                .min(java.math.BigDecimal.ONE)
                .doubleValue();
    }

    /// The least traffic at which a metric can be shown to be not worse at all.
    Optional<Double> leastPerSecond(Weight weight, Metric metric) {
        var stage = new Terms(spec).stage(weight);
        double low = 1e-4;
        double high = MOST_PER_SECOND;
        if (!notWorse(stage, weight, metric, high).isPossible()) {
            return Optional.empty();
        }
        while (high / low > 1.01) {
            double middle = Math.sqrt(low * high);
            boolean isPossible = notWorse(stage, weight, metric, middle).isPossible();
            low = isPossible ? low : middle;
            high = isPossible ? middle : high;
        }
        return Optional.of(high);
    }

    /// A margin for errors with which nine of ten good candidates are shown to be good within so many seconds, if only errors hold
    /// it up and the plan has margins of its own, or compares nothing else.
    Optional<Share> wider(Weight weight, double seconds) {
        var stage = new Terms(spec).stage(weight);
        boolean isPlain = spec.margins().isPresent() || metrics.size() == 1;
        var errors = metrics.stream().filter(Metric.Share.class::isInstance).findFirst();
        if (errors.isEmpty() || !isPlain) {
            return Optional.empty();
        }
        boolean areOthersInTime =
                proofs(weight).stream()
                        .filter(proof -> !proof.metric().equals(errors.get()))
                        .allMatch(proof -> proof.span().slow() <= seconds);
        var limits = stage.limits(errors.get());
        for (double margin : MARGINS) {
            var other = new Limits(limits.tolerance(), Bound.shift(margin));
            var need =
                    notWorse(
                            stage.with(errors.get().name(), other),
                            weight,
                            errors.get(),
                            perSecond());
            if (areOthersInTime && need.seconds() * SLOW_PROOF <= seconds) {
                return Optional.of(new Share(margin));
            }
        }
        return Optional.empty();
    }

    /// A larger weight with which nine of ten good candidates are shown to be good within so many seconds.
    Optional<Weight> larger(Weight weight, double seconds) {
        for (int percent : WEIGHTS) {
            var other = Weight.percent(percent);
            if (other.compareTo(weight) > 0
                    && proofs(other).stream().allMatch(proof -> proof.span().slow() <= seconds)) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    /// Margins of the plan within its tolerances: a candidate between the two is neither worse nor not worse, however long one waits.
    List<Finding> between(Weight weight) {
        var findings = new ArrayList<Finding>();
        var stage = new Terms(spec).stage(weight);
        for (var metric : policy.metrics()) {
            var limits = stage.limits(metric);
            if (isWithin(limits.margin(), limits.tolerance(), metric.better())) {
                findings.add(
                        new Finding(
                                false,
                                "judge.margins",
                                metric.name()
                                        + " "
                                        + words(metric, limits.margin())
                                        + " at weight "
                                        + weight
                                        + " (expected: more than the tolerance, "
                                        + words(metric, limits.tolerance())
                                        + "; what lies between is neither worse nor not worse, however long one waits)"));
            }
        }
        return findings;
    }

    private static boolean isWithin(Bound margin, Bound tolerance, Better better) {
        boolean isFactorWithin =
                better == Better.LOWER
                        ? margin.factor() <= tolerance.factor()
                        : margin.factor() >= tolerance.factor();
        return isFactorWithin && margin.shift() <= tolerance.shift();
    }

    private static String words(Metric metric, Bound bound) {
        return bound.factor() == 1 && bound.shift() == 0
                ? "as stable"
                : new Effect(metric, bound).words().substring(metric.name().length() + 1);
    }
}
