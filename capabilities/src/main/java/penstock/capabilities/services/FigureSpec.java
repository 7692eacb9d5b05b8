package penstock.capabilities.services;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import penstock.model.Default;
import penstock.model.Share;

/// A figure that the instances of a service tell by themselves, compared like errors and latency.
///
/// @param name what it is called in verdicts; letters, digits, `_`, `.`, `:` and `-`
/// @param series where it is told; without it the series of that name
/// @param kind how the figure is made from the series
/// @param of for `share`: the counter of all of which `series` counts some; for `rate`: the counter of what the events come from, or
///     without it the seconds that instances were scraped
/// @param quantile which one, for `quantile`
/// @param smallestEffect beyond it the candidate is worse: `2%` of stable's figure, or a number in its unit; for `share`, `2%` is two of
///     a hundred
/// @param margin within it the candidate has to be shown; without it four times the smallest effect below 20 % of users, three times below
///     40 %, then two times
/// @param range for `mean` and `gauge`: the least and the largest value that count, 0 to 1 unless it or `cap` is given
/// @param cap for `mean` and `gauge` of a figure that has no largest value: larger values count as this
/// @param unit for people, such as `EUR`
/// @param weight share of α that it may use up, beside 0.5 of errors and 0.5 of latency
public record FigureSpec(
        String name,
        Optional<Selector> series,
        @Default("mean") Kind kind,
        Optional<Selector> of,
        Optional<Share> quantile,
        Better better,
        Optional<Amount> smallestEffect,
        Optional<Amount> margin,
        Optional<Range> range,
        Optional<Double> cap,
        @Default("''") String unit,
        @Default("0.2") double weight) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.:-]{0,99}");
    private static final Pattern UNIT = Pattern.compile("[^\\p{Cntrl}]{0,20}");
    private static final double LEAST_QUANTILE = 0.001;
    private static final double LARGEST_QUANTILE = 0.9999;

    public FigureSpec {
        var mistakes = new ArrayList<String>();
        if (!NAME.matcher(name).matches()) {
            mistakes.add(
                    "name: \""
                            + name
                            + "\" (expected: letters, digits, _, ., : and -, a letter first)");
        } else if (name.equals("errors") || name.startsWith("latency")) {
            mistakes.add(
                    "name: "
                            + name
                            + " (expected: another than errors and latency, which every service has)");
        } else if (series.isEmpty()) {
            requireSeries(name, mistakes);
        }
        if (!UNIT.matcher(unit).matches()) {
            mistakes.add("unit: \"" + unit + "\" (expected: up to 20 characters)");
        }
        if (!(weight >= 0.001 && weight <= 100)) {
            mistakes.add("weight: " + weight + " (expected: 0.001 to 100)");
        }
        requireParts(kind, of, quantile, mistakes);
        requireRange(kind, range, cap, mistakes);
        requireEffects(smallestEffect, margin, mistakes);
        requireScale(kind, range, margin.or(() -> smallestEffect), mistakes);
        requireBelowAll(kind, better, smallestEffect, margin, mistakes);
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", mistakes));
        }
    }

    private static void requireSeries(String name, List<String> mistakes) {
        try {
            Selector.parse(name);
        } catch (IllegalArgumentException _) {
            mistakes.add(
                    "series: missing (required, since the name \""
                            + name
                            + "\" is not that of a series)");
        }
    }

    private static void requireParts(
            Kind kind, Optional<Selector> of, Optional<Share> quantile, List<String> mistakes) {
        if (kind == Kind.SHARE && of.isEmpty()) {
            mistakes.add("of: missing (required for kind: share, the counter of all)");
        }
        if (kind != Kind.SHARE && kind != Kind.RATE && of.isPresent()) {
            mistakes.add("of: " + of.get() + " (expected: only with kind: share or rate)");
        }
        if (kind == Kind.QUANTILE && quantile.isEmpty()) {
            mistakes.add("quantile: missing (required for kind: quantile, such as 99%)");
        }
        if (kind != Kind.QUANTILE && quantile.isPresent()) {
            mistakes.add("quantile: " + quantile.get() + " (expected: only with kind: quantile)");
        }
        quantile.map(Share::fraction)
                .filter(q -> q < LEAST_QUANTILE || q > LARGEST_QUANTILE)
                .ifPresent(
                        _ ->
                                mistakes.add(
                                        "quantile: "
                                                + quantile.get()
                                                + " (expected: 0.1% to 99.99%)"));
    }

    private static void requireRange(
            Kind kind, Optional<Range> range, Optional<Double> cap, List<String> mistakes) {
        boolean isBounded = kind == Kind.MEAN || kind == Kind.GAUGE;
        if (!isBounded && range.isPresent()) {
            mistakes.add("range: given (expected: only with kind: mean or gauge)");
        }
        if (!isBounded && cap.isPresent()) {
            mistakes.add("cap: " + cap.get() + " (expected: only with kind: mean or gauge)");
        }
        if (range.isPresent() && cap.isPresent()) {
            mistakes.add("cap: " + cap.get() + " beside a range (expected: one of the two)");
        }
        cap.filter(most -> !(most > 0 && most <= Double.MAX_VALUE))
                .ifPresent(most -> mistakes.add("cap: " + most + " (expected: more than 0)"));
    }

    private static void requireEffects(
            Optional<Amount> smallestEffect, Optional<Amount> margin, List<String> mistakes) {
        boolean isComparable =
                smallestEffect.isPresent()
                        && margin.isPresent()
                        && smallestEffect.get().isRelative() == margin.get().isRelative();
        if (isComparable && margin.get().value() <= smallestEffect.get().value()) {
            mistakes.add(
                    "margin: "
                            + margin.get()
                            + " (expected: more than the smallest effect, "
                            + smallestEffect.get()
                            + ")");
        }
    }

    private static void requireScale(
            Kind kind, Optional<Range> range, Optional<Amount> effect, List<String> mistakes) {
        boolean isNegative = range.isPresent() && range.get().from() < 0;
        if (isNegative && isOfStable(kind, effect)) {
            mistakes.add(
                    "smallestEffect: a part of a figure that may be negative (expected: a number in its unit, for the margin too)");
        }
    }

    /// A figure that is good when it is high cannot be worse by all of itself.
    private static void requireBelowAll(
            Kind kind,
            Better better,
            Optional<Amount> smallestEffect,
            Optional<Amount> margin,
            List<String> mistakes) {
        if (better == Better.LOWER) {
            return;
        }
        if (isOfStable(kind, margin) && margin.get().value() >= 1) {
            mistakes.add("margin: " + margin.get() + " (expected: less than 100%)");
        }
        double most = margin.isPresent() ? 1 : 1 / Amount.WIDEST;
        if (isOfStable(kind, smallestEffect) && smallestEffect.get().value() >= most) {
            mistakes.add(
                    "smallestEffect: "
                            + smallestEffect.get()
                            + " (expected: less than 25%, or less than 100% beside a margin)");
        }
    }

    private static boolean isOfStable(Kind kind, Optional<Amount> effect) {
        return kind != Kind.SHARE && effect.isPresent() && effect.get().isRelative();
    }

    /// The series it is made from.
    public Selector selector() {
        return series.orElseGet(() -> Selector.parse(name));
    }

    /// How a figure is made from series.
    public enum Kind {
        /// The mean of what a histogram counted, classic or native.
        MEAN,
        /// The mean of the values that scrapes found.
        GAUGE,
        /// How many of all, of two counters.
        SHARE,
        /// Of a histogram.
        QUANTILE,
        /// How often something happens: a counter over another, or over the time that instances were there.
        RATE
    }

    /// Which way the figure is good.
    public enum Better {
        HIGHER,
        LOWER
    }

    /// Least and largest value that count.
    public record Range(double from, double to) {
        public Range {
            if (!(from < to) || Double.isInfinite(to - from)) {
                throw new IllegalArgumentException(
                        "to: " + to + " (expected: more than from, " + from + ")");
            }
        }
    }
}
