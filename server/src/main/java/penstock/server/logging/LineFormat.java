package penstock.server.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/// How an event looks as a line. Line breaks within values are escaped, so that nothing a user sends can forge a line; a
/// stack trace follows on lines that start with a tab.
final class LineFormat {
    private LineFormat() {}

    /// @param failure its stack trace follows the line
    static String format(
            Instant at,
            Level level,
            String logger,
            String message,
            List<KeyValuePair> values,
            @Nullable Throwable failure) {
        var line = new StringBuilder(120);
        line.append(at.truncatedTo(ChronoUnit.MILLIS)).append(' ');
        line.append(level).append(level.toString().length() == 4 ? "  " : " ");
        line.append(logger.substring(logger.lastIndexOf('.') + 1)).append(' ');
        line.append(escape(message));
        for (var pair : values) {
            line.append(' ').append(pair.key).append('=').append(value(pair.value));
        }
        line.append('\n');
        if (failure != null) {
            var trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            trace.toString().lines().forEach(part -> line.append('\t').append(part).append('\n'));
        }
        return line.toString();
    }

    private static String value(@Nullable Object value) {
        var text = escape(String.valueOf(value));
        boolean isPlain =
                !text.isEmpty() && text.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=');
        return isPlain ? text : '"' + text.replace("\"", "\\\"") + '"';
    }

    private static String escape(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        var escaped = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '\n' -> escaped.append("\\n");
                                case '\r' -> escaped.append("\\r");
                                case '\t' -> escaped.append("\\t");
                                default -> {
                                    if (Character.isISOControl(c)) {
                                        escaped.append(String.format("\\u%04x", c));
                                    } else {
                                        escaped.appendCodePoint(c);
                                    }
                                }
                            }
                        });
        return escaped.toString();
    }
}
