package penstock.metrics.promql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Regex;
import penstock.metrics.labels.Template;
import penstock.metrics.promql.syntax.Expr;

/// `label_replace` and `label_join`: they look at labels only, so once for each row.
sealed interface LabelFunctions {
    /// The label that is set.
    String target();

    /// What it does to each row.
    Change change();

    /// The labels with the target set; nothing when they are not concerned.
    interface Change {
        Optional<Labels> applied(Labels labels);
    }

    static LabelFunctions of(Expr.Call call) {
        List<String> texts = call.arguments().stream().skip(1).map(LabelFunctions::text).toList();
        return call.function().name().equals("label_replace") ? Replace.of(texts) : Join.of(texts);
    }

    static String text(Expr argument) {
        return Execution.unwrapped(argument) instanceof Expr.Text text ? text.value() : "";
    }

    private static QueryProblem tooLong(String function) {
        return QueryProblem.execution(
                "label value made by %s is too long (expected: at most %d characters)"
                        .formatted(function, Template.MOST));
    }

    default List<Row> applied(List<Row> rows, Grid grid, Execution execution) {
        var changed = new ArrayList<>(rows);
        Change change = change();
        for (Row row : changed) {
            execution.check();
            Optional<Labels> labels = change.applied(row.labels());
            if (labels.isPresent()) {
                execution.hold(labels.get().longTexts() * 2L / Execution.VALUE_BYTES);
                row.labels(labels.get());
                if (target().equals(Labels.NAME)) {
                    row.dropsName(false);
                }
            }
        }
        return Rows.merged(changed, grid.size(), execution);
    }

    /// What it needs is compiled when it is used: many that are nested are not in memory at once.
    ///
    /// @param replacement with `$1`, `${name}` and `$$`, as Go's regular expressions have them
    record Replace(String target, String replacement, String source, String regex)
            implements LabelFunctions {
        static Replace of(List<String> texts) {
            var replace = new Replace(texts.get(0), texts.get(1), texts.get(2), texts.get(3));
            replace.pattern();
            if (!Names.isValid(replace.target)) {
                throw QueryProblem.execution(
                        "invalid destination label name in label_replace(): " + replace.target);
            }
            return replace;
        }

        private Pattern pattern() {
            try {
                return Regex.compile("^(?s:" + regex + ")$");
            } catch (PatternSyntaxException e) {
                throw QueryProblem.execution(
                        "invalid regular expression in label_replace(): %s: `%s`"
                                .formatted(e.getDescription(), e.getPattern()));
            }
        }

        @Override
        public Change change() {
            Pattern pattern = pattern();
            return labels -> {
                Matcher matcher = pattern.matcher(labels.get(source));
                return matcher.find()
                        ? Optional.of(labels.with(target, replaced(matcher)))
                        : Optional.empty();
            };
        }

        private String replaced(Matcher matcher) {
            try {
                return Template.expand(replacement, matcher);
            } catch (IllegalArgumentException _) {
                throw tooLong("label_replace()");
            }
        }
    }

    /// @param sources the labels whose values are joined
    record Join(String target, String separator, List<String> sources) implements LabelFunctions {
        static Join of(List<String> texts) {
            List<String> sources = texts.subList(2, texts.size());
            for (String source : sources) {
                if (!Names.isValid(source)) {
                    throw QueryProblem.execution(
                            "invalid source label name in label_join(): " + source);
                }
            }
            if (!Names.isValid(texts.getFirst())) {
                throw QueryProblem.execution(
                        "invalid destination label name in label_join(): " + texts.getFirst());
            }
            return new Join(texts.getFirst(), texts.get(1), sources);
        }

        @Override
        public Change change() {
            return labels -> Optional.of(labels.toBuilder().set(target, joined(labels)).build());
        }

        private String joined(Labels labels) {
            var joined = new StringBuilder();
            for (int i = 0; i < sources.size(); i++) {
                joined.append(i == 0 ? "" : separator).append(labels.get(sources.get(i)));
                if (joined.length() > Template.MOST) {
                    throw tooLong("label_join()");
                }
            }
            return joined.toString();
        }
    }
}
