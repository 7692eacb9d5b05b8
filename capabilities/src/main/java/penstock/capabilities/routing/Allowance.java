package penstock.capabilities.routing;

import java.time.Duration;
import java.util.regex.Pattern;
import penstock.model.AsText;
import penstock.model.DurationText;

/// So many requests in some time: `60 per 1m`, or `60 requests per 1m`.
@AsText
public record Allowance(long requests, Duration per) {
    private static final Pattern FORM =
            Pattern.compile("\\s*(\\d{1,10})\\s+(?:requests?\\s+)?per\\s+(\\S+)\\s*");

    public Allowance {
        if (requests < 1 || requests > 1_000_000_000) {
            throw new IllegalArgumentException(
                    "requests: " + requests + " (expected: 1 to 1000000000)");
        }
        if (per.compareTo(Duration.ofMillis(1)) < 0 || per.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException(
                    "per: " + DurationText.format(per) + " (expected: 1ms to 30d)");
        }
    }

    public static Allowance parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: such as 60 per 1m, or 1000 requests per 1h)");
        }
        return new Allowance(Long.parseLong(match.group(1)), DurationText.parse(match.group(2)));
    }

    @Override
    public String toString() {
        return requests + " per " + DurationText.format(per);
    }
}
