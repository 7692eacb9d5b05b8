package penstock.cli.api;

import java.util.ArrayList;
import java.util.List;
import penstock.model.Node;
import penstock.model.Suggestions;

/// The kinds of this installation.
public record Kinds(List<KindEntry> entries) {
    public Kinds {
        entries = List.copyOf(entries);
    }

    public static Kinds of(Node answer) {
        return new Kinds(answer.asList().stream().map(KindEntry::of).toList());
    }

    public List<String> names() {
        return entries.stream().map(KindEntry::name).toList();
    }

    /// The kind a word means. Short forms that two kinds share mean neither.
    ///
    /// @throws ApiException with the known nouns and the nearest one
    public KindEntry called(String word) {
        var found = entries.stream().filter(kind -> kind.isCalled(word)).toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        var known = new ArrayList<String>();
        entries.forEach(
                kind -> {
                    known.add(kind.noun());
                    known.add(kind.plural());
                });
        var nouns = entries.stream().map(KindEntry::noun).toList();
        throw ApiException.usage(
                "\""
                        + word
                        + "\" (expected: one of "
                        + String.join(", ", nouns)
                        + ")"
                        + Suggestions.hint(word, known));
    }

    /// The kind with exactly the name that a manifest uses.
    public KindEntry named(String name) {
        return entries.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "name: " + name + " (expected: " + names() + ")"));
    }
}
