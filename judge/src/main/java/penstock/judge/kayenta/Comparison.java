package penstock.judge.kayenta;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Objects;
import java.util.Optional;

/// What the comparison of one metric found.
///
/// @param metric what was compared
/// @param label what became of it
/// @param reason for people, in one sentence
/// @param ratio the candidate's mean over the baseline's; 1 if nothing was compared, not a number if a mean is zero
/// @param shift the candidate's shift, if it was tested
/// @param isDecisive whether it fails the whole by itself
public record Comparison(
        WindowMetric metric,
        Label label,
        String reason,
        double ratio,
        Optional<Shift> shift,
        boolean isDecisive) {
    public Comparison {
        Objects.requireNonNull(metric);
        Objects.requireNonNull(label);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(shift);
    }

    static Comparison untested(WindowMetric metric, Label label, String reason) {
        var isDecisive = label != Label.PASS && metric.weight() == WindowMetric.Weight.CRITICAL;
        return new Comparison(
                metric, label, metric.name() + ": " + reason, 1, Optional.empty(), isDecisive);
    }

    static Comparison tested(
            WindowMetric metric, Label label, Shift shift, double ratio, double size) {
        var isDecisive =
                label != Label.PASS
                        && metric.weight() == WindowMetric.Weight.CRITICAL
                        && metric.effectSize().isCritical(label, size);
        var times = Double.isNaN(ratio) ? "" : ", " + figure(ratio) + " times the baseline's mean";
        var reason =
                metric.name()
                        + ": the candidate is "
                        + figure(Math.abs(shift.estimate()))
                        + (shift.estimate() < 0 ? " below" : " above")
                        + " the baseline ["
                        + figure(shift.lower())
                        + " to "
                        + figure(shift.upper())
                        + "]"
                        + times;
        return new Comparison(metric, label, reason, ratio, Optional.of(shift), isDecisive);
    }

    /// Four digits.
    private static String figure(double value) {
        var rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
        return Math.abs(rounded.scale()) > 12 ? rounded.toString() : rounded.toPlainString();
    }
}
