package penstock.gateway.routes;

import java.util.Optional;

/// What the gateway itself does with the messages of a route.
///
/// @param compression of answers; none without it
/// @param access which clients may use the route; all without it
public record EdgeRules(Optional<Compression> compression, Optional<Access> access) {

    /// Nothing.
    public static final EdgeRules DEFAULT = new EdgeRules(Optional.empty(), Optional.empty());

    public EdgeRules with(Compression other) {
        return new EdgeRules(Optional.of(other), access);
    }

    public EdgeRules with(Access other) {
        return new EdgeRules(compression, Optional.of(other));
    }
}
