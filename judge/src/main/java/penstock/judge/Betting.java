package penstock.judge;

import java.util.List;

/// Makes the bets on a metric, from what stable did before.
final class Betting {
    /// What stable's odds or rate is multiplied with to bet that the candidate is about the same. The last of them is never
    /// beyond the point half-way to the margin (in logarithms): where margins are narrow, a candidate that is a little worse
    /// and well within its margin would disappoint all bets on its being as good as stable.
    private static final double[] SAME = {0.5, 1, 1.35};

    /// The one of these bets that says: just the same.
    static final int MIDDLE = 1;

    /// How a capital of one is spread over the bets on the candidate being the same.
    static final double MIDDLE_STAKE = 0.6;

    static final List<Double> SAME_STAKES = List.of(0.2, MIDDLE_STAKE, 0.2);

    /// Sizes of trouble that are bet on: by how much the log-odds, or the logarithm of a rate, grow beyond what is tolerated.
    private static final double[] EVENT_EFFECTS = {0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7};

    /// The same where the events are no exception, so that a small change of their odds can be seen.
    private static final double[] COMMON_EFFECTS = {0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5};

    private static final double COMMON_SHARE = 0.05;

    private static final double[] DURATION_EFFECTS = {0.1, 0.2, 0.4, 0.8, 1.6, 3};

    /// Differences beyond what is tolerated, in standard deviations of one value.
    private static final double[] MEAN_EFFECTS = {0.02, 0.05, 0.1, 0.2, 0.4, 0.8};

    /// Parts of the boldness that is best if the candidate is the same.
    private static final double[] MEAN_BOLDNESS = {0.25, 1, 0.5};

    private static final double LEAST_SHARE = 1e-5;

    /// A service nobody has seen yet is believed to fail one request in a thousand, with the weight of 500 requests, until ten
    /// events tell more.
    private static final double PRIOR_REQUESTS = 500;

    private static final int TELLING_EVENTS = 10;

    /// Values of a mean without which nothing is known of how they vary.
    private static final int LEAST_VALUES = 20;

    /// No values are more alike than this (as a standard deviation, in parts of the range).
    private static final double LEAST_DEVIATION = 0.002;

    private Betting() {}

    /// Bets that the candidate is beyond its tolerance, and that it is within its margin.
    record Sides(Side worse, Side same) {
        private static final Sides CLOSED = new Sides(new ClosedSide(), new ClosedSide());
    }

    static int worseCount(Metric metric) {
        return switch (metric) {
            case Metric.Share _, Metric.Rate _ -> EVENT_EFFECTS.length;
            case Metric.Quantile _ -> DURATION_EFFECTS.length;
            case Metric.Mean _ -> MEAN_EFFECTS.length;
        };
    }

    /// @param disturbed stable's share of events while it is far higher than usual; not a number otherwise
    static Sides on(Metric metric, Limits limits, Baseline baseline, double disturbed) {
        return switch (metric) {
            case Metric.Share share -> onShare(share, limits, baseline, disturbed);
            case Metric.Quantile quantile -> onQuantile(quantile, limits, baseline);
            case Metric.Mean mean -> onMean(mean, limits, baseline);
            case Metric.Rate rate -> onRate(rate, limits, baseline);
        };
    }

    private static Sides onShare(
            Metric.Share metric, Limits limits, Baseline baseline, double disturbed) {
        var usual = usualShare(events(metric, baseline.lately()));
        var share = within(Double.isNaN(disturbed) ? usual : disturbed);
        var effects = share < COMMON_SHARE ? EVENT_EFFECTS : COMMON_EFFECTS;
        var isTurned = metric.better() == Better.HIGHER;
        var tolerance = Line.of(metric, limits.tolerance());
        var margin = Line.of(metric, limits.margin());
        return new Sides(
                ShareSide.ofEvents(tolerance, share, worse(effects, tolerance.at(share)), isTurned),
                ShareSide.ofEvents(margin, share, same(share, margin.at(share)), isTurned));
    }

