package penstock.gateway.proxy;

/// Why a request was not given to any instance, though it is nobody's fault that is judged.
enum TurnedAway {
    /// The version has no instance, or the gateway no means for a connection.
    NO_INSTANCE,
    /// Its breaker is open.
    OPEN,
    /// Its instances have as much to do as they may.
    FULL,
    /// The whole route has.
    OVERLOADED
}
