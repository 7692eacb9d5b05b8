package penstock.metrics.template;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/// A template that was read.
///
/// @param text as it was written
/// @param definitions the templates it defines for itself
record Template(String name, String text, Node.Block root, Map<String, Node.Block> definitions) {
    Template {
        definitions = Map.copyOf(definitions);
    }

    /// @throws TemplateProblem when the text is no template
    static Template parse(String name, String text, Set<String> functions) {
        return Parser.parse(name, text, functions);
    }

    /// Line from 1 and column in bytes from 0, as Go tells places.
    String place(int at) {
        String before = text.substring(0, Math.min(at, text.length()));
        int newline = before.lastIndexOf('\n');
        long line = 1 + before.chars().filter(c -> c == '\n').count();
        int column = before.substring(newline + 1).getBytes(StandardCharsets.UTF_8).length;
        return name + ":" + line + ":" + column;
    }
}
