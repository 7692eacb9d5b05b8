package penstock.metrics.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.metrics.tree.Mistake;

/// What a rule file says.
///
/// @param mistakes none when the groups can be used
public record RuleFile(List<RuleGroup> groups, List<Mistake> mistakes) {
    public RuleFile {
        groups = List.copyOf(groups);
        mistakes = List.copyOf(mistakes);
    }

    /// How files are read.
    ///
    /// @param interval of groups that give none, in milliseconds
    public record Options(ParserOptions language, long interval) {}

    /// Takes a file that was read as maps, lists, texts, numbers and booleans.
    ///
    /// @param name of the file
    public static RuleFile read(String name, @Nullable Object content, Options options) {
        return new RuleFileReader(name, options).read(content);
    }
}
