package penstock.metrics.exposition;

/// The escapes of the text formats; a backslash before anything else stands for itself.
final class Escapes {
    private Escapes() {}

    static String resolve(String text, boolean hasQuotes) {
        int first = text.indexOf('\\');
        if (first < 0) {
            return text;
        }
        var resolved = new StringBuilder(text.length()).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (next == 'n') {
                resolved.append('\n');
                i++;
            } else if (next == '\\' || (next == '"' && hasQuotes)) {
                resolved.append(next);
                i++;
            } else {
                resolved.append(c);
            }
        }
        return resolved.toString();
    }

    static StringBuilder escape(StringBuilder out, String text, boolean hasQuotes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\\' -> out.append("\\\\");
                case '"' -> out.append(hasQuotes ? "\\\"" : "\"");
                default -> out.append(c);
            }
        }
        return out;
    }
}