    /// How many units there were, and how many were what they should not be.
    static Tally events(Metric.Share metric, Sample sample) {
        var tally = (Tally) sample.of(metric);
        return metric.better() == Better.LOWER
                ? tally
                : new Tally(tally.n(), tally.n() - tally.y());
    }

    static double usualShare(Tally events) {
        var prior = events.y() < TELLING_EVENTS ? PRIOR_REQUESTS : 1;
        return (events.y() + 0.5) / (events.n() + prior);
    }

    private static Sides onQuantile(Metric.Quantile metric, Limits limits, Baseline baseline) {
        var lately = (Histogram) baseline.lately().of(metric);
        if (lately.count() < metric.leastValues()) {
            return Sides.CLOSED;
        }
        var recent = (Histogram) baseline.recently(metric, metric.leastValues()).of(metric);
        var better = metric.better();
        var outer = outer(metric, lately);
        var inner = inner(metric, lately);
        // Where stable has become faster, what was its tail a while ago is hardly ever reached, and
        // would prove nothing. All edges are known before the requests they are compared with, and
        // so is the lower of two; hence the guarantee holds at either (docs/verdict.md).
        if (recent.count() >= metric.leastValues()) {
            // Where requests are slow together, some seconds without a pause look like a shorter
            // tail, and the candidate's next pause would look like a fault. So the ten durations
            // beyond the quantile must be worth ten independent ones.
            var nearer = Beyond.nearer(outer, outer(metric, recent), better);
            if (nearer != outer && isWorthAll(metric, recent, baseline)) {
                outer = nearer;
            }
            inner = Beyond.nearer(inner, inner(metric, recent), better);
        }
        var worse = Beyond.tolerance(outer, limits.tolerance(), better);
        var same = Beyond.margin(inner, limits.margin(), better);
        var justNow = (Histogram) baseline.justNow().of(metric);
        var beyondOuter = share(lately, justNow, worse.stable(), better);
        var beyondInner = share(lately, justNow, same.stable(), better);
        var beyondMargin = share(lately, justNow, same.candidate(), better);
        return new Sides(
                ShareSide.ofDurations(
                        worse,
                        beyondOuter,
                        worse(DURATION_EFFECTS, beyondOuter),
                        baseline.dispersion(metric, worse.stable())),
                ShareSide.ofDurations(
                        same,
                        beyondInner,
                        same(beyondMargin, beyondInner),
                        baseline.dispersion(metric, same.stable())));
    }

    private static boolean isWorthAll(Metric.Quantile metric, Histogram recent, Baseline baseline) {
        var dispersion = baseline.dispersion(metric, inner(metric, recent));
        return recent.count() >= metric.leastValues() * dispersion;
    }

    /// The edge beyond which there are no more values than the quantile says…
    private static int outer(Metric.Quantile metric, Histogram values) {
        return metric.better() == Better.LOWER
                ? values.quantileIndex(metric.q())
                : values.quantileIndex(metric.q()) - 1;
    }

    /// …and beyond which there are no fewer, so that evidence can be had even if all values are in one bucket.
    private static int inner(Metric.Quantile metric, Histogram values) {
        return metric.better() == Better.LOWER
                ? values.edgeBelow(metric.q())
                : values.quantileIndex(metric.q());
    }

    /// Share of values beyond an edge; that of the last seconds if it is far higher, for then both versions suffer.
    private static double share(Histogram lately, Histogram justNow, int edge, Better better) {
        var usual = (Beyond.edge(lately, edge, better) + 0.5) / (lately.count() + 1);
        var bad = Beyond.edge(justNow, edge, better);
        var now = (bad + 0.5) / (justNow.count() + 1);
        var isShifted = bad >= TELLING_EVENTS && odds(now) > 3 * odds(usual);
        return within(isShifted ? now : usual);
    }

