package penstock.metrics.template;

import java.util.List;
import penstock.metrics.labels.Labels;

/// `eq`, `ne`, `lt`, `le`, `gt`, `ge`. Values of different kinds are not compared: a whole number is never equal to a real one.
final class Comparison {
    private static final String INCOMPATIBLE = "incompatible types for comparison";
    private static final String INVALID = "invalid type for comparison";

    private Comparison() {}

    /// Whether the first is equal to any of the others.
    static boolean isEqual(Value first, List<Value> others) {
        if (others.isEmpty()) {
            throw new FunctionProblem("missing argument for comparison");
        }
        for (Value other : others) {
            if (isEqual(first, other)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEqual(Value a, Value b) {
        if (a instanceof Value.None || b instanceof Value.None) {
            return a instanceof Value.None && b instanceof Value.None;
        }
        if (isComposite(a) || isComposite(b)) {
            Value composite = isComposite(a) ? a : b;
            if (a.type().equals(b.type())) {
                throw new FunctionProblem(
                        "non-comparable type "
                                + Printing.printed(composite)
                                + ": "
                                + composite.type());
            }
            throw new FunctionProblem(INCOMPATIBLE);
        }
        if (a instanceof Value.Real x && b instanceof Value.Real y) {
            return x.value() == y.value();
        }
        if (a.getClass() != b.getClass()) {
            throw new FunctionProblem(INCOMPATIBLE);
        }
        return a.equals(b);
    }

    private static boolean isComposite(Value value) {
        return value instanceof Value.Texts
                || value instanceof Value.Fields
                || value instanceof Value.Items;
    }

    static boolean isLess(Value a, Value b) {
        requireOrdered(a);
        requireOrdered(b);
        if (a instanceof Value.Real x && b instanceof Value.Real y) {
            return x.value() < y.value();
        }
        if (a instanceof Value.Whole x && b instanceof Value.Whole y) {
            return x.value() < y.value();
        }
        if (a instanceof Value.Span x && b instanceof Value.Span y) {
            return x.nanos() < y.nanos();
        }
        if (a instanceof Value.Text x && b instanceof Value.Text y) {
            return Labels.compareUtf8(x.text(), y.text()) < 0;
        }
        if (a instanceof Value.Truth && b instanceof Value.Truth) {
            throw new FunctionProblem(INVALID);
        }
        throw new FunctionProblem(INCOMPATIBLE);
    }

    private static void requireOrdered(Value value) {
        boolean isOrdered =
                value instanceof Value.Text
                        || value instanceof Value.Whole
                        || value instanceof Value.Real
                        || value instanceof Value.Truth
                        || value instanceof Value.Span;
        if (!isOrdered) {
            throw new FunctionProblem(INVALID);
        }
    }

    static boolean isLessOrEqual(Value a, Value b) {
        return isLess(a, b) || isEqual(a, b);
    }
}
