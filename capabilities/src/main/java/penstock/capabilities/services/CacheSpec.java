package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import penstock.gateway.routes.CacheRule;
import penstock.model.Default;
import penstock.model.DurationText;
import penstock.model.Size;

/// Keeps answers in the gateway and gives them to others, as far as they allow it (RFC 9111).
///
/// @param size of all that is kept, from 64Ki to 12Mi, which all services together have
/// @param maxObject larger answers pass without being kept; at most a quarter of the size
/// @param variants answers to one URL that differ by fields of the request (`Vary`), 1 to 64; beyond that the oldest goes
/// @param defaultTtl how long answers are fresh that do not say; 0s to keep none of these. For clients without cookies or
///     credentials only
/// @param staleWhileRevalidate how long after that an answer is given while the service is asked for a new one, if the answer does
///     not say
/// @param staleIfError how long after that an answer stands in for a service that fails, if the answer does not say
/// @param waitAtMost how long a request waits for the answer to another for the same, up to 1m; 0s for not at all
/// @param heedClients whether `Cache-Control` of requests counts
/// @param dropCookies whether answers that set cookies are kept without these; otherwise they are not kept
public record CacheSpec(
        @Default("4Mi") Size size,
        @Default("256Ki") Size maxObject,
        @Default("8") int variants,
        @Default("0s") Duration defaultTtl,
        @Default("0s") Duration staleWhileRevalidate,
        @Default("0s") Duration staleIfError,
        @Default("5s") Duration waitAtMost,
        @Default("true") boolean heedClients,
        @Default("false") boolean dropCookies) {

    private static final Duration YEAR = Duration.ofDays(365);

    public CacheSpec {
        if (size.bytes() < CacheRule.LEAST || size.bytes() > CacheRule.MOST) {
            throw new IllegalArgumentException("size: " + size + " (expected: 64Ki to 12Mi)");
        }
        if (maxObject.bytes() > size.bytes() / 4) {
            throw new IllegalArgumentException(
                    "maxObject: "
                            + maxObject
                            + " (expected: at most a quarter of size, which is "
                            + size
                            + ")");
        }
        if (variants < 1 || variants > CacheRule.MOST_VARIANTS) {
            throw new IllegalArgumentException("variants: " + variants + " (expected: 1 to 64)");
        }
        requireSpan("defaultTtl", defaultTtl);
        requireSpan("staleWhileRevalidate", staleWhileRevalidate);
        requireSpan("staleIfError", staleIfError);
        if (waitAtMost.isNegative() || waitAtMost.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "waitAtMost: " + DurationText.format(waitAtMost) + " (expected: 0s to 1m)");
        }
    }

    private static void requireSpan(String name, Duration span) {
        if (span.isNegative() || span.compareTo(YEAR) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + DurationText.format(span) + " (expected: 0s to 365d)");
        }
    }

    CacheRule words() {
        return new CacheRule(
                size.bytes(),
                (int) maxObject.bytes(),
                variants,
                defaultTtl,
                staleWhileRevalidate,
                staleIfError,
                waitAtMost,
                heedClients,
                dropCookies,
                List.of());
    }
}
