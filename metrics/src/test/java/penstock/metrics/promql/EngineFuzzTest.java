package penstock.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import penstock.metrics.Fuzz;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.metrics.promql.syntax.Printer;
import penstock.metrics.script.MemorySeries;

/// Queries made at random over series made at random. What they yield at one time has to be what they yield at that time of a
/// range; nothing but a problem of the query may end one.
class EngineFuzzTest {
    private static final long START = 200_000;
    private static final long STEP = 35_000;
    private static final int STEPS = 6;
    private static final long END = START + STEP * (STEPS - 1);

    @Test
    void atOneTimeAndInARangeItIsTheSame() {
        Fuzz.run(random -> check(random, EngineOptions.Traits.DEFAULT));
    }

    @Test
    void asInAStockPrometheusTooAtOneTimeAndInARangeItIsTheSame() {
        Fuzz.run(random -> check(random, EngineOptions.Traits.STOCK));
    }

    private static void check(RandomGenerator random, EngineOptions.Traits traits) {
        var made = new RandomQuery(random);
        String query = made.next();
        MemorySeries series = made.series();
        var engine =
                new Engine(
                        EngineOptions.DEFAULT
                                .withLanguage(ParserOptions.ALL)
                                .withTraits(traits)
                                .withLimits(
                                        new EngineOptions.Limits(
                                                1_000_000, 1000, 4, Duration.ofSeconds(20))));
        Optional<QueryValue> range = answer(() -> engine.range(series, query, START, END, STEP));
        // The same time at the end and the start, as all the others are asked for.
        boolean isFixed = query.contains("start()") || query.contains("end()");
        boolean isRefused = false;
        for (int step = 0; step < STEPS && !isFixed; step++) {
            long time = START + step * STEP;
            Optional<QueryValue> instant = answer(() -> engine.instant(series, query, time));
            isRefused |= instant.isEmpty();
            if (range.isPresent() && instant.isPresent()) {
                assertSame(at(instant.get(), time), at(range.get(), time), query, time);
            }
        }
        if (traits.delaysNameRemoval() && !isFixed) {
            assertThat(range.isEmpty()).as(query).isEqualTo(isRefused);
        }
        Optional<QueryValue> written = answer(() -> engine.instant(series, query, START));
        Optional<QueryValue> printed =
                answer(() -> engine.instant(series, Printer.text(engine.parse(query)), START));
        assertThat(printed.isPresent()).as(query).isEqualTo(written.isPresent());
        written.ifPresent(
                value ->
                        assertSame(
                                at(value, START), at(printed.orElseThrow(), START), query, START));
    }

    private interface Asking {
        QueryResult result();
    }

    private static Optional<QueryValue> answer(Asking asking) {
        try {
            return Optional.of(asking.result().value());
        } catch (QueryProblem problem) {
            assertThat(problem).message().isNotBlank();
            return Optional.empty();
        }
    }

    private record Point(double value, Optional<FloatHistogram> histogram) {}

    private static Map<Labels, Point> at(QueryValue value, long time) {
        var points = new TreeMap<Labels, Point>();
        switch (value) {
            case QueryValue.Scalar scalar ->
                    points.put(Labels.EMPTY, new Point(scalar.value(), Optional.empty()));
            case QueryValue.Vector vector ->
                    vector.samples()
                            .forEach(
                                    each ->
                                            points.put(
                                                    each.labels(),
                                                    new Point(
                                                            each.value(),
                                                            Optional.ofNullable(
                                                                    each.histogram()))));
            case QueryValue.Matrix matrix ->
                    matrix.lines()
                            .forEach(
                                    line -> {
                                        for (int i = 0; i < line.size(); i++) {
                                            if (line.time(i) == time) {
                                                points.put(
                                                        line.labels(),
                                                        new Point(
                                                                line.value(i),
                                                                Optional.ofNullable(
                                                                        line.histogram(i))));
                                            }
                                        }
                                    });
            case QueryValue.Text _ -> {}
        }
        return points;
    }

    private static void assertSame(
            Map<Labels, Point> one, Map<Labels, Point> other, String query, long time) {
        assertThat(one.keySet()).as("%s at %s", query, time).isEqualTo(other.keySet());
        one.forEach(
                (labels, point) -> {
                    Point same = Objects.requireNonNull(other.get(labels));
                    assertThat(isSame(point, same))
                            .as("%s at %s: %s %s and %s", query, time, labels, point, same)
                            .isTrue();
                });
    }

    private static boolean isSame(Point a, Point b) {
        if (a.histogram.isPresent() != b.histogram.isPresent()) {
            return false;
        }
        return a.histogram.isPresent()
                ? isClose(a.histogram.get().count(), b.histogram.get().count())
                        && isClose(a.histogram.get().sum(), b.histogram.get().sum())
                        && a.histogram.get().schema() == b.histogram.get().schema()
                : isClose(a.value, b.value);
    }

    private static boolean isClose(double a, double b) {
        return a == b
                || (Double.isNaN(a) && Double.isNaN(b))
                || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
    }
}
