package penstock.metrics.labels;

/// How names and texts are written in PromQL and in messages: as Go's `strconv.Quote` does.
public final class Quoting {
    private Quoting() {}

    public static String quoted(String text) {
        return text(new StringBuilder(), text).toString();
    }

    /// Whether a label's name needs no quotes: `[a-zA-Z_][a-zA-Z0-9_]*`.
    public static boolean isPlainLabel(String name) {
        return isPlain(name, false);
    }

    /// Whether a metric's name needs no quotes: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    public static boolean isPlainMetric(String name) {
        return isPlain(name, true);
    }

    private static boolean isPlain(String name, boolean allowsColon) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isLetter =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || c == '_'
                            || (allowsColon && c == ':');
            boolean isDigit = i > 0 && c >= '0' && c <= '9';
            if (!isLetter && !isDigit) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /// A label's name, in quotes when it needs them.
    public static StringBuilder name(StringBuilder out, String name) {
        return isPlainLabel(name) ? out.append(name) : text(out, name);
    }

    /// A text in double quotes, with Go's escapes.
    public static StringBuilder text(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            character(out, point);
            i += Character.charCount(point);
        }
        return out.append('"');
    }

    private static void character(StringBuilder out, int point) {
        switch (point) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case 0x07 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 0x0b -> out.append("\\v");
            default -> {
                if (isPrintable(point)) {
                    out.appendCodePoint(point);
                } else if (point < 0x80 || isByte(point)) {
                    out.append(String.format("\\x%02x", point & 0xff));
                } else if (point <= 0xffff) {
                    out.append(String.format("\\u%04x", point));
                } else {
                    out.append(String.format("\\U%08x", point));
                }
            }
        }
    }

    /// Whether a `char` stands for a byte that is no UTF-8, which texts of queries may contain: the lone surrogate `0xDC00` + the
    /// byte.
    public static boolean isByte(int point) {
        return point >= 0xDC80 && point <= 0xDCFF;
    }

    /// Go prints letters, marks, numbers, punctuation, symbols and the ASCII space as they are.
    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }
}
