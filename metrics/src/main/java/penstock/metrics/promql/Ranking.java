package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import penstock.metrics.labels.Numbers;
import penstock.metrics.promql.syntax.Aggregator;
import penstock.metrics.promql.syntax.Expr;

/// Aggregations that choose some of the samples of each group: `topk`, `bottomk`, `limitk` and `limit_ratio`.
final class Ranking {
    private static final double GREATEST = 0x1p63 - 0x1p10;
    private static final double LEAST = -0x1p63;

    private final Execution execution;
    private final Expr.Aggregation aggregation;
    private final Aggregator aggregator;
    private final Grid grid;
    private final double[] parameter;
    private final IdentityHashMap<Row, Row> chosen = new IdentityHashMap<>();
    private final List<Row> results = new ArrayList<>();
    private final IdentityHashMap<Row, Double> shares = new IdentityHashMap<>();

    Ranking(Execution execution, Expr.Aggregation aggregation, Grid grid, double[] parameter) {
        this.execution = execution;
        this.aggregation = aggregation;
        aggregator = aggregation.aggregator();
        this.grid = grid;
        this.parameter = parameter;
    }

    List<Row> rows(List<Aggregating.Group> groups) {
        if (!isWorthwhile()) {
            return List.of();
        }
        for (Aggregating.Group group : groups) {
            execution.check();
            var heap = new RankedHeap(aggregator == Aggregator.TOPK, group.rows().size());
            for (int step = 0; step < grid.size(); step++) {
                execution.check();
                choose(group.rows(), step, heap);
            }
        }
        return results;
    }

    /// Checks the parameter.
    private boolean isWorthwhile() {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        boolean hasNan = false;
        for (double value : parameter) {
            hasNan |= Double.isNaN(value);
            least = value < least ? value : least;
            greatest = value > greatest ? value : greatest;
        }
        if (aggregator == Aggregator.LIMIT_RATIO) {
            return isWorthwhileRatio(least, greatest, hasNan);
        }
        if (hasNan) {
            throw QueryProblem.execution("Parameter value is NaN");
        }
        if (greatest < 1) {
            return false;
        }
        if (least <= LEAST) {
            throw QueryProblem.execution(
                    "Scalar value " + Numbers.general(least) + " underflows int64");
        }
        if (greatest >= GREATEST) {
            throw QueryProblem.execution(
                    "Scalar value " + Numbers.general(greatest) + " overflows int64");
        }
        return true;
    }

    private boolean isWorthwhileRatio(double least, double greatest, boolean hasNan) {
        if (hasNan) {
            throw QueryProblem.execution("Ratio value is NaN");
        }
        var place = aggregation.parameter().orElseThrow().place();
        if (greatest > 1) {
            execution.note(Notes.invalidRatio(place, greatest, 1));
        }
        if (least < -1) {
            execution.note(Notes.invalidRatio(place, least, -1));
        }
        return least != 0 || greatest != 0;
    }

    private void choose(List<Row> rows, int step, RankedHeap heap) {
        double limit = parameter[step];
        switch (aggregator) {
            case TOPK, BOTTOMK -> rank(rows, step, (int) Math.min(limit, rows.size()), heap);
            case LIMITK -> {
                long left = (long) limit;
                for (Row row : rows) {
                    if (left > 0 && row.has(step)) {
                        take(row, step);
                        left--;
                    }
                }
            }
            case LIMIT_RATIO -> {
                for (Row row : rows) {
                    if (row.has(step) && isSampled(row, Math.clamp(limit, -1, 1))) {
                        take(row, step);
                    }
                }
            }
            case SUM, AVG, COUNT, MIN, MAX, GROUP, STDDEV, STDVAR, COUNT_VALUES, QUANTILE ->
                    throw new IllegalArgumentException(
                            "aggregator: " + aggregator + " (expected: one that chooses)");
        }
    }

    private boolean isSampled(Row row, double ratio) {
        double share = shares.computeIfAbsent(row, key -> LabelHash.share(key.labels()));
        return ratio >= 0 ? share < ratio : share >= 1 + ratio;
    }

    private void rank(List<Row> rows, int step, int limit, RankedHeap heap) {
        if (limit < 1) {
            return;
        }
        heap.clear(limit);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (!row.has(step)) {
                continue;
            }
            if (row.histogram(step) != null) {
                execution.note(Notes.ignoredInAggregation(aggregation.place(), aggregator.word()));
            } else {
                heap.offer(i, row.value(step));
            }
        }
        for (int index : heap.ranked()) {
            take(rows.get(index), step);
        }
    }

    private void take(Row row, int step) {
        Row result = chosen.get(row);
        if (result == null) {
            result = Row.blank(row);
            execution.hold(result.size());
            chosen.put(row, result);
            results.add(result);
        }
        result.take(row, step);
    }
}
