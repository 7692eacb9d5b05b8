package penstock.cli.api;

import java.util.List;
import penstock.model.Node;

/// A kind as the server describes it.
///
/// @param isScoped whether it lives in an environment
public record KindEntry(
        String name,
        String plural,
        String noun,
        boolean isScoped,
        String summary,
        List<Field> columns) {
    /// A column of the kind's table: a title, and a path such as `status.weight`.
    public record Field(String title, String path) {}

    public KindEntry {
        columns = List.copyOf(columns);
    }

    static KindEntry of(Node node) {
        var columns =
                node.at("columns").map(Node::asList).orElse(List.of()).stream()
                        .map(column -> new Field(column.textAt("title"), column.textAt("path")))
                        .toList();
        return new KindEntry(
                node.textAt("name"),
                node.textAt("plural"),
                node.textAt("noun"),
                node.textAt("scope").equals("environment"),
                node.textAt("summary"),
                columns);
    }

    /// Whether somebody who typed the word means this kind: name, noun, plural or the noun's short form.
    boolean isCalled(String word) {
        return word.equalsIgnoreCase(name)
                || word.equalsIgnoreCase(noun)
                || word.equalsIgnoreCase(plural)
                || word.equalsIgnoreCase(shortForm());
    }

    /// The first three letters of the noun: `ser`, `rol`, `env`.
    String shortForm() {
        return noun.substring(0, Math.min(3, noun.length()));
    }
}