    private static Sides onMean(Metric.Mean metric, Limits limits, Baseline baseline) {
        var lately = (Moments) baseline.lately().of(metric);
        var recent = (Moments) baseline.recently(metric, LEAST_VALUES).of(metric);
        if (lately.n() < LEAST_VALUES) {
            return Sides.CLOSED;
        }
        var isTurned = metric.better() == Better.HIGHER;
        var seen = recent.n() >= LEAST_VALUES ? recent : lately;
        var guess = isTurned ? 1 - seen.mean() : seen.mean();
        var variance = Math.max(LEAST_DEVIATION * LEAST_DEVIATION, lately.variance());
        var tolerance = Line.of(metric, limits.tolerance());
        var margin = Line.of(metric, limits.margin());
        var bold = new double[MEAN_EFFECTS.length];
        for (var i = 0; i < bold.length; i++) {
            bold[i] = MEAN_EFFECTS[i] / StrictMath.sqrt(variance);
        }
        var room = Math.max(0, margin.at(guess) - guess);
        var timid = new double[MEAN_BOLDNESS.length];
        for (var i = 0; i < timid.length; i++) {
            timid[i] = MEAN_BOLDNESS[i] * room / variance;
        }
        return new Sides(
                new MeanSide(tolerance, 1, guess, variance, bold, isTurned),
                new MeanSide(margin, -1, guess, variance, timid, isTurned));
    }

    private static Sides onRate(Metric.Rate metric, Limits limits, Baseline baseline) {
        var lately = (Exposure) baseline.lately().of(metric);
        var tolerance = Line.of(metric, limits.tolerance());
        var margin = Line.of(metric, limits.margin());
        if (lately.amount() == 0) {
            return Sides.CLOSED;
        }
        return new Sides(
                rateSide(tolerance, lately, metric.better(), true),
                rateSide(margin, lately, metric.better(), false));
    }

    private static RateSide rateSide(Line line, Exposure lately, Better better, boolean isWorse) {
        var isBadHigh = better == Better.LOWER;
        var rate = usualRate(lately, line);
        var from = isWorse ? line.at(rate) : rate;
        var margin = isBadHigh ? line.at(rate) / rate : rate / line.at(rate);
        var factors = isWorse ? EVENT_EFFECTS : SAME;
        var bets = new double[factors.length];
        for (var i = 0; i < bets.length; i++) {
            var factor = isWorse ? StrictMath.exp(factors[i]) : nearer(factors[i], margin);
            var bet = from * (isBadHigh ? factor : 1 / factor);
            var isAbove = bet > line.at(rate);
            bets[i] = bet > 0 && isAbove == (isBadHigh == isWorse) ? bet : Double.NaN;
        }
        return new RateSide(line, rate, bets);
    }

    /// Half an event is added; where nothing was ever seen, the exposure in which the bound allows half a one is added, too.
    private static double usualRate(Exposure lately, Line line) {
        var allowed = line.shift() > 0 ? 0.5 / line.shift() : 0;
        return (lately.events() + 0.5) / (lately.amount() + allowed);
    }

    private static double[] worse(double[] effects, double line) {
        var bets = new double[effects.length];
        for (var i = 0; i < bets.length; i++) {
            var bet = fromOdds(odds(line) * StrictMath.exp(effects[i]));
            bets[i] = line > 0 && line < 0.999 && bet > line ? bet : Double.NaN;
        }
        return bets;
    }

    /// Bets on the candidate's share being below `line`; those that are not are void.
    private static double[] same(double share, double line) {
        var bets = new double[SAME.length];
        for (var i = 0; i < bets.length; i++) {
            var bet = fromOdds(odds(share) * nearer(SAME[i], odds(line) / odds(share)));
            bets[i] = line < 0.999_99 && bet < line ? bet : Double.NaN;
        }
        return bets;
    }

    /// The factor, or that of the point half-way to the margin if this is nearer.
    private static double nearer(double factor, double margin) {
        return margin > 1 ? Math.min(factor, StrictMath.sqrt(margin)) : factor;
    }

    private static double within(double share) {
        return Math.clamp(share, LEAST_SHARE, 1 - LEAST_SHARE);
    }

    private static double odds(double share) {
        return share / (1 - share);
    }

    private static double fromOdds(double odds) {
        return odds / (1 + odds);
    }
}
