package penstock.metrics.scrape;

import java.util.Locale;

/// What a rule does with the labels of a target or series.
public enum RelabelAction {
    /// Sets the target label to the replacement if the source matches; an empty result removes it.
    REPLACE,
    /// Keeps what matches.
    KEEP,
    /// Drops what matches.
    DROP,
    /// Keeps what has the source as the value of the target label.
    KEEPEQUAL,
    /// Drops what has the source as the value of the target label.
    DROPEQUAL,
    /// Sets the target label to a hash of the source, modulo a number.
    HASHMOD,
    /// Copies the labels whose names match to names that the replacement gives.
    LABELMAP,
    /// Removes the labels whose names match.
    LABELDROP,
    /// Removes the labels whose names do not match.
    LABELKEEP,
    /// Sets the target label to the source in lower case.
    LOWERCASE,
    /// Sets the target label to the source in upper case.
    UPPERCASE;

    /// As it is called in configurations: `labelmap`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean needsTarget() {
        return switch (this) {
            case REPLACE, KEEPEQUAL, DROPEQUAL, HASHMOD, LOWERCASE, UPPERCASE -> true;
            case KEEP, DROP, LABELMAP, LABELDROP, LABELKEEP -> false;
        };
    }
}
