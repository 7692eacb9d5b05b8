package penstock.bench.promql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Line;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.source.MetricAnswer;

final class ComparisonTest {
    private static Line line(String label, double... values) {
        var times = new long[values.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * 1_000L;
        }
        return new Line(Labels.of("a", label), times, values, null);
    }

    private static MetricAnswer answer(Line... lines) {
        return new MetricAnswer.Known(
                new QueryValue.Matrix(List.of(lines)), List.of(), List.of(), Optional.empty());
    }

    @Test
    void valuesMayDifferByAHundredThousandth() {
        var one = answer(line("x", 1, Double.NaN, 0), line("y", 1e10));

        assertThat(
                        Comparison.difference(
                                one, answer(line("y", 1e10 + 1e4), line("x", 1, Double.NaN, 0))))
                .isEmpty();
        assertThat(
                        Comparison.difference(
                                one, answer(line("x", 1, Double.NaN, 0), line("y", 1e10 + 2e5))))
                .hasValueSatisfying(what -> assertThat(what).contains("{a=\"y\"} at 0"));
        assertThat(Comparison.difference(one, answer(line("x", 1, 1, 0), line("y", 1e10))))
                .isPresent();
        assertThat(
                        Comparison.difference(
                                one, answer(line("x", 1, Double.NaN, 1e-9), line("y", 1e10))))
                .isPresent();
    }

    @Test
    void labelsPointsAndSeriesHaveToBeTheSame() {
        var one = answer(line("x", 1, 2));

        assertThat(Comparison.difference(one, answer(line("z", 1, 2)))).isPresent();
        assertThat(Comparison.difference(one, answer(line("x", 1)))).isPresent();
        assertThat(Comparison.difference(one, answer(line("x", 1, 2), line("y", 1)))).isPresent();
        assertThat(Comparison.difference(one, answer())).isPresent();
    }

    @Test
    void whatIsNoAnswerAgreesWithNothing() {
        var refused = new MetricAnswer.Refused(MetricAnswer.Fault.NOT_EVALUATED, "why");

        assertThat(Comparison.difference(refused, refused)).isPresent();
        assertThat(Comparison.difference(answer(), refused)).isPresent();
    }
}
