package penstock.capabilities.checks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import penstock.capabilities.services.QueryTemplate;
import penstock.capabilities.services.SloSpec;
import penstock.model.DurationText;

/// Checks by how fast an error budget burns. It fails when that is too fast over every window, and passes when it is slow enough
/// over at least one; a window without requests says nothing.
final class BurnRates {
    /// What the gateway saw of a version, without testers and shadow traffic.
    private static final String SEEN =
            "{job=\"gateway\",environment=\"{{environment}}\",service=\"{{service}}\","
                    + "version=\"{{version}}\",role=~\"candidate|stable\"}[{{window}}]))";

    private static final String BAD = "sum(increase(http_requests_failed_total" + SEEN;
    private static final String TOTAL = "sum(increase(http_requests_total" + SEEN;

    private final Queries queries;

    BurnRates(Queries queries) {
        this.queries = queries;
    }

    /// What one window says; the value is how many times as fast as the objective allows the budget burns.
    private record Burn(Duration window, Finding finding) {
        String words() {
            return finding.value().map(Finding::text).orElse("not known")
                    + " over "
                    + DurationText.format(window);
        }

        boolean isKnown() {
            return finding.outcome().isKnown();
        }
    }

    Finding measure(SloSpec spec, CheckOrder order) {
        long deadline = System.nanoTime() + order.spec().timeout().toNanos();
        var burns = new ArrayList<Burn>();
        for (var window : spec.windows()) {
            burns.add(new Burn(window, burn(spec, order, window, deadline)));
        }
        var words =
                "burns "
                        + String.join(", ", burns.stream().map(Burn::words).toList())
                        + " (expected: at most "
                        + Finding.text(spec.maxBurn())
                        + " times what "
                        + spec.objective()
                        + " allows)";
        var slow = first(burns, each -> each.finding().outcome() == Outcome.PASSED);
        var unknown = first(burns, each -> !each.isKnown());
        if (slow.isEmpty() && unknown.isPresent()) {
            var trouble = unknown.get().finding();
            return new Finding(
                    trouble.outcome(), Optional.empty(), words + ": " + trouble.message());
        }
        var deciding = slow.orElse(burns.getFirst()).finding();
        return new Finding(deciding.outcome(), deciding.value(), words);
    }

    private static Optional<Burn> first(List<Burn> burns, Predicate<Burn> isMeant) {
        return burns.stream().filter(isMeant).findFirst();
    }

    private Finding burn(SloSpec spec, CheckOrder order, Duration window, long deadline) {
        var values = order.subject().variables();
        values.put(QueryTemplate.WINDOW, DurationText.format(window));
        var total = number(spec.total().orElse(TOTAL), values, deadline);
        if (total instanceof Queries.Answer.Trouble(var finding)) {
            return finding;
        }
        var bad = number(spec.bad().orElse(BAD), values, deadline);
        if (bad instanceof Queries.Answer.Trouble(var finding)) {
            return finding;
        }
        double requests = only(total);
        if (requests < spec.minRequests()) {
            return Finding.inconclusive(
                    Finding.text(requests)
                            + " requests in "
                            + DurationText.format(window)
                            + " (expected: "
                            + Finding.text(spec.minRequests())
                            + " or more)");
        }
        double burn = only(bad) / requests / (1 - spec.objective().fraction());
        return (burn <= spec.maxBurn() ? Finding.passed("") : Finding.failed("")).of(burn);
    }

    /// Exactly one number, or what is in the way.
    private Queries.Answer number(String query, Map<String, String> values, long deadline) {
        var filled = QueryTemplate.fill(query, values);
        var answer = queries.instant(filled, Duration.ofNanos(deadline - System.nanoTime()));
        return switch (answer) {
            case Queries.Answer.Trouble trouble -> trouble;
            case Queries.Answer.Lines _ ->
                    new Queries.Answer.Trouble(
                            Finding.error(
                                    "the answer is a range of values (expected: one value): "
                                            + filled));
            case Queries.Answer.Numbers(var numbers) -> {
                if (numbers.size() > 1) {
                    yield new Queries.Answer.Trouble(
                            Finding.error(numbers.size() + " series (expected: one): " + filled));
                }
                boolean isThere =
                        numbers.size() == 1 && Double.isFinite(numbers.getFirst().value());
                yield isThere
                        ? answer
                        : new Queries.Answer.Trouble(Finding.inconclusive("no data: " + filled));
            }
        };
    }

    private static double only(Queries.Answer answer) {
        return ((Queries.Answer.Numbers) answer).numbers().getFirst().value();
    }
}
