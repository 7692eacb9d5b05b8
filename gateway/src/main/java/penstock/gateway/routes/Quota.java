package penstock.gateway.routes;

import java.time.Duration;
import penstock.gateway.rates.Rate;

/// How many requests a key may make.
///
/// @param requests in each period, 1 to 1,000,000,000
/// @param per the period, 1 ms to 30 days
/// @param burst how many may come at once when none came before
public record Quota(long requests, Duration per, long burst) {

    private static final long MOST = 1_000_000_000;

    public Quota {
        Checks.range("requests", requests, 1, MOST);
        Checks.positive("per", per);
        Checks.range("burst", burst, 1, MOST);
        long micros = micros(per);
        if (!Rate.fits(requests, micros, burst)) {
            throw new IllegalArgumentException(
                    "burst: "
                            + burst
                            + " with a period of "
                            + Times.written(per)
                            + " (expected: a smaller burst or a shorter period, so that it can be counted exactly)");
        }
    }

    private static long micros(Duration per) {
        return per.toNanos() / 1_000;
    }

    public Rate rate() {
        return Rate.of(requests, micros(per), burst);
    }
}
