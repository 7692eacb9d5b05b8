package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.VectorMatching;
import penstock.metrics.promql.syntax.VectorMatching.Cardinality;

/// Operators between the samples of two vectors that belong together. One side, the "one", has at most one sample for each
/// signature at each step; the other, the "many", has at most one too unless `group_left` or `group_right` allow more.
final class VectorJoin {
    private final Execution execution;
    private final Expr.Binary binary;
    private final VectorMatching matching;
    private final Grid grid;
    private final Pair pair;
    private final RowBuilder builder;
    private final List<Row> results = new ArrayList<>();
    private final boolean isOneLeft;
    private final Set<String> names;

    VectorJoin(Execution execution, Expr.Binary binary, VectorMatching matching, Grid grid) {
        this.execution = execution;
        this.binary = binary;
        this.matching = matching;
        this.grid = grid;
        pair = new Pair(execution, binary);
        builder = new RowBuilder(execution);
        isOneLeft = matching.cardinality() == Cardinality.ONE_TO_MANY;
        names = new HashSet<>(matching.labels());
    }

    List<Row> rows(List<Row> left, List<Row> right) {
        List<Row> many = isOneLeft ? right : left;
        List<Row> one = isOneLeft ? left : right;
        boolean isFilling = matching.fillLeft().isPresent() || matching.fillRight().isPresent();
        if (!isFilling && (many.isEmpty() || one.isEmpty())) {
            return List.of();
        }
        var signatures = new Signatures(execution, matching, many, one);
        boolean @Nullable [] manyPresence = null;
        for (Signatures.Group group : signatures.groups()) {
            execution.check();
            if (group.right().size() > 1) {
                if (manyPresence == null) {
                    manyPresence = Signatures.presence(many, grid.size());
                }
                refuseDuplicates(group, isFilling ? null : manyPresence);
            }
            join(group);
        }
        return Rows.merged(results, grid.size(), execution);
    }

    /// @param manyPresence the steps at which it matters; `null` for all
    private void refuseDuplicates(Signatures.Group group, boolean @Nullable [] manyPresence) {
        for (int step = 0; step < grid.size(); step++) {
            Row first = null;
            for (Row row : group.right()) {
                if (!row.has(step) || (manyPresence != null && !manyPresence[step])) {
                    continue;
                }
                if (first != null) {
                    throw QueryProblem.execution(
                            ("found duplicate series for the match group %s on the %s hand-side of"
                                            + " the operation: [%s, %s];many-to-many matching not"
                                            + " allowed: matching labels must be unique on one side")
                                    .formatted(
                                            group.labels(),
                                            isOneLeft ? "left" : "right",
                                            row.labels(),
                                            first.labels()));
                }
                first = row;
            }
        }
    }

    private void join(Signatures.Group group) {
        boolean isTracked = group.left().size() > 1 || matching.fillLeft().isPresent();
        Matches matches = isTracked ? new Matches() : null;
        for (Row many : group.left()) {
            execution.check();
            for (Row one : group.right()) {
                joinRows(many, one, matches);
            }
            if (matching.fillRight().isPresent()) {
                fillOne(group, many, matches);
            }
        }
        if (matches != null && matching.fillLeft().isPresent()) {
            fillMany(group, matches);
        }
        if (matches != null) {
            execution.release(matches.held);
        }
    }

    /// At which steps a signature has a result already, also one that a comparison then filtered out.
    private final class Matches {
        private final boolean[] all = new boolean[grid.size()];
        private final Map<Labels, boolean[]> byLabels = new HashMap<>();
        private long held;

        boolean has(int step) {
            return all[step];
        }

        void add(int step, Labels labels) {
            if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
                if (all[step]) {
                    throw QueryProblem.execution(
                            "multiple matches for labels: many-to-one matching must be explicit"
                                    + " (group_left/group_right)");
                }
            } else {
                boolean[] same = byLabels.computeIfAbsent(labels, _ -> none());
                if (same[step]) {
                    throw QueryProblem.execution(
                            "multiple matches for labels: grouping labels must ensure unique"
                                    + " matches");
                }
                same[step] = true;
            }
            all[step] = true;
        }

