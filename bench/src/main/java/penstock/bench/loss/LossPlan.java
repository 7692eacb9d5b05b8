package penstock.bench.loss;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What a run is to be.
///
/// @param time for so long at least; a round of acts that has begun is finished
/// @param perSecond requests a second
/// @param late an answer that took longer is late, beyond what the request takes by itself
/// @param isPlain only HTTP/1.1 without TLS, and no other feature of the gateway
/// @param data where everything is kept afterwards; absent for a temporary folder
/// @param foreign somebody else's service instead of our own upstream
record LossPlan(
        Duration time,
        double perSecond,
        long seed,
        Duration late,
        boolean isPlain,
        Optional<Path> data,
        Optional<Foreign> foreign) {
    /// Whether every feature of the gateway is switched on.
    boolean hasFeatures() {
        return !isPlain && foreign.isEmpty();
    }

    /// @param manifest the service
    /// @param artefact what is released, if the service needs one
    /// @param path what is asked for with GET
    record Foreign(Path manifest, Optional<Path> artefact, String path) {}
}
