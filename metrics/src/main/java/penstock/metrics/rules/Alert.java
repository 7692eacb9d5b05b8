package penstock.metrics.rules;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import penstock.metrics.labels.Labels;

/// One result of an alerting rule and what became of it. Times are milliseconds since 1970, or [#NEVER].
///
/// @param labels that make it unique within its rule
/// @param annotations what it says to people, sorted by name
/// @param value of the query when it was last there
/// @param activeAt since when it is there; moved by what a restart took
/// @param keepFiringSince since when it only fires on
public record Alert(
        Labels labels,
        Map<String, String> annotations,
        State state,
        double value,
        long activeAt,
        long firedAt,
        long resolvedAt,
        long keepFiringSince) {
    public static final long NEVER = Long.MIN_VALUE;

    /// From the one that matters least.
    public enum State {
        INACTIVE,
        PENDING,
        FIRING;

        /// As in the label `alertstate`.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Alert {
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    static Alert pending(Labels labels, Map<String, String> annotations, double value, long time) {
        return new Alert(labels, annotations, State.PENDING, value, time, NEVER, NEVER, NEVER);
    }

    /// Whether it is pending or firing.
    public boolean isActive() {
        return state != State.INACTIVE;
    }

    Alert seen(Map<String, String> newAnnotations, double newValue) {
        return new Alert(
                labels, newAnnotations, state, newValue, activeAt, firedAt, resolvedAt, NEVER);
    }

    Alert fired(long time) {
        return new Alert(
                labels,
                annotations,
                State.FIRING,
                value,
                activeAt,
                time,
                resolvedAt,
                keepFiringSince);
    }

    Alert resolved(long time) {
        return new Alert(
                labels,
                annotations,
                State.INACTIVE,
                value,
                activeAt,
                firedAt,
                time,
                keepFiringSince);
    }

    Alert keptFiring(long since) {
        return new Alert(labels, annotations, state, value, activeAt, firedAt, resolvedAt, since);
    }

    Alert activeSince(long time) {
        return new Alert(
                labels, annotations, state, value, time, firedAt, resolvedAt, keepFiringSince);
    }
}
