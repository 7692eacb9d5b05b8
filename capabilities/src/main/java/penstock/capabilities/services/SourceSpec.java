package penstock.capabilities.services;

import java.util.Optional;

/// Where requests, errors and latency are told when the gateway is not Penstock's: the counters of whoever takes the requests, or of the
/// instances themselves.
///
/// @param requests counter of requests
/// @param errors counter of those that failed
/// @param latency histogram of seconds; without it, latency cannot be compared
public record SourceSpec(Selector requests, Selector errors, Optional<Selector> latency) {}
