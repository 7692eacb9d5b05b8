package penstock.cli.load;

import java.util.List;
import java.util.Map;

/// A load as counted up to a moment.
///
/// @param sent requests that have left, or were due and could not leave
/// @param resent requests sent once more because the server closed a kept connection before answering anything; only
///     safe ones (RFC 9112 section 9.3.1)
/// @param rescues of requests that a candidate failed and stable answered
/// @param versions by the version that answered
/// @param latency from when a request was due to its complete answer: what a user waits
/// @param service from when it left: what the server took
public record LoadReport(
        long sent,
        long resent,
        Tally all,
        Tally rescues,
        Map<String, Tally> versions,
        Histogram latency,
        Histogram service,
        List<Second> seconds) {
    public Tally version(String name) {
        return versions.getOrDefault(name, Tally.NONE);
    }
}
