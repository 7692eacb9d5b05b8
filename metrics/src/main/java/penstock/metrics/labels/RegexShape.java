package penstock.metrics.labels;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a regular expression lets see without running it.
///
/// @param isSet whether it matches exactly the texts given
/// @param texts empty unless it is a set
/// @param prefix what all it matches begins with
public record RegexShape(boolean isSet, List<String> texts, String prefix) {
    private static final String META = "\\.+*?()[]{}^$|";

    public static RegexShape of(String regex) {
        var texts = new ArrayList<String>();
        for (var part : alternatives(withoutGroup(regex))) {
            int end = literal(part, null);
            if (end < part.length()) {
                return new RegexShape(false, List.of(), prefix(regex));
            }
            var text = new StringBuilder();
            literal(part, text);
            texts.add(text.toString());
        }
        return new RegexShape(true, List.copyOf(texts), "");
    }

    /// Without the one group that is around everything.
    private static String withoutGroup(String regex) {
        if (!regex.startsWith("(") || !regex.endsWith(")") || regex.endsWith("\\)")) {
            return regex;
        }
        int from = regex.startsWith("(?:") ? 3 : 1;
        var inner = regex.substring(from, regex.length() - 1);
        return inner.contains("(") || inner.contains(")") ? regex : inner;
    }

    private static List<String> alternatives(String regex) {
        var parts = new ArrayList<String>();
        int from = 0;
        for (int i = 0; i < regex.length(); i++) {
            if (regex.charAt(i) == '\\') {
                i++;
            } else if (regex.charAt(i) == '|') {
                parts.add(regex.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(regex.substring(from));
        return parts;
    }

    /// How far a text is literal; what it means goes to the builder, if there is one.
    private static int literal(String part, @Nullable StringBuilder text) {
        int i = 0;
        while (i < part.length()) {
            char c = part.charAt(i);
            boolean isEscaped =
                    c == '\\' && i + 1 < part.length() && META.indexOf(part.charAt(i + 1)) >= 0;
            if (!isEscaped && META.indexOf(c) >= 0) {
                return i;
            }
            i += isEscaped ? 2 : 1;
            if (text != null) {
                text.append(part.charAt(i - 1));
            }
        }
        return i;
    }

    /// None where there are alternatives; without the last character where that may come any number of times.
    private static String prefix(String regex) {
        if (alternatives(regex).size() > 1) {
            return "";
        }
        var text = new StringBuilder();
        int end = literal(regex, text);
        boolean isRepeated = end < regex.length() && "*?{".indexOf(regex.charAt(end)) >= 0;
        if (isRepeated && !text.isEmpty()) {
            int last = Character.charCount(text.codePointBefore(text.length()));
            text.setLength(text.length() - last);
        }
        return text.toString();
    }
}
