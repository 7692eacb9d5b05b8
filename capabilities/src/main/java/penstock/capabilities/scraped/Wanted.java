package penstock.capabilities.scraped;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.services.FigureSpec;
import penstock.capabilities.services.JudgeSpec;
import penstock.capabilities.services.Selector;
import penstock.judge.Better;
import penstock.judge.Metric;
import penstock.judge.Sample;

/// What is read for one series of the judge.
///
/// @param series the judge's name for it
public record Wanted(String series, Recipe recipe) {
    private static final String DURATION = "s";

    /// How the judge's series is made from those that are read.
    public sealed interface Recipe {
        /// @param isCapped whether the range ends because somebody set a cap
        record Mean(Selector histogram, Metric.Mean metric, boolean isCapped) implements Recipe {}

        /// One observation for each scrape of each instance.
        record Gauge(Selector gauge, Metric.Mean metric) implements Recipe {}

        record Share(Selector some, Selector all) implements Recipe {}

        record Values(Selector histogram) implements Recipe {}

        /// @param per a counter, or the milliseconds that instances were there
        record Rate(Selector events, Optional<Selector> per) implements Recipe {}
    }

    /// All that a plan's judge wants of series.
    public static List<Wanted> of(JudgeSpec judge) {
        var all = new ArrayList<Wanted>();
        judge.source()
                .ifPresent(
                        source -> {
                            all.add(
                                    new Wanted(
                                            Sample.ERRORS,
                                            new Recipe.Share(source.errors(), source.requests())));
                            source.latency()
                                    .ifPresent(
                                            latency ->
                                                    all.add(
                                                            new Wanted(
                                                                    Sample.LATENCY,
                                                                    new Recipe.Values(latency))));
                        });
        judge.metrics().forEach(figure -> all.add(new Wanted(figure.name(), recipe(figure))));
        return all;
    }

    private static Recipe recipe(FigureSpec figure) {
        var selector = figure.selector();
        return switch (figure.kind()) {
            case MEAN -> new Recipe.Mean(selector, mean(figure), figure.cap().isPresent());
            case GAUGE -> new Recipe.Gauge(selector, mean(figure));
            case SHARE -> new Recipe.Share(selector, figure.of().orElseThrow());
            case QUANTILE -> new Recipe.Values(selector);
            case RATE -> new Recipe.Rate(selector, figure.of());
        };
    }

    /// The judge's word for a figure.
    public static Metric metric(FigureSpec figure) {
        var name = figure.name();
        var better = better(figure);
        return switch (figure.kind()) {
            case MEAN, GAUGE -> mean(figure);
            case SHARE -> new Metric.Share(name, name, better, figure.weight());
            case QUANTILE ->
                    new Metric.Quantile(
                            name,
                            name,
                            figure.quantile().orElseThrow().fraction(),
                            figure.unit().isEmpty() ? DURATION : figure.unit(),
                            better,
                            figure.weight());
            case RATE -> {
                boolean isOfTime = figure.of().isEmpty();
                var unit = isOfTime ? "instance hour" : figure.of().get().name();
                double per = isOfTime ? 3_600_000 : 1;
                yield new Metric.Rate(name, name, per, unit, better, figure.weight());
            }
        };
    }

    private static Metric.Mean mean(FigureSpec figure) {
        double low = figure.range().map(FigureSpec.Range::from).orElse(0.0);
        double high = figure.cap().orElse(figure.range().map(FigureSpec.Range::to).orElse(1.0));
        return new Metric.Mean(
                figure.name(),
                figure.name(),
                low,
                high,
                figure.unit(),
                better(figure),
                figure.weight());
    }

    private static Better better(FigureSpec figure) {
        return switch (figure.better()) {
            case HIGHER -> Better.HIGHER;
            case LOWER -> Better.LOWER;
        };
    }
}
