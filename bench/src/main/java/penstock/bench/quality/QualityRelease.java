package penstock.bench.quality;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A version of the vectoriser that the benchmark releases: the same program with other environment values.
///
/// @param expected the phase that its rollout should end in
record QualityRelease(String version, String what, Map<String, String> faults, String expected) {
    private static final String LOSS = "VECTORISER_FAULT_QUALITY_LOSS";

    /// What is there before: a version that gives away a little, so that the next can be better.
    static final QualityRelease FIRST =
            new QualityRelease("1.0.0", "the version before", Map.of(LOSS, "6%"), "completed");

    static final QualityRelease WORSE =
            new QualityRelease(
                    "1.1.0",
                    "draws 2 % worse, with no errors and no other latency",
                    Map.of(LOSS, "13.5%"),
                    "rolled-back");

    static final QualityRelease BETTER =
            new QualityRelease(
                    "1.2.0",
                    "draws better, and takes 3 ms longer for it",
                    Map.of("VECTORISER_FAULT_LATENCY", "3ms"),
                    "completed");

    static final List<QualityRelease> TRIED = List.of(WORSE, BETTER);

    /// All environment values, the version's own name among them.
    Map<String, String> values() {
        var values = new LinkedHashMap<>(faults);
        values.put("VECTORISER_VERSION", version);
        return values;
    }
}
