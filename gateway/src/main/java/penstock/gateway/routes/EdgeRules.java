package penstock.gateway.routes;

import java.util.Optional;

/// What the gateway itself does with the messages of a route.
///
/// @param compression of answers; none without it
/// @param access which clients may use the route; all without it
/// @param sizes of requests and answers
public record EdgeRules(Optional<Compression> compression, Optional<Access> access, Sizes sizes) {

    /// Nothing.
    public static final EdgeRules DEFAULT =
            new EdgeRules(Optional.empty(), Optional.empty(), Sizes.NONE);

    public EdgeRules with(Compression other) {
        return new EdgeRules(Optional.of(other), access, sizes);
    }

    public EdgeRules with(Access other) {
        return new EdgeRules(compression, Optional.of(other), sizes);
    }

    public EdgeRules with(Sizes others) {
        return new EdgeRules(compression, access, others);
    }
}
