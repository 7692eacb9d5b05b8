package penstock.gateway.routes;

/// In which capacity a version served a request. Only the first two are a random share of the users, so only they can be compared.
/// The order is part of the report's format.
public enum Role {
    /// The version trusted now.
    STABLE,
    /// The version on trial, for the users of its cohorts.
    CANDIDATE,
    /// The version on trial, for a request that asked for it.
    TESTER,
    /// The version before the present one, for a request whose page came from it.
    PINNED,
    /// The version on trial, for a copy of a request whose answer nobody sees.
    SHADOW
}
