package penstock.server.api;

import java.time.Duration;
import java.util.Optional;

/// What gateways are told and what they report. The bodies mean something to both ends, not to the API.
public interface GatewayLink {
    /// The route table, once it is newer than `after`.
    ///
    /// @param wait how long to wait for a newer one, 0…60 s
    /// @return empty when there is none yet
    Optional<byte[]> routes(long after, Duration wait) throws InterruptedException;

    /// Takes a report. May be given the same one twice.
    ///
    /// @throws penstock.model.ProblemException `Invalid` when it cannot be read
    void report(byte[] body);
}
