package penstock.cli.demo;

import java.util.List;
import java.util.Map;

/// A version that the demonstration releases: the same program with other environment values, so that each fault is
/// real.
///
/// @param isGood whether it must be promoted; otherwise it must not
/// @param getsTraffic whether it may be given any request before it is judged
/// @param isAttacked whether Penstock itself is attacked meanwhile
record DemoRelease(
        String version,
        String what,
        Map<String, String> env,
        boolean isGood,
        boolean getsTraffic,
        boolean isAttacked) {
    /// The trusted version everything is compared with.
    static final DemoRelease FIRST = good("1.0.0", "the version in production");

    static final List<DemoRelease> ALL =
            List.of(
                    good("1.1.0", "a good release"),
                    new DemoRelease(
                            "1.2.0",
                            "answers 5 % of conversions with an error",
                            Map.of("VECTORISER_FAULT_ERROR_RATE", "5%"),
                            false,
                            true,
                            false),
                    new DemoRelease(
                            "1.3.0",
                            "takes 800 ms longer for every fifth request",
                            Map.of("VECTORISER_FAULT_LATENCY_TAIL", "20%:800ms"),
                            false,
                            true,
                            false),
                    new DemoRelease(
                            "1.4.0",
                            "never becomes ready",
                            Map.of("VECTORISER_FAULT_NEVER_READY", "true"),
                            false,
                            false,
                            false),
                    new DemoRelease(
                            "1.5.0",
                            "a good release; its server is killed, its gateway replaced",
                            Map.of(),
                            true,
                            true,
                            true));

    private static DemoRelease good(String version, String what) {
        return new DemoRelease(version, what, Map.of(), true, true, false);
    }

    /// All environment values, the version's own name among them.
    Map<String, String> values() {
        var values = new java.util.TreeMap<>(env);
        values.put("VECTORISER_VERSION", version);
        return values;
    }
}
