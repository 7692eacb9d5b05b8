package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.List;
import penstock.metrics.promql.syntax.BinaryOperator;
import penstock.metrics.promql.syntax.VectorMatching;

/// `and`, `or` and `unless`.
final class SetJoin {
    private final Execution execution;
    private final BinaryOperator operator;
    private final VectorMatching matching;
    private final Grid grid;

    SetJoin(Execution execution, BinaryOperator operator, VectorMatching matching, Grid grid) {
        this.execution = execution;
        this.operator = operator;
        this.matching = matching;
        this.grid = grid;
    }

    List<Row> rows(List<Row> left, List<Row> right) {
        return switch (operator) {
            case AND -> filtered(left, right, true);
            case UNLESS -> filtered(left, right, false);
            case OR -> {
                var all = new ArrayList<>(left);
                all.addAll(filtered(right, left, false));
                yield Rows.merged(all, grid.size(), execution);
            }
            case EQUAL,
                    NOT_EQUAL,
                    LESS,
                    LESS_OR_EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL,
                    TRIM_UPPER,
                    TRIM_LOWER,
                    ADD,
                    SUBTRACT,
                    MULTIPLY,
                    DIVIDE,
                    MODULO,
                    ATAN2,
                    POWER ->
                    throw new IllegalArgumentException(
                            "operator: " + operator + " (expected: one of sets)");
        };
    }

    /// Of some rows, what is at steps at which others of the same signature have values, or have none.
    private List<Row> filtered(List<Row> rows, List<Row> others, boolean wantsOthers) {
        var filtered = new ArrayList<Row>();
        var builder = new RowBuilder(execution);
        for (Signatures.Group group : new Signatures(execution, matching, rows, others).groups()) {
            if (group.right().isEmpty()) {
                filtered.addAll(wantsOthers ? List.of() : group.left());
                continue;
            }
            if (group.left().isEmpty()) {
                continue;
            }
            execution.check();
            boolean[] presence = Signatures.presence(group.right(), grid.size());
            for (Row row : group.left()) {
                for (int step = row.first(); step < row.end(); step++) {
                    if (row.has(step) && presence[step] == wantsOthers) {
                        Rows.copy(row, step, builder);
                    }
                }
                if (!builder.isEmpty()) {
                    filtered.add(builder.build(row.labels(), row.dropsName()));
                }
            }
        }
        return filtered;
    }
}
