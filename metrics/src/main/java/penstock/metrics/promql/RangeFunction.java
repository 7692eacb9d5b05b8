package penstock.metrics.promql;

/// A function that makes one sample of a range of samples, or none.
interface RangeFunction {
    /// Called with a window that holds at least one sample.
    void apply(RangeStep step);

    /// Called when the window has the samples of another series, before it is moved.
    default void begin(RangeStep step) {}

    /// By name; absent_over_time is not among them.
    static RangeFunction named(String name) {
        return switch (name) {
            case "rate" -> new Rate(true, true);
            case "increase" -> new Rate(true, false);
            case "delta" -> new Rate(false, false);
            case "irate" -> new LastTwo(true);
            case "idelta" -> new LastTwo(false);
            case "deriv" -> Regression::slope;
            case "predict_linear" -> Regression::predict;
            case "double_exponential_smoothing" -> new ExponentialSmoothing();
            case "changes" -> new Transitions(false);
            case "resets" -> new Transitions(true);
            case "avg_over_time" -> new AverageOverTime();
            case "sum_over_time" -> new SumOverTime();
            case "count_over_time" -> step -> step.put((double) step.window().size());
            case "present_over_time" -> step -> step.put(1);
            case "first_over_time" -> Ends::first;
            case "last_over_time" -> Ends::last;
            case "ts_of_first_over_time" -> Ends::firstTime;
            case "ts_of_last_over_time" -> Ends::lastTime;
            case "max_over_time" -> new Extreme(true, false);
            case "min_over_time" -> new Extreme(false, false);
            case "ts_of_max_over_time" -> new Extreme(true, true);
            case "ts_of_min_over_time" -> new Extreme(false, true);
            case "stddev_over_time" -> new Spread(true);
            case "stdvar_over_time" -> new Spread(false);
            case "quantile_over_time" -> new QuantileOverTime();
            case "mad_over_time" -> new DeviationOverTime();
            default ->
                    throw new IllegalArgumentException(
                            "name: " + name + " (expected: a function of a range vector)");
        };
    }
}
