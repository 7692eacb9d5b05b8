package penstock.judge.anomaly;

import java.util.Locale;
import java.util.Objects;

/// One series that is watched.
///
/// @param name for people, unique in a detector
/// @param kind what it tells
public record Signal(String name, Kind kind) {
    /// What a signal tells, and so what an anomaly of it is called.
    public enum Kind {
        LATENCY,
        ERROR_RATE,
        TRAFFIC,
        SATURATION,
        OTHER;

        /// As people write it: `error-rate`.
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Signal {
        Objects.requireNonNull(kind);
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: empty (expected: a word)");
        }
    }
}
