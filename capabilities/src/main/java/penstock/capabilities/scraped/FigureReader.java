package penstock.capabilities.scraped;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.services.Selector;
import penstock.judge.Exposure;
import penstock.judge.Metric;
import penstock.judge.Moments;
import penstock.judge.Tally;
import penstock.metrics.promql.Line;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.source.MetricAnswer;
import penstock.metrics.source.MetricQuery;
import penstock.metrics.source.MetricSource;

/// Reads from a source how much the figures of both versions grew in an interval. Asks for the samples themselves, not for a rate of
/// them, so what was counted can be told exactly.
public final class FigureReader {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final MetricSource source;

    public FigureReader(MetricSource source) {
        this.source = source;
    }

    /// What came of a look at one figure.
    public sealed interface Outcome {
        /// Both versions told something in the interval.
        ///
        /// @param to up to where both are counted: until then each of them told something, milliseconds since 1970
        record Compared(long to, FigureReading stable, FigureReading candidate)
                implements Outcome {}

        /// A version told nothing in it, so nothing can be compared.
        record Silent(String why) implements Outcome {}

        /// The source gave no answer.
        ///
        /// @param isOfSource whether it would answer nothing else either
        record NotKnown(String why, boolean isOfSource) implements Outcome {}
    }

    /// What one version told, in the interval and not long before.
    ///
    /// @param lines of the series that the figure is named by
    /// @param others of what they are related to; empty where there is no such thing
    private record Heard(Whose whose, List<Line> lines, List<Line> others, Presence presence) {}

    /// A version whose samples come later than the other's, or whose clock is behind, ends the interval earlier: nothing of it is lost.
    public Outcome read(Wanted wanted, Whose stable, Whose candidate, Span span) {
        var recipe = wanted.recipe();
        try {
            var one = hear(recipe, stable, span);
            var two = hear(recipe, candidate, span);
            var silent = silent(recipe, one, two, span);
            if (silent.isPresent()) {
                var whose = silent.get().whose();
                return new Outcome.Silent(
                        whose.role() + " tells nothing under " + query(recipe, whose));
            }
            long to = Math.min(one.presence().last(span), two.presence().last(span));
            var common = new Span(span.from(), to, span.gap());
            return new Outcome.Compared(
                    to, reading(recipe, one, common, 0), reading(recipe, two, common, 1));
        } catch (SourceFailure e) {
            return new Outcome.NotKnown(e.reason(), e.isOfSource());
        } catch (ArithmeticException _) {
            return new Outcome.NotKnown(
                    "what is told under " + query(recipe, stable) + " is too much to be counted",
                    false);
        }
    }

    /// Events may be none, but not of a counter that neither has: that would prove a misspelt name not worse.
    private static Optional<Heard> silent(Wanted.Recipe recipe, Heard one, Heard two, Span span) {
        for (var heard : List.of(one, two)) {
            boolean isMissing =
                    switch (recipe) {
                        case Wanted.Recipe.Share _ -> heard.others().isEmpty();
                        case Wanted.Recipe.Rate _ -> one.lines().isEmpty() && two.lines().isEmpty();
                        case Wanted.Recipe.Mean _, Wanted.Recipe.Gauge _, Wanted.Recipe.Values _ ->
                                heard.lines().isEmpty();
                    };
            if (isMissing || !heard.presence().isAnyIn(span)) {
                return Optional.of(heard);
            }
        }
        return Optional.empty();
    }

    private static String query(Wanted.Recipe recipe, Whose whose) {
        return switch (recipe) {
            case Wanted.Recipe.Mean mean -> whose.histogramQuery(mean.histogram());
            case Wanted.Recipe.Gauge gauge -> whose.query(gauge.gauge());
            case Wanted.Recipe.Share share -> whose.query(share.all());
            case Wanted.Recipe.Values values -> whose.histogramQuery(values.histogram());
            case Wanted.Recipe.Rate rate -> whose.query(rate.events());
        };
    }

    private Heard hear(Wanted.Recipe recipe, Whose whose, Span span) {
        return switch (recipe) {
            case Wanted.Recipe.Mean(var histogram, _, _) ->
                    heard(
                            histogram,
                            whose.histogramQuery(histogram),
                            Optional.empty(),
                            whose,
                            span);
            case Wanted.Recipe.Gauge(var gauge, _) ->
                    heard(gauge, whose.query(gauge), Optional.empty(), whose, span);
            case Wanted.Recipe.Share(var some, var all) ->
                    heard(some, whose.query(some), Optional.of(all), whose, span);
            case Wanted.Recipe.Values(var histogram) ->
                    heard(
                            histogram,
                            whose.histogramQuery(histogram),
                            Optional.empty(),
                            whose,
                            span);
            case Wanted.Recipe.Rate(var events, var per) ->
                    heard(events, whose.query(events), per, whose, span);
        };
    }

