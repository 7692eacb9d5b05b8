package penstock.metrics.exposition;

import java.util.Set;

/// How metrics of OpenTelemetry become series.
///
/// @param promoted attributes of the resource that become labels of all its series
/// @param hasCustomBuckets whether explicit buckets become a native histogram of custom bounds instead of classic ones
public record OtlpOptions(Names names, Set<String> promoted, boolean hasCustomBuckets) {
    /// As Prometheus does unless told otherwise.
    public static final OtlpOptions DEFAULT = new OtlpOptions(Names.UNDERSCORES, Set.of(), false);

    public OtlpOptions {
        promoted = Set.copyOf(promoted);
    }

    /// What becomes of names.
    public enum Names {
        /// Only letters, digits and underscores; units and `_total` as suffixes. Prometheus' `UnderscoreEscapingWithSuffixes`.
        UNDERSCORES,
        /// Only letters, digits and underscores: `UnderscoreEscapingWithoutSuffixes`.
        ONLY_UNDERSCORES,
        /// As they are, with suffixes: `NoUTF8EscapingWithSuffixes`.
        SUFFIXES,
        /// As they are: `NoTranslation`.
        UNCHANGED;

        boolean isEscaped() {
            return this == UNDERSCORES || this == ONLY_UNDERSCORES;
        }
    }
}
