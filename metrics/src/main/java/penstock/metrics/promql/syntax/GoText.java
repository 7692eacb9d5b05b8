package penstock.metrics.promql.syntax;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import penstock.metrics.labels.Quoting;

/// Texts as Go writes and reads them, which is how Prometheus does. A byte of a text that is no UTF-8 is kept as the lone
/// surrogate `0xDC00` + the byte, since a query may name such bytes by escapes. See [Quoting#isByte].
public final class GoText {
    private static final int BYTE_BASE = 0xDC00;

    private GoText() {}

    static String quoted(String text) {
        return Quoting.quoted(text);
    }

    /// One character in single quotes; what is no character is shown as U+FFFD.
    static String quoted(int point) {
        if (point < 0) {
            return "'\uFFFD'";
        }
        if (point == '\'') {
            return "'\\''";
        }
        if (point == '"') {
            return "'\"'";
        }
        String quoted = Quoting.quoted(Character.toString(point));
        return "'" + quoted.substring(1, quoted.length() - 1) + "'";
    }

    /// A character with its number: `U+0063 'c'`.
    static String numbered(int point) {
        int shown = point < 0 ? 0xFFFD : point;
        return String.format("U+%04X '%s'", shown, Character.toString(shown));
    }

    /// What a text in quotes says.
    ///
    /// @throws IllegalArgumentException when there is anything but one text in quotes
    public static String parseQuoted(String quoted) {
        List<Token> tokens = Lexer.tokens(quoted);
        boolean isOne =
                tokens.size() == 2
                        && tokens.getFirst().kind() == TokenKind.STRING
                        && tokens.getLast().kind() == TokenKind.END;
        if (!isOne) {
            throw new IllegalArgumentException(quoted + " (expected: one text in quotes)");
        }
        return unquoted(tokens.getFirst().text());
    }

    /// What a quoted text says. The escapes are right already, because the lexer has read them.
    static String unquoted(String quoted) {
        char quote = quoted.charAt(0);
        String inner = quoted.substring(1, quoted.length() - 1);
        if (quote == '`' || inner.indexOf('\\') < 0) {
            return inner;
        }
        var bytes = new ByteArrayOutputStream(inner.length());
        for (int i = 0; i < inner.length(); ) {
            int point = inner.codePointAt(i);
            if (point != '\\') {
                writePoint(bytes, point);
                i += Character.charCount(point);
            } else {
                i = unescape(inner, i + 1, bytes);
            }
        }
        return decoded(bytes.toByteArray());
    }

    /// Reads the escape whose first character after the backslash is at `at`; returns where it ends.
    private static int unescape(String text, int at, ByteArrayOutputStream bytes) {
        char c = text.charAt(at);
        switch (c) {
            case 'a' -> bytes.write(0x07);
            case 'b' -> bytes.write('\b');
            case 'f' -> bytes.write('\f');
            case 'n' -> bytes.write('\n');
            case 'r' -> bytes.write('\r');
            case 't' -> bytes.write('\t');
            case 'v' -> bytes.write(0x0b);
            case 'x' -> bytes.write(Integer.parseInt(text, at + 1, at + 3, 16));
            case 'u' -> writePoint(bytes, Integer.parseInt(text, at + 1, at + 5, 16));
            case 'U' -> writePoint(bytes, Integer.parseInt(text, at + 1, at + 9, 16));
            case '0', '1', '2', '3', '4', '5', '6', '7' ->
                    bytes.write(Integer.parseInt(text, at, at + 3, 8));
            default -> bytes.write(c);
        }
        return at
                + switch (c) {
                    case 'x', '0', '1', '2', '3', '4', '5', '6', '7' -> 3;
                    case 'u' -> 5;
                    case 'U' -> 9;
                    default -> 1;
                };
    }

    private static void writePoint(ByteArrayOutputStream bytes, int point) {
        bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(byte[] bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException e) {
            return decodedByParts(bytes);
        }
    }

    private static String decodedByParts(byte[] bytes) {
        var text = new StringBuilder();
        for (int i = 0; i < bytes.length; ) {
            int length = lengthOf(bytes[i]);
            String part =
                    i + length <= bytes.length && length > 0
                            ? new String(bytes, i, length, StandardCharsets.UTF_8)
                            : "\uFFFD";
            boolean isRight =
                    part.codePointCount(0, part.length()) == 1 && part.charAt(0) != '\uFFFD';
            if (isRight) {
                text.append(part);
                i += length;
            } else {
                text.append((char) (BYTE_BASE + (bytes[i] & 0xff)));
                i++;
            }
        }
        return text.toString();
    }

    private static int lengthOf(byte first) {
        int value = first & 0xff;
        if (value < 0x80) {
            return 1;
        }
        if (value >= 0xf0) {
            return value < 0xf8 ? 4 : 0;
        }
        if (value >= 0xe0) {
            return 3;
        }
        return value >= 0xc0 ? 2 : 0;
    }
}
