package penstock.metrics.promql;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.promql.syntax.BinaryOperator;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.series.Samples;

/// What Prometheus finds out about counter resets while it reads histograms of which only count and sum are asked for. It can be
/// seen in warnings, so the same is done here.
final class CounterHints {
    private static final Set<String> STATISTICS =
            Set.of("histogram_count", "histogram_sum", "histogram_avg");
    private static final Set<String> OF_BUCKETS =
            Set.of("histogram_quantile", "histogram_quantiles", "histogram_fraction");

    private CounterHints() {}

    /// The selectors below an expression of whose histograms only count and sum are asked for.
    static Set<Expr> selectors(Expr expr) {
        Set<Expr> selectors = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(expr, false, selectors);
        return selectors;
    }

    /// @param isStatistics what the nearest function that cares says of this expression
    private static void collect(Expr expr, boolean isStatistics, Set<Expr> selectors) {
        boolean below =
                switch (expr) {
                    case Expr.Subquery _ -> false;
                    case Expr.Call call when STATISTICS.contains(call.function().name()) -> true;
                    case Expr.Call call when OF_BUCKETS.contains(call.function().name()) -> false;
                    case Expr.Binary binary -> isStatistics && !isTrim(binary.operator());
                    case Expr.VectorSelector _ -> {
                        if (isStatistics) {
                            selectors.add(expr);
                        }
                        yield false;
                    }
                    case Expr.Call _,
                            Expr.Number _,
                            Expr.Text _,
                            Expr.MatrixSelector _,
                            Expr.Aggregation _,
                            Expr.Unary _,
                            Expr.Paren _ ->
                            isStatistics;
                };
        List<Expr> children = expr.children();
        for (Expr child : children) {
            collect(child, below, selectors);
        }
    }

    private static boolean isTrim(BinaryOperator operator) {
        return operator == BinaryOperator.TRIM_LOWER || operator == BinaryOperator.TRIM_UPPER;
    }

    /// Says of each histogram whose hint is unknown whether it is reset since the one before it.
    static void complete(Samples samples) {
        FloatHistogram previous = null;
        for (int i = 0; i < samples.size(); i++) {
            FloatHistogram histogram = samples.histogram(i);
            if (histogram == null || samples.isStale(i)) {
                continue;
            }
            if (previous != null && histogram.counterReset() == CounterReset.UNKNOWN) {
                samples.replace(
                        i,
                        histogram.withCounterReset(
                                histogram.isResetSince(previous)
                                        ? CounterReset.RESET
                                        : CounterReset.NOT_RESET));
            }
            previous = histogram;
        }
    }
}