    /// Where the labels are those of this server's scrapes, `up` says that an instance was there, also before it had a series of its own.
    private Heard heard(
            Selector selector, String query, Optional<Selector> other, Whose whose, Span span) {
        var lines = lines(query, span);
        var others = other.map(each -> lines(whose.query(each), span)).orElse(List.of());
        var presence = Presence.of(lines);
        others.forEach(presence::add);
        if (!other.orElse(selector).hasPlaceholder()) {
            lines(whose.upQuery(), span).forEach(presence::addUp);
        }
        return new Heard(whose, lines, others, presence);
    }

    /// @param arm another number for each version
    private static FigureReading reading(Wanted.Recipe recipe, Heard heard, Span span, int arm) {
        return switch (recipe) {
            case Wanted.Recipe.Mean(var histogram, var metric, var isCapped) ->
                    mean(grown(histogram, heard, span), metric, isCapped);
            case Wanted.Recipe.Gauge(_, var metric) -> gauge(heard.lines(), metric, span);
            case Wanted.Recipe.Share _ -> share(heard, span);
            case Wanted.Recipe.Values(var histogram) -> {
                var grown = grown(histogram, heard, span);
                var placed = Placing.of(grown.parts(), 2 * span.to() + arm);
                yield new FigureReading(placed, new Oddities(0, grown.ignored()));
            }
            case Wanted.Recipe.Rate(_, var per) -> rate(heard, per.isPresent(), span);
        };
    }

    private static HistogramGrowth grown(Selector histogram, Heard heard, Span span) {
        var series = HistogramSeries.of(heard.lines(), histogram.name());
        return HistogramGrowth.of(series, heard.presence(), span);
    }

    private static FigureReading mean(HistogramGrowth grown, Metric.Mean metric, boolean isCapped) {
        var moments = Moments.NONE;
        long clipped = 0;
        for (var part : grown.parts()) {
            var result =
                    isCapped
                            ? BoundedValues.capped(metric, part)
                            : BoundedValues.within(metric, part);
            moments = moments.plus(result.moments());
            clipped += result.clipped();
        }
        return new FigureReading(moments, new Oddities(clipped, grown.ignored()));
    }

    private static FigureReading gauge(List<Line> lines, Metric.Mean metric, Span span) {
        var moments = Moments.NONE;
        long clipped = 0;
        long ignored = 0;
        for (var line : lines) {
            for (int i = 0; i < line.size(); i++) {
                double value = line.value(i);
                if (!span.has(line.time(i))) {
                    continue;
                }
                if (Double.isNaN(value) || line.histogram(i) != null) {
                    ignored++;
                    continue;
                }
                clipped += value < metric.low() || value > metric.high() ? 1 : 0;
                moments = moments.plus(Moments.of(metric.place(value)));
            }
        }
        return new FigureReading(moments, new Oddities(clipped, ignored));
    }

    private static FigureReading share(Heard heard, Span span) {
        var of = CounterGrowth.of(heard.others(), heard.presence(), span);
        var counted = CounterGrowth.of(heard.lines(), heard.presence(), span);
        var tally = new Tally(of.whole(), Math.min(of.whole(), counted.whole()));
        return new FigureReading(tally, new Oddities(0, of.ignored() + counted.ignored()));
    }

    private static FigureReading rate(Heard heard, boolean isRelated, Span span) {
        var events = CounterGrowth.of(heard.lines(), heard.presence(), span);
        var amount =
                isRelated
                        ? CounterGrowth.of(heard.others(), heard.presence(), span)
                        : new CounterGrowth(heard.presence().millis(span), 0);
        var exposure = new Exposure(amount.whole(), amount.whole() == 0 ? 0 : events.whole());
        return new FigureReading(exposure, new Oddities(0, events.ignored() + amount.ignored()));
    }

    /// All samples of the interval, and those before it from which series may have grown.
    private List<Line> lines(String query, Span span) {
        long millis = span.to() - span.from() + span.gap();
        var answer =
                source.instant(MetricQuery.of(query + "[" + millis + "ms]", TIMEOUT), span.to());
        return switch (answer) {
            case MetricAnswer.Known(QueryValue.Matrix(var lines), _, _, _) ->
                    new ArrayList<>(lines);
            case MetricAnswer.Known _ ->
                    throw new SourceFailure("the source answered no samples to " + query, false);
            case MetricAnswer.Refused(_, var message) ->
                    throw new SourceFailure("the source refused " + query + ": " + message, false);
            case MetricAnswer.NotKnown(_, var message) -> throw new SourceFailure(message, true);
        };
    }
}
