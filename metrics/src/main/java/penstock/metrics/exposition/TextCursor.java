package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;
import penstock.metrics.labels.Quoting;

/// A place in a text exposition, and what can be read from there.
final class TextCursor {
    private final byte[] bytes;
    private final int end;
    private final Limits limits;
    private int at;
    private int line = 1;
    private int lineStart;

    TextCursor(byte[] bytes, int length, Limits limits) {
        this.bytes = bytes;
        this.limits = limits;
        end = length;
        if (Limits.isExceeded(length, limits.body())) {
            throw problem(0, "the body has " + length + " bytes (allowed: " + limits.body() + ")");
        }
    }

    byte[] bytes() {
        return bytes;
    }

    Limits limits() {
        return limits;
    }

    int at() {
        return at;
    }

    void moveTo(int place) {
        at = place;
    }

    boolean isAtEnd() {
        return at >= end;
    }

    /// The byte here, or a line feed at the end.
    int peek() {
        return at < end ? bytes[at] : '\n';
    }

    /// The byte after the one here, or a line feed at the end.
    int peekNext() {
        return at + 1 < end ? bytes[at + 1] : '\n';
    }

    boolean take(int expected) {
        if (at < end && bytes[at] == expected) {
            at++;
            return true;
        }
        return false;
    }

    /// Goes on over spaces and tabs.
    void skipBlanks() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
    }

    /// The end of the line here: its line feed, or the end of all.
    int lineEnd() {
        int place = at;
        while (place < end && bytes[place] != '\n') {
            place++;
        }
        return place;
    }

    /// The end of what is here up to a space, tab or line feed.
    int wordEnd() {
        int place = at;
        while (place < end && (bytes[place] > ' ' || bytes[place] < 0)) {
            place++;
        }
        return place;
    }

    /// The end of a name here, of a metric or label; a colon counts where it is allowed.
    int nameEnd(boolean allowsColon) {
        int place = at;
        while (place < end && isNameByte(bytes[place], place > at, allowsColon)) {
            place++;
        }
        return place;
    }

    static boolean isNameByte(int b, boolean allowsDigit, boolean allowsColon) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || b == '_'
                || (allowsDigit && b >= '0' && b <= '9')
                || (allowsColon && b == ':');
    }

    /// Reads a metric's name, which may be in quotes.
    String metricName() {
        int from = at;
        boolean isQuoted = peek() == '"';
        at = isQuoted ? quoteEnd() : nameEnd(true);
        if (at == from) {
            throw unexpected(from, "a metric's name");
        }
        return isQuoted ? Escapes.resolve(text(from + 1, at - 1), true) : text(from, at);
    }

    /// Beyond the quote that ends the text whose first quote is here.
    int quoteEnd() {
        for (int place = at + 1; place < end && bytes[place] != '\n'; place++) {
            if (bytes[place] == '\\') {
                place++;
            } else if (bytes[place] == '"') {
                return place + 1;
            }
        }
        throw problem(at, "the text in quotes does not end");
    }

    /// Beyond the brace that ends the labels whose first brace is here.
    int labelsEnd() {
        int start = at;
        at++;
        while (at < end && bytes[at] != '\n') {
            if (bytes[at] == '}') {
                int after = at + 1;
                at = start;
                return after;
            }
            at = bytes[at] == '"' ? quoteEnd() : at + 1;
        }
        at = start;
        throw problem(start, "the labels do not end (expected: })");
    }

    /// To the next line, whose first byte comes after the line feed here.
    void nextLine() {
        if (Limits.isExceeded(at - lineStart, limits.line())) {
            throw problem(
                    lineStart,
                    "the line has " + (at - lineStart) + " bytes (allowed: " + limits.line() + ")");
        }
        at++;
        line++;
        lineStart = at;
    }

    String text(int from, int to) {
        return Utf8.text(bytes, from, to).orElseThrow(() -> problem(from, "not UTF-8"));
    }

    MalformedExposition problem(int place, String problem) {
        return new MalformedExposition(line, place - lineStart + 1, problem);
    }

    /// A problem with the bytes from here to the end of the line, which are shown.
    MalformedExposition unexpected(int place, String expected) {
        int to = Math.min(Math.min(end, place + 40), Math.max(place, lineEnd()));
        String found =
                place >= end || bytes[place] == '\n'
                        ? "the end of the line"
                        : Quoting.quoted(
                                new String(bytes, place, to - place, StandardCharsets.UTF_8));
        return problem(place, found + " (expected: " + expected + ")");
    }
}