        private boolean[] none() {
            long size = Row.OVERHEAD + grid.size() / Execution.VALUE_BYTES;
            execution.hold(size);
            held += size;
            return new boolean[grid.size()];
        }
    }

    private void joinRows(Row many, Row one, @Nullable Matches matches) {
        int first = Math.max(many.first(), one.first());
        int end = Math.min(many.end(), one.end());
        if (first >= end) {
            return;
        }
        Labels labels = labels(many.labels(), one.labels());
        for (int step = first; step < end; step++) {
            if (many.has(step)
                    && one.has(step)
                    && apply(many, step, one.value(step), one.histogram(step))) {
                if (matches != null) {
                    matches.add(step, labels);
                }
                put(step);
            }
        }
        finish(labels);
    }

    private boolean apply(Row many, int step, double one, @Nullable FloatHistogram oneHistogram) {
        return isOneLeft
                ? pair.apply(one, oneHistogram, many.value(step), many.histogram(step))
                : pair.apply(many.value(step), many.histogram(step), one, oneHistogram);
    }

    private void put(int step) {
        FloatHistogram histogram = pair.histogram();
        if (binary.isBool()) {
            builder.put(step, pair.keeps() ? 1 : 0);
        } else if (pair.keeps()) {
            if (histogram == null) {
                builder.put(step, pair.value());
            } else {
                builder.put(step, histogram);
            }
        }
    }

    private void finish(Labels labels) {
        if (!builder.isEmpty()) {
            Row row = builder.build(labels, binary.isBool());
            results.add(row);
        }
    }

    /// Takes the value that is to be filled in where there is no "one".
    private void fillOne(Signatures.Group group, Row many, @Nullable Matches matches) {
        boolean[] presence = Signatures.presence(group.right(), grid.size());
        double fill = orNan(matching.fillRight());
        Labels labels = labels(many.labels(), group.labels());
        for (int step = many.first(); step < many.end(); step++) {
            if (many.has(step) && !presence[step] && apply(many, step, fill, null)) {
                if (matches != null) {
                    matches.add(step, labels);
                }
                put(step);
            }
        }
        finish(labels);
    }

    /// Takes the value that is to be filled in where there is no "many". With `group_right`, that is what `fill_left` gives
    /// too, as in Prometheus.
    private void fillMany(Signatures.Group group, Matches matches) {
        double fill = orNan(matching.fillLeft());
        for (Row one : group.right()) {
            for (int step = one.first(); step < one.end(); step++) {
                if (!one.has(step) || matches.has(step)) {
                    continue;
                }
                boolean isPossible =
                        isOneLeft
                                ? pair.apply(one.value(step), one.histogram(step), fill, null)
                                : pair.apply(fill, null, one.value(step), one.histogram(step));
                if (isPossible) {
                    put(step);
                }
            }
            finish(labels(group.labels(), one.labels()));
        }
    }

    private static double orNan(OptionalDouble value) {
        return value.orElse(Double.NaN);
    }

    /// The labels of a result: those of the many, less what does not fit it, with those that were asked for of the one.
    private Labels labels(Labels many, Labels one) {
        Labels labels = many;
        if (Arithmetic.changesMeaning(binary.operator())) {
            labels = MetadataLabels.dropped(labels);
        }
        if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
            labels =
                    matching.isOn()
                            ? labels.filter(names::contains)
                            : names.isEmpty()
                                    ? labels
                                    : labels.filter(name -> !names.contains(name));
        }
        if (!execution.traits().delaysNameRemoval() && binary.isBool()) {
            labels = MetadataLabels.dropped(labels);
        }
        if (matching.include().isEmpty()) {
            return labels;
        }
        var builderOfLabels = labels.toBuilder();
        for (String name : matching.include()) {
            builderOfLabels.set(name, one.get(name));
        }
        return builderOfLabels.build();
    }
}
