package penstock.metrics.promql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Template;
import penstock.metrics.promql.syntax.Expr;

/// `label_replace` and `label_join`: they look at labels only, so once for each row.
sealed interface LabelFunctions {
    /// The label that is set.
    String target();

    /// The labels with the target set; nothing when they are not concerned.
    Optional<Labels> applied(Labels labels);

    static LabelFunctions of(Expr.Call call) {
        List<String> texts = call.arguments().stream().skip(1).map(LabelFunctions::text).toList();
        return call.function().name().equals("label_replace") ? Replace.of(texts) : Join.of(texts);
    }

    static String text(Expr argument) {
        return Execution.unwrapped(argument) instanceof Expr.Text text ? text.value() : "";
    }

    default List<Row> applied(List<Row> rows, Grid grid) {
        var changed = new ArrayList<>(rows);
        for (Row row : changed) {
            Optional<Labels> labels = applied(row.labels());
            if (labels.isPresent()) {
                row.labels(labels.get());
                if (target().equals(Labels.NAME)) {
                    row.dropsName(false);
                }
            }
        }
        return Rows.merged(changed, grid.size());
    }

    /// @param replacement with `$1`, `${name}` and `$$`, as Go's regular expressions have them
    record Replace(String target, String replacement, String source, Pattern pattern)
            implements LabelFunctions {
        static Replace of(List<String> texts) {
            String target = texts.get(0);
            Pattern pattern;
            try {
                pattern = Pattern.compile("^(?s:" + texts.get(3) + ")$");
            } catch (PatternSyntaxException e) {
                throw QueryProblem.execution(
                        "invalid regular expression in label_replace(): " + texts.get(3));
            }
            if (!Names.isValid(target)) {
                throw QueryProblem.execution(
                        "invalid destination label name in label_replace(): " + target);
            }
            return new Replace(target, texts.get(1), texts.get(2), pattern);
        }

        @Override
        public Optional<Labels> applied(Labels labels) {
            Matcher matcher = pattern.matcher(labels.get(source));
            if (!matcher.find()) {
                return Optional.empty();
            }
            return Optional.of(labels.with(target, Template.expand(replacement, matcher)));
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
        public Optional<Labels> applied(Labels labels) {
            String value = String.join(separator, sources.stream().map(labels::get).toList());
            return Optional.of(labels.toBuilder().set(target, value).build());
        }
    }
}
