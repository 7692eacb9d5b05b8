package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import penstock.model.Default;
import penstock.model.DurationText;
import penstock.model.Share;

/// How fast the candidate burns the error budget of an objective: its share of bad requests, in units of what the objective
/// allows. It fails when it burns too fast over every window, so that a short burst does not fail it and an old one neither.
///
/// @param objective the share of requests that must be good
/// @param windows 1 to 5
/// @param maxBurn the fastest burn that passes; 14.4 uses 2 % of a month's budget in an hour
/// @param bad how many requests were bad during `{{window}}`; without it, those that the gateway saw fail
/// @param total how many there were; without it, all that the gateway saw
/// @param minRequests with fewer in a window, nothing is known of it
public record SloSpec(
        @Default("99.9%") Share objective,
        @Default("[5m, 1h]") List<Duration> windows,
        @Default("14.4") double maxBurn,
        Optional<String> bad,
        Optional<String> total,
        @Default("1") double minRequests)
        implements CheckSpec.Way {
    private static final int MOST_WINDOWS = 5;
    private static final Duration LONGEST_WINDOW = Duration.ofDays(30);

    public SloSpec {
        windows = List.copyOf(windows);
        if (!(objective.fraction() > 0 && objective.fraction() < 1)) {
            throw new IllegalArgumentException(
                    "objective: " + objective + " (expected: more than 0% and less than 100%)");
        }
        if (windows.isEmpty() || windows.size() > MOST_WINDOWS) {
            throw new IllegalArgumentException(
                    "windows: " + windows.size() + " (expected: 1 to " + MOST_WINDOWS + ")");
        }
        for (var window : windows) {
            Checks.positive("windows", window);
            if (window.compareTo(LONGEST_WINDOW) > 0) {
                throw new IllegalArgumentException(
                        "windows: " + DurationText.format(window) + " (expected: up to 30d)");
            }
        }
        if (!(maxBurn > 0) || Double.isInfinite(maxBurn)) {
            throw new IllegalArgumentException("maxBurn: " + maxBurn + " (expected: more than 0)");
        }
        if (maxBurn * (1 - objective.fraction()) >= 1) {
            throw new IllegalArgumentException(
                    "maxBurn: "
                            + maxBurn
                            + " (expected: less than "
                            + 1 / (1 - objective.fraction())
                            + ", at which every request is bad, or it could never fail)");
        }
        if (!(minRequests > 0) || Double.isInfinite(minRequests)) {
            throw new IllegalArgumentException(
                    "minRequests: " + minRequests + " (expected: more than 0)");
        }
        if (bad.isPresent() != total.isPresent()) {
            throw new IllegalArgumentException(
                    (bad.isPresent() ? "total" : "bad")
                            + ": missing (expected: both bad and total, or neither)");
        }
        bad.ifPresent(query -> requireWindow("bad", query));
        total.ifPresent(query -> requireWindow("total", query));
    }

    private static void requireWindow(String name, String query) {
        QueryTemplate.requireWindowed(name, query);
        if (!QueryTemplate.uses(query, QueryTemplate.WINDOW)) {
            throw new IllegalArgumentException(
                    name + ": \"" + query + "\" (expected: {{window}} in it, as in [{{window}}])");
        }
    }
}
