package penstock.metrics.promql.syntax;

import static penstock.metrics.promql.syntax.ValueType.MATRIX;
import static penstock.metrics.promql.syntax.ValueType.SCALAR;
import static penstock.metrics.promql.syntax.ValueType.STRING;
import static penstock.metrics.promql.syntax.ValueType.VECTOR;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All functions of the language.
public final class Functions {
    private static final Map<String, Function> ALL = all();

    private Functions() {}

    public static Optional<Function> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /// Sorted by name.
    public static Collection<Function> list() {
        return Collections.unmodifiableCollection(ALL.values());
    }

    private static Map<String, Function> all() {
        var all = new TreeMap<String, Function>();
        ofVectors(all);
        ofMatrices(all);
        ofHistograms(all);
        ofScalars(all);
        ofLabels(all);
        return all;
    }

    private static void ofVectors(Map<String, Function> all) {
        for (String name :
                List.of(
                        "abs",
                        "absent",
                        "acos",
                        "acosh",
                        "asin",
                        "asinh",
                        "atan",
                        "atanh",
                        "ceil",
                        "cos",
                        "cosh",
                        "deg",
                        "exp",
                        "floor",
                        "ln",
                        "log10",
                        "log2",
                        "rad",
                        "sgn",
                        "sin",
                        "sinh",
                        "sort",
                        "sort_desc",
                        "sqrt",
                        "tan",
                        "tanh",
                        "timestamp")) {
            add(all, name, VECTOR, VECTOR);
        }
        for (String name :
                List.of(
                        "day_of_month",
                        "day_of_week",
                        "day_of_year",
                        "days_in_month",
                        "hour",
                        "minute",
                        "month",
                        "year")) {
            addVariadic(all, name, 1, VECTOR, VECTOR);
        }
        add(all, "clamp", VECTOR, VECTOR, SCALAR, SCALAR);
        add(all, "clamp_max", VECTOR, VECTOR, SCALAR);
        add(all, "clamp_min", VECTOR, VECTOR, SCALAR);
        addVariadic(all, "round", 1, VECTOR, VECTOR, SCALAR);
        addExperimental(all, "start_timestamp", 0, VECTOR, VECTOR);
    }

    private static void ofMatrices(Map<String, Function> all) {
        for (String name :
                List.of(
                        "absent_over_time",
                        "avg_over_time",
                        "changes",
                        "count_over_time",
                        "delta",
                        "deriv",
                        "first_over_time",
                        "idelta",
                        "increase",
                        "irate",
                        "last_over_time",
                        "max_over_time",
                        "min_over_time",
                        "present_over_time",
                        "rate",
                        "resets",
                        "stddev_over_time",
                        "stdvar_over_time",
                        "sum_over_time")) {
            add(all, name, VECTOR, MATRIX);
        }
        for (String name :
                List.of(
                        "mad_over_time",
                        "ts_of_first_over_time",
                        "ts_of_last_over_time",
                        "ts_of_max_over_time",
                        "ts_of_min_over_time")) {
            addExperimental(all, name, 0, VECTOR, MATRIX);
        }
        add(all, "predict_linear", VECTOR, MATRIX, SCALAR);
        add(all, "quantile_over_time", VECTOR, SCALAR, MATRIX);
        addExperimental(all, "double_exponential_smoothing", 0, VECTOR, MATRIX, SCALAR, SCALAR);
    }

    private static void ofHistograms(Map<String, Function> all) {
        for (String name :
                List.of(
                        "histogram_avg",
                        "histogram_count",
                        "histogram_stddev",
                        "histogram_stdvar",
                        "histogram_sum")) {
            add(all, name, VECTOR, VECTOR);
        }
        add(all, "histogram_fraction", VECTOR, SCALAR, SCALAR, VECTOR);
        add(all, "histogram_quantile", VECTOR, SCALAR, VECTOR);
        addExperimental(all, "histogram_quantiles", 9, VECTOR, VECTOR, STRING, SCALAR, SCALAR);
    }

    private static void ofScalars(Map<String, Function> all) {
        add(all, "pi", SCALAR);
        add(all, "time", SCALAR);
        add(all, "scalar", SCALAR, VECTOR);
        add(all, "vector", VECTOR, SCALAR);
        for (String name : List.of("start", "end", "step", "range")) {
            addExperimental(all, name, 0, SCALAR);
        }
        addExperimental(all, "min_of", 0, SCALAR, SCALAR, SCALAR);
        addExperimental(all, "max_of", 0, SCALAR, SCALAR, SCALAR);
    }

    private static void ofLabels(Map<String, Function> all) {
        add(all, "label_replace", VECTOR, VECTOR, STRING, STRING, STRING, STRING);
        addVariadic(all, "label_join", -1, VECTOR, VECTOR, STRING, STRING, STRING);
        addExperimental(all, "info", 1, VECTOR, VECTOR, VECTOR);
        addExperimental(all, "sort_by_label", -1, VECTOR, VECTOR, STRING);
        addExperimental(all, "sort_by_label_desc", -1, VECTOR, VECTOR, STRING);
    }

    private static void add(
            Map<String, Function> all, String name, ValueType returns, ValueType... arguments) {
        all.put(name, new Function(name, List.of(arguments), 0, returns, false));
    }

    private static void addVariadic(
            Map<String, Function> all,
            String name,
            int variadic,
            ValueType returns,
            ValueType... arguments) {
        all.put(name, new Function(name, List.of(arguments), variadic, returns, false));
    }

    private static void addExperimental(
            Map<String, Function> all,
            String name,
            int variadic,
            ValueType returns,
            ValueType... arguments) {
        all.put(name, new Function(name, List.of(arguments), variadic, returns, true));
    }
}
