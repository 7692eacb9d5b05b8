package penstock.metrics.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Parser;
import penstock.metrics.promql.syntax.SyntaxProblem;
import penstock.metrics.template.AlertTemplate;
import penstock.metrics.template.TemplateProblem;
import penstock.metrics.tree.Mistake;
import penstock.metrics.tree.Tree;

/// Reads and checks a rule file, as Prometheus does.
final class RuleFileReader {
    private static final Set<String> FILE = Set.of("groups");
    private static final Set<String> GROUP =
            Set.of("name", "interval", "query_offset", "limit", "labels", "rules");
    private static final Set<String> RULE =
            Set.of("record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations");

    private final String file;
    private final RuleFile.Options options;
    private final List<Mistake> mistakes = new ArrayList<>();

    RuleFileReader(String file, RuleFile.Options options) {
        this.file = file;
        this.options = options;
    }

    RuleFile read(@Nullable Object content) {
        var groups = new ArrayList<RuleGroup>();
        var names = new HashSet<String>();
        Tree root = Tree.root(content, mistakes);
        for (Tree tree : root.fields("rule file", FILE).get("groups").items()) {
            groups.add(group(tree, names));
        }
        return new RuleFile(mistakes.isEmpty() ? groups : List.of(), mistakes);
    }

    private RuleGroup group(Tree tree, Set<String> names) {
        Tree.Fields fields = tree.fields("group", GROUP);
        String name = fields.get("name").text();
        if (name.isEmpty()) {
            fields.get("name").refuse("Groupname must not be empty");
        } else if (!names.add(name)) {
            fields.get("name").refuse("groupname: \"" + name + "\" is repeated in the same file");
        }
        long interval =
                fields.get("interval")
                        .duration()
                        .filter(given -> given > 0)
                        .orElse(options.interval());
        Map<String, String> labels = fields.get("labels").texts();
        checkLabels(fields.get("labels"), labels);
        var rules = new ArrayList<Rule>();
        List<Tree> items = fields.get("rules").items();
        for (int i = 0; i < items.size(); i++) {
            String where = "group \"" + name + "\", rule " + (i + 1);
            new RuleReader(items.get(i), where, labels).rule().ifPresent(rules::add);
        }
        Optional<Long> offset = fields.get("query_offset").duration();
        return new RuleGroup(
                file,
                name,
                interval,
                fields.get("limit").whole(),
                offset.isEmpty() ? OptionalLong.empty() : OptionalLong.of(offset.get()),
                rules);
    }

    private static void checkLabels(Tree tree, Map<String, String> labels) {
        for (String label : labels.keySet()) {
            if (label.isEmpty() || label.equals(Labels.NAME)) {
                tree.refuse("invalid label name: " + label);
            }
        }
    }

    /// One rule.
    private final class RuleReader {
        private final Tree tree;
        private final Tree.Fields fields;
        private final String record;
        private final String alert;
        private final String where;
        private final Map<String, String> labels;
        private final Map<String, String> own;

        private RuleReader(Tree tree, String where, Map<String, String> groupLabels) {
            this.tree = tree;
            fields = tree.fields("rule", RULE);
            record = fields.get("record").text();
            alert = fields.get("alert").text();
            this.where = where + ", \"" + (alert.isEmpty() ? record : alert) + "\": ";
            own = fields.get("labels").texts();
            labels = new HashMap<>(groupLabels);
            labels.putAll(own);
        }

        private void refuse(String field, String message) {
            fields.get(field).refuse(where + message);
        }

        private Optional<Rule> rule() {
            int before = mistakes.size();
            if (record.isEmpty() == alert.isEmpty()) {
                tree.refuse(
                        where
                                + (record.isEmpty()
                                        ? "one of 'record' or 'alert' must be set"
                                        : "only one of 'record' and 'alert' must be set"));
            }
            Optional<Expr> expr = expr();
            long hold = fields.get("for").duration().orElse(0L);
            long keepFiring = fields.get("keep_firing_for").duration().orElse(0L);
            Map<String, String> annotations = fields.get("annotations").texts();
            if (!record.isEmpty()) {
                checkRecord(hold, keepFiring, annotations);
            }
            checkNames(annotations);
            Map<String, AlertTemplate> labelTemplates = templates("labels", "label", labels);
            Map<String, AlertTemplate> templates =
                    templates("annotations", "annotation", annotations);
            if (expr.isEmpty() || mistakes.size() > before) {
                return Optional.empty();
            }
            return Optional.of(
                    alert.isEmpty()
                            ? new Rule.Recording(record, expr.get(), Labels.of(labels))
                            : new Rule.Alerting(
                                    alert,
                                    expr.get(),
                                    hold,
                                    keepFiring,
                                    Labels.of(labels),
                                    new Rule.Templates(labelTemplates, templates)));
        }

        private Optional<Expr> expr() {
            String text = fields.get("expr").text();
            if (text.isEmpty()) {
                refuse("expr", "field 'expr' must be set in rule");
                return Optional.empty();
            }
            try {
                return Optional.of(Parser.parse(text, options.language()));
            } catch (SyntaxProblem e) {
                refuse("expr", "could not parse expression: " + e.getMessage());
                return Optional.empty();
            }
        }

        private void checkRecord(long hold, long keepFiring, Map<String, String> annotations) {
            if (!annotations.isEmpty()) {
                refuse("annotations", "invalid field 'annotations' in recording rule");
            }
            if (hold != 0) {
                refuse("for", "invalid field 'for' in recording rule");
            }
            if (keepFiring != 0) {
                refuse("keep_firing_for", "invalid field 'keep_firing_for' in recording rule");
            }
            if (record.indexOf('{') >= 0 || record.indexOf('}') >= 0) {
                refuse(
                        "record",
                        "braces present in the recording rule name; should it be in expr?: "
                                + record);
            }
        }

        private void checkNames(Map<String, String> annotations) {
            for (String label : own.keySet()) {
                if (label.isEmpty() || label.equals(Labels.NAME)) {
                    refuse("labels", "invalid label name: " + label);
                }
            }
            if (annotations.containsKey("")) {
                refuse("annotations", "invalid annotation name: ");
            }
        }

        /// The templates of an alert; a recording rule has none.
        private Map<String, AlertTemplate> templates(
                String field, String what, Map<String, String> texts) {
            var templates = new HashMap<String, AlertTemplate>();
            if (alert.isEmpty()) {
                return templates;
            }
            texts.forEach(
                    (name, text) -> {
                        try {
                            templates.put(name, AlertTemplate.parse(alert, text));
                        } catch (TemplateProblem e) {
                            refuse(field, what + " \"" + name + "\": " + e.text());
                        }
                    });
            return templates;
        }
    }
}
