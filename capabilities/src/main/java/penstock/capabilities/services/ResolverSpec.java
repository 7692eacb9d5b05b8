package penstock.capabilities.services;

import java.time.Duration;
import java.util.Optional;
import penstock.model.Default;
import penstock.model.DurationText;

/// How names are looked up. Short form: the server, `10.0.0.2:53`.
///
/// @param server that is asked; without it those of this machine (`/etc/resolv.conf`, with `/etc/hosts` before them)
/// @param minTtl an answer counts at least so long, whatever it says itself
/// @param maxTtl and at most so long
/// @param timeout for one question
/// @param maxAddresses of one name; more are left out, in the order of their numbers
public record ResolverSpec(
        Optional<Endpoint> server,
        @Default("1s") Duration minTtl,
        @Default("5m") Duration maxTtl,
        @Default("5s") Duration timeout,
        @Default("100") int maxAddresses) {
    private static final int MAX_ADDRESSES = 1_000;
    private static final Duration LEAST_TTL = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

    public ResolverSpec {
        if (minTtl.compareTo(LEAST_TTL) < 0) {
            throw new IllegalArgumentException(
                    "minTtl: " + DurationText.format(minTtl) + " (expected: 100ms or longer)");
        }
        if (maxTtl.compareTo(minTtl) < 0) {
            throw new IllegalArgumentException(
                    "maxTtl: "
                            + DurationText.format(maxTtl)
                            + " (expected: minTtl or longer: "
                            + DurationText.format(minTtl)
                            + ")");
        }
        Checks.positive("timeout", timeout);
        if (timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "timeout: " + DurationText.format(timeout) + " (expected: at most 1m)");
        }
        if (maxAddresses < 1 || maxAddresses > MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "maxAddresses: " + maxAddresses + " (expected: 1 to " + MAX_ADDRESSES + ")");
        }
    }

    public static ResolverSpec parse(String text) {
        return new ResolverSpec(
                Optional.of(Endpoint.parse(text)),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                100);
    }
}
