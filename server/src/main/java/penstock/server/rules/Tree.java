package penstock.server.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.metrics.tree.Mistake;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.server.config.YamlFile;

/// A file as the readers of rules take it, which still knows the lines.
///
/// @param yaml null when it cannot be read as YAML
/// @param faults why
record Tree(@Nullable YamlFile yaml, List<Fault> faults) {
    Tree {
        faults = List.copyOf(faults);
    }

    static Tree read(String text) {
        try {
            return new Tree(YamlFile.parse(text, ""), List.of());
        } catch (ProblemException e) {
            var message =
                    e.problem() instanceof Problem.Invalid invalid
                            ? invalid.violations().getFirst().toString()
                            : e.problem().message();
            return new Tree(null, List.of(new Fault(0, message)));
        }
    }

    /// Maps, lists, texts and booleans. A number stays the text it was written as.
    @Nullable Object plain() {
        return yaml == null ? null : yaml.content();
    }

    List<Fault> faults(List<Mistake> mistakes) {
        return mistakes.stream()
                .map(mistake -> new Fault(line(mistake.path()), mistake.toString()))
                .toList();
    }

    private int line(String path) {
        return yaml == null ? 0 : yaml.line(path);
    }
}
