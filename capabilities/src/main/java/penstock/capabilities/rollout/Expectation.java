package penstock.capabilities.rollout;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import penstock.judge.Histogram;
import penstock.judge.Sample;

/// What a forecast counts on.
///
/// @param perSecond requests of both versions together; absent while not known
/// @param most no more requests a second than this are to be expected, so that what cannot succeed even then certainly
///     does not; absent while too little is known to refuse anything
/// @param stable what stable did lately
/// @param silence why there is no traffic at all; absent if there is some, or none is known of
/// @param words where the figures come from
record Expectation(
        Optional<Double> perSecond,
        Optional<Double> most,
        Sample stable,
        Optional<Silence> silence,
        String words) {
    /// Minutes that must be known for a refusal.
    private static final int LEAST_MINUTES = 3;

    /// @param isLasting whether it is so for as long as anything is remembered
    /// @param isCertain whether it stays so
    record Silence(String words, boolean isLasting, boolean isCertain) {}

    static Expectation of(Optional<RecentTraffic.Measured> recent, Sample stable) {
        var shape = stable.requests() == 0 ? assumed() : stable;
        if (recent.isEmpty()) {
            return new Expectation(
                    Optional.empty(),
                    Optional.empty(),
                    shape,
                    Optional.empty(),
                    "not known yet: no whole minute of it was seen since the server started");
        }
        var measured = recent.get();
        var minutes = measured.minutes() == 1 ? "minute" : measured.minutes() + " minutes";
        boolean isSilent = measured.requests() == 0;
        boolean isBounded = !isSilent && measured.minutes() >= LEAST_MINUTES;
        var silence =
                new Silence(
                        "no request in the last " + minutes,
                        measured.minutes() == RecentTraffic.MINUTES,
                        false);
        return new Expectation(
                Optional.of(measured.perSecond()),
                isBounded ? Optional.of(measured.mostPerSecond()) : Optional.empty(),
                shape,
                isSilent ? Optional.of(silence) : Optional.empty(),
                rate(measured.perSecond()) + ", measured over the last " + minutes);
    }

    /// No gateway sees the traffic.
    static Expectation unrouted() {
        var why = "the service has no route, so no gateway sees its traffic";
        return new Expectation(
                Optional.of(0.0),
                Optional.of(0.0),
                assumed(),
                Optional.of(new Silence(why, true, true)),
                "none: " + why);
    }

    /// Another than Penstock's gateway counts the requests.
    static Expectation elsewhere() {
        return new Expectation(
                Optional.empty(),
                Optional.empty(),
                assumed(),
                Optional.empty(),
                "not known: judge.source says who counts it");
    }

    /// Traffic that somebody says there will be.
    Expectation withRate(double given) {
        return new Expectation(
                Optional.of(given),
                Optional.of(given),
                stable,
                Optional.empty(),
                rate(given) + ", as given");
    }

    /// An ordinary service: one failure in a thousand, half of the answers within 80 ms, one in a hundred after 360 ms.
    private static Sample assumed() {
        var buckets = new TreeMap<Integer, Long>();
        for (int i = 0; i < 10_000; i++) {
            double below = (i + 0.5) / 10_000;
            double seconds = 0.08 * Math.pow(below / (1 - below), 1 / 3.0);
            buckets.merge(Histogram.indexOf(seconds), 1L, Long::sum);
        }
        return new Sample(10_000, 10, Histogram.of(Map.copyOf(buckets)));
    }

    static String rate(double perSecond) {
        return number(perSecond) + (perSecond == 1 ? " request/s" : " requests/s");
    }

    /// Two digits that count, no exponents.
    private static String number(double value) {
        return value >= 10
                ? String.format(Locale.ROOT, "%,.0f", value)
                : new BigDecimal(value)
                        .round(new MathContext(2))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
