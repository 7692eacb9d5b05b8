package penstock.metrics.promql;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.promql.syntax.At;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Extension;

/// `info`: gives series the labels of info metrics, such as `target_info`, that are of the same instance and job.
final class InfoJoin {
    private static final List<String> IDENTIFYING = List.of("instance", "job");
    private static final String DEFAULT_METRIC = "target_info";
    private static final String ANY_METRIC = ".+_info";

    private final Evaluator evaluator;
    private final Execution execution;
    private final Expr.Call call;
    private final Grid grid;
    private final List<Matcher> nameMatchers = new ArrayList<>();
    private final List<Matcher> dataMatchers = new ArrayList<>();
    private final Map<Labels, Map<String, List<Row>>> infos = new HashMap<>();
    private final List<Row> results = new ArrayList<>();

    InfoJoin(Evaluator evaluator, Expr.Call call, Grid grid) {
        this.evaluator = evaluator;
        this.execution = evaluator.execution();
        this.call = call;
        this.grid = grid;
        if (call.arguments().size() < 2) {
            nameMatchers.add(Matcher.of(Matcher.Kind.EQUAL, Labels.NAME, DEFAULT_METRIC));
        } else if (Execution.unwrapped(call.arguments().get(1))
                instanceof Expr.VectorSelector selector) {
            for (Matcher matcher : selector.matchers()) {
                (matcher.name().equals(Labels.NAME) ? nameMatchers : dataMatchers).add(matcher);
            }
        }
    }

    List<Row> rows() {
        List<Row> base = evaluator.vectorOf(call.arguments().getFirst(), grid);
        var concerned = new ArrayList<Row>(base.size());
        for (Row row : base) {
            if (isInfo(row.labels())) {
                results.add(row);
            } else {
                concerned.add(row);
            }
        }
        for (Row info : infoRows(concerned)) {
            infos.computeIfAbsent(identity(info.labels()), _ -> new TreeMap<>())
                    .computeIfAbsent(info.labels().metricName(), _ -> new ArrayList<>())
                    .add(info);
        }
        for (Row row : concerned) {
            execution.check();
            enrich(row);
        }
        return Rows.merged(results, grid.size(), execution);
    }

    /// Whether a series is one of those that give labels, which get none themselves. Names that are only excluded say nothing
    /// about that.
    private boolean isInfo(Labels labels) {
        return namesMetrics() && nameMatchers.stream().allMatch(matcher -> matcher.matches(labels));
    }

    /// Whether the query says which info metrics it wants, not only which it does not.
    private boolean namesMetrics() {
        return nameMatchers.stream()
                .anyMatch(
                        matcher ->
                                matcher.kind() == Matcher.Kind.EQUAL
                                        || matcher.kind() == Matcher.Kind.REGEX);
    }

    private static Labels identity(Labels labels) {
        return labels.filter(IDENTIFYING::contains);
    }

    /// The series of info metrics that may belong to some rows. Their values are the times of their samples.
    private List<Row> infoRows(List<Row> rows) {
        var matchers = new ArrayList<Matcher>();
        for (String name : IDENTIFYING) {
            Set<String> values = new TreeSet<>();
            for (Row row : rows) {
                if (row.labels().has(name)) {
                    values.add(Pattern.quote(row.labels().get(name)));
                }
            }
            if (!values.isEmpty()) {
                matchers.add(Matcher.of(Matcher.Kind.REGEX, name, String.join("|", values)));
            }
        }
        if (matchers.isEmpty()) {
            return List.of();
        }
        matchers.addAll(dataMatchers);
        if (nameMatchers.isEmpty()) {
            matchers.add(Matcher.of(Matcher.Kind.EQUAL, Labels.NAME, DEFAULT_METRIC));
        } else {
            matchers.addAll(nameMatchers);
            if (!namesMetrics()) {
                matchers.add(Matcher.of(Matcher.Kind.REGEX, Labels.NAME, ANY_METRIC));
            }
        }
        Expr.VectorSelector base = firstSelector(call.arguments().getFirst());
        var selector =
                new Expr.VectorSelector(
                        "",
                        matchers,
                        base == null ? Optional.empty() : base.offset(),
                        base == null ? At.NOW : base.at(),
                        Extension.NONE,
                        call.place());
        List<Row> found =
                new InstantSelection(execution, selector, grid)
                        .rows(InstantSelection.Aspect.MILLIS);
        for (Row row : found) {
            if (row.hasHistograms()) {
                throw QueryProblem.execution(
                        "this should be an info metric, with float samples: " + row.labels());
            }
        }
        return found;
    }

