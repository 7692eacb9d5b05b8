package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;

/// Reads JSON (RFC 8259) from bytes, value by value, without building a tree.
final class JsonInput {
    private static final int DEEPEST = 64;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int depth;

    JsonInput(byte[] bytes, int length) {
        this.bytes = bytes;
        end = length;
    }

    /// What is next, without blanks; 0 at the end.
    byte peek() {
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
        return at < end ? bytes[at] : 0;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    void expect(char wanted) {
        if (peek() != wanted) {
            throw problem("expected '" + wanted + "'" + found());
        }
        at++;
    }

    private String found() {
        return at >= end ? ", found the end" : ", found '" + (char) (bytes[at] & 0xff) + "'";
    }

    boolean isNext(char wanted) {
        return peek() == wanted;
    }

    /// Begins an array or object.
    void open(char bracket) {
        expect(bracket);
        depth++;
        if (depth > DEEPEST) {
            throw problem("more than " + DEEPEST + " levels");
        }
    }

    /// Whether there is another element, or entry, before the end of an array or object, which is passed.
    boolean hasNext(char bracket, boolean isFirst) {
        if (isNext(bracket)) {
            at++;
            depth--;
            return false;
        }
        if (!isFirst) {
            expect(',');
        }
        return true;
    }

    /// Whether `null` is next, which is passed.
    boolean isNull() {
        if (peek() != 'n') {
            return false;
        }
        word("null");
        return true;
    }

    boolean bool() {
        if (peek() == 't') {
            word("true");
            return true;
        }
        word("false");
        return false;
    }

    private void word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at >= end || bytes[at] != word.charAt(i)) {
                throw problem("expected " + word + found());
            }
            at++;
        }
    }

    /// A number, or a text that should have one, as it stands there.
    String scalar() {
        if (isNext('"')) {
            return text();
        }
        int from = at;
        while (at < end && isOfNumber(bytes[at])) {
            at++;
        }
        if (at == from) {
            throw problem("expected a number" + found());
        }
        return new String(bytes, from, at - from, StandardCharsets.US_ASCII);
    }

    private static boolean isOfNumber(byte b) {
        return (b >= '0' && b <= '9') || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
    }

    String text() {
        expect('"');
        int from = at;
        while (at < end && bytes[at] != '"' && bytes[at] != '\\' && (bytes[at] & 0xff) >= ' ') {
            at++;
        }
        String plain = plain(from);
        if (at < end && bytes[at] == '"') {
            at++;
            return plain;
        }
        return escaped(new StringBuilder(plain));
    }

    private String plain(int from) {
        return Utf8.text(bytes, from, at).orElseThrow(() -> problem("a text that is not UTF-8"));
    }

    private String escaped(StringBuilder text) {
        while (true) {
            byte next = next();
            if (next == '"') {
                return text.toString();
            }
            if (next == '\\') {
                text.append(escape(next()));
            } else if ((next & 0xff) < ' ') {
                throw problem("a control character in a text");
            } else {
                int from = at - 1;
                while (at < end
                        && bytes[at] != '"'
                        && bytes[at] != '\\'
                        && (bytes[at] & 0xff) >= ' ') {
                    at++;
                }
                text.append(plain(from));
            }
        }
    }

    private byte next() {
        if (at >= end) {
            throw problem("a text without its end");
        }
        return bytes[at++];
    }

    private char escape(byte letter) {
        return switch (letter) {
            case '"', '\\', '/' -> (char) letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(next(), 16);
                    if (digit < 0) {
                        throw problem("an escape that is none");
                    }
                    code = 16 * code + digit;
                }
                yield (char) code;
            }
            default -> throw problem("an escape that is none");
        };
    }

    /// Passes a value of any kind.
    void skip() {
        switch (peek()) {
            case '{' -> {
                open('{');
                for (boolean isFirst = true; hasNext('}', isFirst); isFirst = false) {
                    text();
                    expect(':');
                    skip();
                }
            }
            case '[' -> {
                open('[');
                for (boolean isFirst = true; hasNext(']', isFirst); isFirst = false) {
                    skip();
                }
            }
            case 't', 'f' -> bool();
            case 'n' -> isNull();
            default -> scalar();
        }
    }

    MalformedExposition problem(String text) {
        return new MalformedExposition(0, at + 1, text);
    }
}
