package penstock.capabilities.services;

import penstock.gateway.routes.Rescue;
import penstock.model.Default;
import penstock.model.Size;
import penstock.model.Weight;

/// Which requests may be sent a second time because an instance did not answer. Safe requests without a body always may;
/// one that reached nobody always may, too, whatever its method.
///
/// @param idempotent also PUT and DELETE, and safe methods with a body
/// @param idempotencyKey also any request with an `Idempotency-Key`; the service must then know a repeated key, across versions
/// @param bodyLimit a request with a larger body is not repeated, up to 1Mi
/// @param budget at most this share of the route's requests is repeated, over ten seconds, so that a failing service is not hit
///     harder …
/// @param perSecond … plus this many each second
public record RescueSpec(
        @Default("false") boolean idempotent,
        @Default("false") boolean idempotencyKey,
        @Default("64Ki") Size bodyLimit,
        @Default("20%") Weight budget,
        @Default("10") int perSecond) {
    public RescueSpec {
        if (bodyLimit.bytes() > Rescue.MAX_BODY) {
            throw new IllegalArgumentException(
                    "bodyLimit: " + bodyLimit + " (expected: at most 1Mi)");
        }
        if (perSecond < 0 || perSecond > 1_000_000) {
            throw new IllegalArgumentException(
                    "perSecond: " + perSecond + " (expected: 0 to 1000000)");
        }
    }

    public Rescue words() {
        return new Rescue(
                idempotent,
                idempotencyKey,
                (int) bodyLimit.bytes(),
                budget.basisPoints(),
                perSecond);
    }
}
