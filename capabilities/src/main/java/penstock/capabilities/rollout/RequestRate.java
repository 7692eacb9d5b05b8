package penstock.capabilities.rollout;

import java.math.BigDecimal;
import java.util.Map;
import penstock.model.AsText;

/// How many requests come: `20/s`, `90/min`, `500/h`; without a unit, a second.
///
/// @param perSecond more than 0
@AsText
record RequestRate(double perSecond) {
    private static final double MOST = 1e9;

    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "min", 60, "h", 3_600);

    RequestRate {
        if (!(perSecond > 0 && perSecond <= MOST)) {
            throw new IllegalArgumentException(
                    perSecond + " requests/s (expected: more than 0, at most 1,000,000,000)");
        }
    }

    public static RequestRate parse(String text) {
        var parts = text.strip().split("/", 2);
        var seconds = SECONDS.get(parts.length == 1 ? "s" : parts[1].strip());
        try {
            if (seconds != null) {
                return new RequestRate(new BigDecimal(parts[0].strip()).doubleValue() / seconds);
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" (expected: a rate such as 20/s, 90/min or 500/h)");
    }

    @Override
    public String toString() {
        return BigDecimal.valueOf(perSecond).stripTrailingZeros().toPlainString() + "/s";
    }
}
