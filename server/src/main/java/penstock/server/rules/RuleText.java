package penstock.server.rules;

import java.util.List;
import penstock.metrics.rules.RuleFile;
import penstock.metrics.rules.RuleGroup;

/// What became of the text of a rule file.
///
/// @param groups none when there are faults
public record RuleText(List<RuleGroup> groups, List<Fault> faults) {
    public RuleText {
        groups = List.copyOf(groups);
        faults = List.copyOf(faults);
    }

    /// @param name of the file
    static RuleText read(String name, String text, RuleFile.Options options) {
        var tree = Tree.read(text);
        if (!tree.faults().isEmpty()) {
            return new RuleText(List.of(), tree.faults());
        }
        var file = RuleFile.read(name, tree.plain(), options);
        return new RuleText(file.groups(), tree.faults(file.mistakes()));
    }

    public int rules() {
        return groups.stream().mapToInt(group -> group.rules().size()).sum();
    }
}
