package penstock.metrics.promql.syntax;

import java.util.List;
import java.util.Optional;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;

/// A query as a tree. Whoever holds one may trust it: types fit, arguments are as many as needed, every selector has a
/// matcher that a series without labels does not pass.
public sealed interface Expr {
    ValueType type();

    /// Where it stands in the query's text.
    Place place();

    /// Always named with its owner, so that nobody takes it for `java.lang.Number`.
    ///
    /// @param isDuration whether it was written as a duration, such as `5m`
    @SuppressWarnings("AvoidCommonTypeNames")
    record Number(double value, boolean isDuration, Place place) implements Expr {
        @Override
        public ValueType type() {
            return ValueType.SCALAR;
        }
    }

    record Text(String value, Place place) implements Expr {
        @Override
        public ValueType type() {
            return ValueType.STRING;
        }
    }

    /// @param name the metric's name when the query gives one, else `""`; then also among the matchers
    /// @param matchers all of them, in the order written; that of the name comes last, as in Prometheus
    record VectorSelector(
            String name,
            List<Matcher> matchers,
            Optional<DurationExpr> offset,
            At at,
            Extension extension,
            Place place)
            implements Expr {
        public VectorSelector {
            matchers = List.copyOf(matchers);
        }

        @Override
        public ValueType type() {
            return ValueType.VECTOR;
        }

        public VectorSelector withAt(At other, Place whole) {
            return new VectorSelector(name, matchers, offset, other, extension, whole);
        }

        VectorSelector withOffset(Optional<DurationExpr> other, Place whole) {
            return new VectorSelector(name, matchers, other, at, extension, whole);
        }

        VectorSelector withExtension(Extension other) {
            return new VectorSelector(name, matchers, offset, at, other, place);
        }

        /// The matchers without the one that is the name written before them.
        public List<Matcher> writtenMatchers() {
            return matchers.stream()
                    .filter(
                            matcher ->
                                    name.isEmpty()
                                            || !matcher.name().equals(Labels.NAME)
                                            || matcher.kind() != Matcher.Kind.EQUAL
                                            || !matcher.value().equals(name))
                    .toList();
        }
    }

    /// @param selector with the offset, time and extension of the whole
    record MatrixSelector(VectorSelector selector, DurationExpr range, Place place)
            implements Expr {
        @Override
        public ValueType type() {
            return ValueType.MATRIX;
        }
    }

    /// @param step absent: the default of the engine
    record Subquery(
            Expr expr,
            DurationExpr range,
            Optional<DurationExpr> step,
            Optional<DurationExpr> offset,
            At at,
            Place place)
            implements Expr {
        public Subquery withAt(At other, Place whole) {
            return new Subquery(expr, range, step, offset, other, whole);
        }

        Subquery withOffset(Optional<DurationExpr> other, Place whole) {
            return new Subquery(expr, range, step, other, at, whole);
        }

        @Override
        public ValueType type() {
            return ValueType.MATRIX;
        }
    }

    record Call(Function function, List<Expr> arguments, Place place) implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public ValueType type() {
            return function.returns();
        }
    }

    /// @param isWithout whether the labels named are dropped; else only they are kept
    record Aggregation(
            Aggregator aggregator,
            Expr expr,
            Optional<Expr> parameter,
            List<String> grouping,
            boolean isWithout,
            Place place)
            implements Expr {
        public Aggregation {
            grouping = List.copyOf(grouping);
        }

        @Override
        public ValueType type() {
            return ValueType.VECTOR;
        }
    }

    /// @param isBool whether a comparison yields 0 and 1 instead of filtering
    /// @param matching present if and only if both sides are vectors
    record Binary(
            BinaryOperator operator,
            Expr left,
            Expr right,
            boolean isBool,
            Optional<VectorMatching> matching,
            Place place)
            implements Expr {
        @Override
        public ValueType type() {
            return left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR
                    ? ValueType.SCALAR
                    : ValueType.VECTOR;
        }
    }

    /// `+` or `-` before an expression that is no number.
    record Unary(boolean isNegative, Expr expr, Place place) implements Expr {
        @Override
        public ValueType type() {
            return expr.type();
        }
    }

    record Paren(Expr expr, Place place) implements Expr {
        @Override
        public ValueType type() {
            return expr.type();
        }
    }

    /// The expressions right below this one, in the order in which errors and warnings about them are told.
    default List<Expr> children() {
        return switch (this) {
            case Number _, Text _, VectorSelector _ -> List.of();
            case MatrixSelector matrix -> List.of(matrix.selector());
            case Subquery subquery -> List.of(subquery.expr());
            case Call call -> call.arguments();
            case Aggregation aggregation ->
                    aggregation
                            .parameter()
                            .map(parameter -> List.of(aggregation.expr(), parameter))
                            .orElseGet(() -> List.of(aggregation.expr()));
            case Binary binary -> List.of(binary.left(), binary.right());
            case Unary unary -> List.of(unary.expr());
            case Paren paren -> List.of(paren.expr());
        };
    }
}
