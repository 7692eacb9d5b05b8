package penstock.metrics.template;

import penstock.metrics.labels.Quoting;

/// @param start index of its first character in the template
/// @param line from 1
record Token(TokenKind kind, int start, String text, int line) {
    private static final int SHOWN = 10;

    boolean is(TokenKind other) {
        return kind == other;
    }

    /// As messages name it.
    @Override
    public String toString() {
        if (kind == TokenKind.END_OF_TEXT) {
            return "EOF";
        }
        if (kind == TokenKind.ERROR) {
            return text;
        }
        if (kind.isKeyword()) {
            return "<" + text + ">";
        }
        return text.codePointCount(0, text.length()) > SHOWN
                ? Quoting.quoted(text.substring(0, text.offsetByCodePoints(0, SHOWN))) + "..."
                : Quoting.quoted(text);
    }
}