    /// The labels that a series had at the time its samples are taken from.
    private static Expr.@Nullable VectorSelector firstSelector(Expr expr) {
        if (expr instanceof Expr.VectorSelector selector) {
            return selector;
        }
        for (Expr child : expr.children()) {
            Expr.VectorSelector first = firstSelector(child);
            if (first != null) {
                return first;
            }
        }
        return null;
    }

    private void enrich(Row row) {
        Map<String, List<Row>> candidates = infos.getOrDefault(identity(row.labels()), Map.of());
        boolean needsInfo = dataMatchers.stream().anyMatch(matcher -> !matcher.matches(""));
        var builders = new LinkedHashMap<Labels, RowBuilder>();
        var known = new HashMap<List<Row>, Labels>();
        var chosen = new ArrayList<Row>();
        for (int step = row.first(); step < row.end(); step++) {
            if (!row.has(step)) {
                continue;
            }
            chosen.clear();
            for (List<Row> sameName : candidates.values()) {
                Row newest = newest(sameName, step);
                if (newest != null) {
                    chosen.add(newest);
                }
            }
            if (chosen.isEmpty() && needsInfo) {
                continue;
            }
            Labels labels = known.get(chosen);
            if (labels == null) {
                labels = enriched(row.labels(), chosen);
                known.put(List.copyOf(chosen), labels);
            }
            RowBuilder builder = builders.computeIfAbsent(labels, _ -> new RowBuilder(execution));
            Rows.copy(row, step, builder);
        }
        builders.forEach((labels, builder) -> results.add(builder.build(labels, row.dropsName())));
    }

    private static @Nullable Row newest(List<Row> rows, int step) {
        Row newest = null;
        for (Row row : rows) {
            if (!row.has(step)) {
                continue;
            }
            if (newest == null || newest.value(step) < row.value(step)) {
                newest = row;
            } else if (newest.value(step) == row.value(step)) {
                throw QueryProblem.execution(
                        "found duplicate series for info metric: existing %s @ %d, new %s @ %d"
                                .formatted(
                                        newest.labels(),
                                        (long) newest.value(step),
                                        row.labels(),
                                        (long) row.value(step)));
            }
        }
        return newest;
    }

    /// The labels with those of info series that were asked for and are not there yet.
    private Labels enriched(Labels base, List<Row> infoRows) {
        var enriched = base.toBuilder();
        var added = new HashMap<String, String>();
        for (Row info : infoRows) {
            Labels labels = info.labels();
            for (int i = 0; i < labels.size(); i++) {
                String name = labels.name(i);
                if (!isWanted(name)) {
                    continue;
                }
                String before = added.get(name);
                if (before != null && !before.equals(labels.value(i))) {
                    throw QueryProblem.execution("conflicting label: " + name);
                }
                if (!base.has(name)) {
                    added.put(name, labels.value(i));
                    enriched.set(name, labels.value(i));
                }
            }
        }
        return enriched.build();
    }

    private boolean isWanted(String name) {
        return !name.equals(Labels.NAME)
                && (dataMatchers.isEmpty()
                        || dataMatchers.stream().anyMatch(matcher -> matcher.name().equals(name)));
    }
}
