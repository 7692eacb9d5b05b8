package penstock.capabilities.checks;

import java.util.List;
import penstock.capabilities.services.PromqlSpec;
import penstock.capabilities.services.PromqlSpec.Series;
import penstock.capabilities.services.QueryTemplate;

/// Checks by a threshold on a PromQL expression.
final class Thresholds {
    private final Queries queries;

    Thresholds(Queries queries) {
        this.queries = queries;
    }

    Finding measure(PromqlSpec spec, CheckOrder order) {
        var query = QueryTemplate.fill(spec.query(), order.subject().variables());
        return switch (queries.instant(query, order.spec().timeout())) {
            case Queries.Answer.Numbers(var numbers) -> judge(spec, numbers, query);
            case Queries.Answer.Trouble(var finding) -> finding;
            case Queries.Answer.Lines _ ->
                    Finding.error(
                            "the answer is a range of values (expected: one value): " + query);
        };
    }

    private static Finding judge(PromqlSpec spec, List<Queries.Figure> numbers, String query) {
        if (numbers.isEmpty()) {
            return Finding.inconclusive("no data: " + query);
        }
        if (spec.series() == Series.ONE && numbers.size() > 1) {
            return Finding.error(
                    numbers.size()
                            + " series (expected: one; aggregate them, as in sum(…), or say series: all), the first is "
                            + numbers.getFirst().series());
        }
        var first = numbers.getFirst();
        var worst = judge(spec, first);
        for (var number : numbers) {
            var finding = judge(spec, number);
            if (rank(finding.outcome()) > rank(worst.outcome())) {
                worst = finding;
            }
        }
        return worst;
    }

    private static int rank(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> 0;
            case INCONCLUSIVE -> 1;
            case ERROR -> 2;
            case FAILED -> 3;
        };
    }

    private static Finding judge(PromqlSpec spec, Queries.Figure number) {
        double value = number.value();
        var said = Finding.text(value) + (number.series().equals("{}") ? "" : number.series());
        if (Double.isNaN(value)) {
            return Finding.inconclusive("NaN, which is no data" + said.substring("NaN".length()));
        }
        boolean isBelow = spec.failBelow().filter(limit -> value < limit).isPresent();
        boolean isAbove = spec.failAbove().filter(limit -> value > limit).isPresent();
        boolean hasRange = spec.min().isPresent() || spec.max().isPresent();
        boolean hasLimits = spec.failBelow().isPresent() || spec.failAbove().isPresent();
        boolean isInside =
                spec.min().map(limit -> value >= limit).orElse(true)
                        && spec.max().map(limit -> value <= limit).orElse(true);
        if (isBelow || isAbove || (!hasLimits && !isInside)) {
            return Finding.failed(said + expected(spec)).of(value);
        }
        return !hasRange || isInside
                ? Finding.passed(said).of(value)
                : Finding.inconclusive(said + expected(spec)).of(value);
    }

    private static String expected(PromqlSpec spec) {
        var low = spec.min().or(spec::failBelow);
        var high = spec.max().or(spec::failAbove);
        return " (expected: "
                + low.map(limit -> "at least " + Finding.text(limit)).orElse("")
                + (low.isPresent() && high.isPresent() ? ", " : "")
                + high.map(limit -> "at most " + Finding.text(limit)).orElse("")
                + ")";
    }
}
