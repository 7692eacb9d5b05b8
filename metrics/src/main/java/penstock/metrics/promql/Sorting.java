package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import penstock.metrics.promql.syntax.Expr;

/// `sort`, `sort_desc`, `sort_by_label` and `sort_by_label_desc`. The answer to a range query is always sorted by labels, so that
/// they have no effect there.
final class Sorting {
    private final Execution execution;
    private final Expr.Call call;
    private final Grid grid;

    Sorting(Execution execution, Expr.Call call, Grid grid) {
        this.execution = execution;
        this.call = call;
        this.grid = grid;
    }

    List<Row> sorted(List<Row> rows) {
        String name = call.function().name();
        boolean isByLabel = name.startsWith("sort_by_label");
        boolean isDescending = name.endsWith("_desc");
        var sorted = new ArrayList<Row>(rows.size());
        for (Row row : rows) {
            if (!isByLabel) {
                row.dropHistograms();
            }
            if (row.hasAny()) {
                sorted.add(row);
            }
        }
        if (grid.size() > 1) {
            execution.note(Notes.sortInRange(call.place()));
            return sorted;
        }
        Comparator<Row> order = isByLabel ? byLabels() : byValue(isDescending);
        sorted.sort(isByLabel && isDescending ? order.reversed() : order);
        return sorted;
    }

    /// NaN last.
    private static Comparator<Row> byValue(boolean isDescending) {
        return (a, b) -> {
            double x = a.value(0);
            double y = b.value(0);
            if (Double.isNaN(x) || Double.isNaN(y)) {
                return Boolean.compare(Double.isNaN(x), Double.isNaN(y));
            }
            return isDescending ? compare(y, x) : compare(x, y);
        };
    }

    /// -0 equals 0.
    private static int compare(double x, double y) {
        return x == y ? 0 : Double.compare(x, y);
    }

    private Comparator<Row> byLabels() {
        List<String> names =
                call.arguments().stream()
                        .skip(1)
                        .map(argument -> LabelFunctions.text(argument))
                        .toList();
        return (a, b) -> {
            for (String name : names) {
                String x = a.labels().get(name);
                String y = b.labels().get(name);
                if (!x.equals(y)) {
                    return NaturalOrder.compare(x, y);
                }
            }
            return a.labels().compareTo(b.labels());
        };
    }
}
