package penstock.capabilities.services;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A query in PromQL with variables such as `{{version}}` in its texts. A value never ends the text it is in: it is escaped as
/// PromQL does, and where a matcher takes a regular expression (`=~`, `!~`), it matches itself alone. `{{window}}` is a duration
/// and stands outside of texts. What was put in is not looked at again.
public final class QueryTemplate {
    /// Where it is allowed, a variable outside of texts.
    public static final String WINDOW = "window";

    /// The variables there are.
    public static final List<String> NAMES =
            List.of("environment", "route", "service", "stable", "version");

    private static final int LONGEST = 10_000;
    private static final String SPECIAL = "\\.+*?()|[]{}^$";

    private final String text;
    private final boolean isWindowed;
    private final List<Piece> pieces = new ArrayList<>();

    private sealed interface Piece {
        record Plain(String text) implements Piece {}

        /// @param quote of the text it is in; a blank outside of texts
        record Variable(String name, char quote, boolean isRegex) implements Piece {}
    }

    private QueryTemplate(String text, boolean isWindowed) {
        this.text = text;
        this.isWindowed = isWindowed;
        if (text.isBlank() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    text.length() + " characters (expected: a query of 1 to " + LONGEST + ")");
        }
        read();
    }

    /// Refuses what is no template, with the component's name.
    static void require(String component, String query) {
        require(component, query, false);
    }

    /// As [#require]; `{{window}}` is a variable too.
    static void requireWindowed(String component, String query) {
        require(component, query, true);
    }

    private static void require(String component, String query, boolean isWindowed) {
        try {
            var _ = new QueryTemplate(query, isWindowed);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(component + ": " + e.getMessage(), e);
        }
    }

    static boolean uses(String query, String name) {
        return new QueryTemplate(query, true)
                .pieces.stream()
                        .anyMatch(
                                piece ->
                                        piece instanceof Piece.Variable variable
                                                && variable.name().equals(name));
    }

    /// The query with values in the place of the variables.
    ///
    /// @param values of all [#NAMES], and of [#WINDOW] where the query may have it
    public static String fill(String query, Map<String, String> values) {
        var filled = new StringBuilder();
        for (var piece : new QueryTemplate(query, values.containsKey(WINDOW)).pieces) {
            switch (piece) {
                case Piece.Plain(var plain) -> filled.append(plain);
                case Piece.Variable variable -> filled.append(value(variable, values));
            }
        }
        return filled.toString();
    }

    private static String value(Piece.Variable variable, Map<String, String> values) {
        var value = Objects.requireNonNull(values.get(variable.name()), variable.name());
        var escaped = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char each = value.charAt(i);
            if (variable.isRegex() && SPECIAL.indexOf(each) >= 0) {
                escaped.append("\\\\");
            }
            if (each == '\\' || each == variable.quote()) {
                escaped.append('\\');
            }
            escaped.append(each);
        }
        return escaped.toString();
    }

    private void read() {
        int plainFrom = 0;
        char quote = ' ';
        boolean isRegex = false;
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            if (text.startsWith("{{", at)) {
                pieces.add(new Piece.Plain(text.substring(plainFrom, at)));
                int end = text.indexOf("}}", at);
                pieces.add(variable(at, end, quote, isRegex));
                at = end + 1;
                plainFrom = end + 2;
            } else if (quote == ' ' && each == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (quote == ' ' && (each == '"' || each == '\'' || each == '`')) {
                quote = each;
                var before = text.substring(0, at).stripTrailing();
                isRegex = before.endsWith("=~") || before.endsWith("!~");
            } else if (quote != ' ' && each == '\\' && quote != '`') {
                at++;
            } else if (each == quote) {
                quote = ' ';
                isRegex = false;
            }
        }
        pieces.add(new Piece.Plain(text.substring(Math.min(plainFrom, text.length()))));
    }

    private Piece.Variable variable(int from, int end, char quote, boolean isRegex) {
        var name = end < 0 ? "" : text.substring(from + 2, end).strip();
        boolean isWindow = isWindowed && name.equals(WINDOW);
        if (!isWindow && !NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "\"{{"
                            + name
                            + "}}\" (expected: one of the variables "
                            + String.join(", ", NAMES)
                            + (isWindowed ? ", window)" : ")"));
        }
        if (isWindow != (quote == ' ')) {
            throw new IllegalArgumentException(
                    "{{"
                            + name
                            + "}} "
                            + (isWindow
                                    ? "in a text (expected: outside of texts, as in [{{window}}])"
                                    : "outside of a text (expected: in double or single quotes, as in version=\"{{version}}\")"));
        }
        if (quote == '`') {
            throw new IllegalArgumentException(
                    "{{"
                            + name
                            + "}} between backticks, where nothing can be escaped (expected: in double or single quotes)");
        }
        return new Piece.Variable(name, quote, isRegex);
    }
}
