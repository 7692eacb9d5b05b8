package penstock.judge;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// What holds while the weight stays the same.
///
/// @param limits of each metric, by its name; those of metrics that are not compared do no harm
public record Stage(Map<String, Limits> limits) {
    public Stage {
        limits = Map.copyOf(limits);
    }

    /// The standard metrics with [Limits#warm].
    public static Stage warm(int weightBasisPoints) {
        return warm(Metrics.STANDARD, weightBasisPoints);
    }

    public static Stage warm(List<Metric> metrics, int weightBasisPoints) {
        return of(metrics, metric -> Limits.warm(metric, weightBasisPoints));
    }

    /// The standard metrics with [Limits#fresh].
    public static Stage fresh(int weightBasisPoints) {
        return fresh(Metrics.STANDARD, weightBasisPoints);
    }

    public static Stage fresh(List<Metric> metrics, int weightBasisPoints) {
        return of(metrics, metric -> Limits.fresh(metric, weightBasisPoints));
    }

    private static Stage of(List<Metric> metrics, Function<Metric, Limits> limits) {
        var all = new TreeMap<String, Limits>();
        metrics.forEach(each -> all.put(each.name(), limits.apply(each)));
        return new Stage(all);
    }

    /// The same with other limits for one metric.
    public Stage with(String metric, Limits own) {
        var all = new TreeMap<>(limits);
        all.put(metric, own);
        return new Stage(all);
    }

    /// @throws IllegalArgumentException if there are none for this metric
    public Limits limits(Metric metric) {
        var own = limits.get(metric.name());
        if (own == null) {
            throw new IllegalArgumentException(
                    "limits: none for "
                            + metric.name()
                            + " (expected: a tolerance and a margin for every metric compared)");
        }
        return own;
    }

    void require(List<Metric> metrics) {
        metrics.forEach(each -> limits(each).require(each));
    }
}
