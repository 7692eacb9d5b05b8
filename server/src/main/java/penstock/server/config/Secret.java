package penstock.server.config;

import penstock.model.AsText;

/// A setting that must not be shown: its text form is `•••`, wherever it is printed.
@AsText
public record Secret(String value) {
    static final String HIDDEN = "•••";

    public static Secret parse(String text) {
        return new Secret(text);
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
