package penstock.metrics.scrape.jobs;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import penstock.metrics.scrape.RelabelAction;
import penstock.metrics.scrape.RelabelRule;
import penstock.metrics.tree.Tree;

/// Reads `relabel_configs` and `metric_relabel_configs`.
final class RelabelReader {
    private static final Set<String> RULE =
            Set.of(
                    "source_labels",
                    "separator",
                    "target_label",
                    "regex",
                    "modulus",
                    "replacement",
                    "action");

    private RelabelReader() {}

    static List<RelabelRule> rules(Tree tree) {
        var rules = new ArrayList<RelabelRule>();
        for (var item : tree.items()) {
            var fields = item.fields("relabel config", RULE);
            try {
                rules.add(RelabelRule.of(spec(fields)));
            } catch (PatternSyntaxException e) {
                String given = fields.get("regex").text();
                fields.get("regex")
                        .refuse(
                                "\""
                                        + given
                                        + "\" (expected: a regular expression; "
                                        + e.getDescription()
                                        + ")");
            } catch (IllegalArgumentException e) {
                item.refuse(String.valueOf(e.getMessage()));
            }
        }
        return rules;
    }

    private static RelabelRule.Spec spec(Tree.Fields fields) {
        var spec = RelabelRule.Spec.DEFAULT.with(action(fields.get("action")));
        var sources = fields.get("source_labels").items().stream().map(Tree::text).toList();
        spec = spec.from(sources.toArray(String[]::new)).to(fields.get("target_label").text());
        if (fields.get("separator").isPresent()) {
            spec = spec.separatedBy(fields.get("separator").text());
        }
        if (fields.get("regex").isPresent()) {
            spec = spec.matching(fields.get("regex").text());
        }
        if (fields.get("replacement").isPresent()) {
            spec = spec.replacedBy(fields.get("replacement").text());
        }
        return spec.modulo(fields.get("modulus").whole());
    }

    private static RelabelAction action(Tree tree) {
        String text = tree.text().toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            return RelabelAction.REPLACE;
        }
        for (var action : RelabelAction.values()) {
            if (action.text().equals(text)) {
                return action;
            }
        }
        tree.refuse(
                "\""
                        + tree.text()
                        + "\" (expected: one of "
                        + Stream.of(RelabelAction.values())
                                .map(RelabelAction::text)
                                .collect(Collectors.joining(", "))
                        + ")");
        return RelabelAction.REPLACE;
    }
}
