package penstock.server.prometheus;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What the API tells of the program it is part of.
///
/// @param version of Penstock
/// @param started when the server was started
/// @param folder of the store
/// @param retention how long samples are kept, as text
/// @param flags of Prometheus that have a counterpart here, with their values
/// @param metrics whose type and meaning are known
public record About(
        String version,
        Instant started,
        Path folder,
        String retention,
        Map<String, String> flags,
        List<Described> metrics) {
    public About {
        flags = Map.copyOf(flags);
        metrics = List.copyOf(metrics);
    }
}
