package penstock.capabilities.scraped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Line;

/// What a histogram counted in an interval, told in buckets of their own series or as one.
final class HistogramGrowthTest {
    private static final String NAME = "score";
    private static final Span SPAN = new Span(100_000, 110_000, 20_000);
    private static final long[] TIMES = {99_000, 104_000, 109_000};

    private static Line part(String suffix, String bound, double... values) {
        return part(TIMES, suffix, bound, values);
    }

    private static Line part(long[] times, String suffix, String bound, double... values) {
        var labels = Labels.builder().set(Labels.NAME, NAME + suffix).set("instance", "a");
        if (!bound.isEmpty()) {
            labels.set("le", bound);
        }
        return new Line(labels.build(), times, values, null);
    }

    private static List<Line> classic(double[] half, double[] one, double[] all, double[] sum) {
        return List.of(
                part("_bucket", "0.5", half),
                part("_bucket", "1", one),
                part("_bucket", "+Inf", all),
                part("_sum", "", sum),
                part("_count", "", all));
    }

    private static HistogramGrowth growth(List<Line> lines) {
        return HistogramGrowth.of(HistogramSeries.of(lines, NAME), Presence.of(lines), SPAN);
    }

    private static double count(HistogramGrowth growth) {
        return growth.parts().stream().mapToDouble(FloatHistogram::count).sum();
    }

    private static double sum(HistogramGrowth growth) {
        return growth.parts().stream().mapToDouble(FloatHistogram::sum).sum();
    }

    @Test
    void aClassicHistogramIsPutTogetherFromItsSeries() {
        var growth =
                growth(
                        classic(
                                new double[] {1, 1, 2},
                                new double[] {4, 6, 9},
                                new double[] {4, 6, 9},
                                new double[] {3, 4.5, 6.5}));

        assertThat(count(growth)).isEqualTo(5);
        assertThat(sum(growth)).isEqualTo(3.5);
        assertThat(growth.parts().getLast().positive().counts()).containsExactly(1, 2, 0);
    }

    @Test
    void aHistogramThatBeganAnewShowsOnlyGrowth() {
        var growth =
                growth(
                        classic(
                                new double[] {50, 50, 0},
                                new double[] {90, 91, 2},
                                new double[] {90, 91, 2},
                                new double[] {60, 60.75, 1.5}));

        assertThat(count(growth)).isEqualTo(3);
        assertThat(sum(growth)).isEqualTo(2.25);
    }

    @Test
    void aMomentAtWhichAPartIsMissingSaysNothing() {
        var lines =
                new ArrayList<>(
                        classic(
                                new double[] {1, 1, 2},
                                new double[] {4, 6, 9},
                                new double[] {4, 6, 9},
                                new double[] {3, 4.5, 6.5}));
        lines.set(0, part(new long[] {99_000, 109_000}, "_bucket", "0.5", 1, 2));

        var growth = growth(lines);

        assertThat(growth.parts()).hasSize(1);
        assertThat(count(growth)).isEqualTo(5);
    }

    @Test
    void countsThatAreNoneAreLeftOut() {
        var growth =
                growth(
                        classic(
                                new double[] {1, 8, 2},
                                new double[] {4, 6, 9},
                                new double[] {4, Double.NaN, 9},
                                new double[] {3, 4.5, 6.5}));

        assertThat(growth.ignored()).isEqualTo(1);
        assertThat(count(growth)).isEqualTo(5);
    }

    @Test
    void aNativeHistogramThatChangesItsResolutionGoesOn() {
        var fine = nativeOf(3, 0, 4, 3);
        var coarse = nativeOf(2, 0, 9, 7);
        var line =
                new Line(
                        Labels.of(Labels.NAME, NAME, "instance", "a"),
                        new long[] {99_000, 104_000},
                        new double[] {3, 7},
                        new FloatHistogram[] {fine, coarse});

        var growth = growth(List.of(line));

        assertThat(count(growth)).isEqualTo(5);
        assertThat(sum(growth)).isEqualTo(4);
    }

    private static FloatHistogram nativeOf(int schema, int index, double count, double sum) {
        return new FloatHistogram(
                schema,
                0,
                0,
                count,
                sum,
                Buckets.run(index, count),
                Buckets.NONE,
                Bounds.NONE,
                CounterReset.UNKNOWN);
    }
}
