package penstock.gateway.routes;

import java.util.Optional;

/// What the gateway itself does with the messages of a route.
///
/// @param compression of answers; none without it
public record EdgeRules(Optional<Compression> compression) {

    /// Nothing.
    public static final EdgeRules DEFAULT = new EdgeRules(Optional.empty());

    public EdgeRules with(Compression other) {
        return new EdgeRules(Optional.of(other));
    }
}
