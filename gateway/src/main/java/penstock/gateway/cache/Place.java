package penstock.gateway.cache;

/// For whom an answer is besides its URL: what the client cannot see of the way that its request takes. Answers of different places
/// never meet.
///
/// @param version of the service that gave it
/// @param isApart whether it is of instances that are compared with others of the version, so that both begin with nothing
/// @param isSecure whether the client spoke TLS
/// @param way what is done to the request on its way; empty for nothing
public record Place(String version, boolean isApart, boolean isSecure, String way) {}
