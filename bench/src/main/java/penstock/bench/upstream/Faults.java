package penstock.bench.upstream;

import java.time.Duration;
import java.util.Map;
import penstock.model.DurationText;
import penstock.model.Share;

/// What is wrong with this version, as its environment says. Nothing, without any of the variables.
///
/// @param errors share of requests that fail with 500 (`UPSTREAM_ERRORS`, such as `5%`)
/// @param lateShare share of requests that are answered later (`UPSTREAM_LATENCY`, such as `10%:800ms`)
/// @param isNeverReady whether `/health` says no for ever (`UPSTREAM_NEVER_READY`)
/// @param crashAfter the program ends itself while it works on that request, counted from 1; 0 at its start; -1 never
///     (`UPSTREAM_CRASH_AFTER`)
record Faults(
        double errors, double lateShare, Duration late, boolean isNeverReady, long crashAfter) {
    static Faults of(Map<String, String> environment) {
        var latency = environment.getOrDefault("UPSTREAM_LATENCY", "0%:0ms");
        int colon = latency.indexOf(':');
        return new Faults(
                Share.parse(environment.getOrDefault("UPSTREAM_ERRORS", "0%")).fraction(),
                Share.parse(latency.substring(0, colon)).fraction(),
                DurationText.parse(latency.substring(colon + 1)),
                environment.getOrDefault("UPSTREAM_NEVER_READY", "false").equals("true"),
                Long.parseLong(environment.getOrDefault("UPSTREAM_CRASH_AFTER", "-1")));
    }
}
