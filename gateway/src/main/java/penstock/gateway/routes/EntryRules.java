package penstock.gateway.routes;

import java.util.Optional;

/// What the gateway does with the requests of an entry itself.
///
/// @param sizes in place of those of the chosen route
/// @param maxRequestBytes of a request body, in place of that of the chosen route; 0 to 2^50
/// @param access which clients may come by the entry, besides what the route says; all without it
public record EntryRules(Sizes sizes, Optional<Long> maxRequestBytes, Optional<Access> access) {

    /// Nothing.
    public static final EntryRules NONE =
            new EntryRules(Sizes.NONE, Optional.empty(), Optional.empty());

    public EntryRules {
        maxRequestBytes.ifPresent(
                size -> Checks.range("maxRequestBytes", size, 0, Sizes.MOST_BODY));
    }

    boolean isWithoutSizes() {
        return sizes.equals(Sizes.NONE) && maxRequestBytes.isEmpty();
    }

    EntryRules with(Sizes others, Optional<Long> body) {
        return new EntryRules(others, body, access);
    }

    EntryRules with(Access other) {
        return new EntryRules(sizes, maxRequestBytes, Optional.of(other));
    }
}
