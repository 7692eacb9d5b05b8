package penstock.metrics.promql.syntax;

import java.util.Optional;

/// A tree without places, so that two can be compared.
final class Shape {
    private Shape() {}

    static Expr of(Expr expr) {
        return switch (expr) {
            case Expr.Number number ->
                    new Expr.Number(number.value(), number.isDuration(), Place.NONE);
            case Expr.Text text -> new Expr.Text(text.value(), Place.NONE);
            case Expr.VectorSelector selector -> of(selector);
            case Expr.MatrixSelector matrix ->
                    new Expr.MatrixSelector(of(matrix.selector()), of(matrix.range()), Place.NONE);
            case Expr.Subquery subquery ->
                    new Expr.Subquery(
                            of(subquery.expr()),
                            of(subquery.range()),
                            subquery.step().map(Shape::of),
                            subquery.offset().map(Shape::of),
                            subquery.at(),
                            Place.NONE);
            case Expr.Call call ->
                    new Expr.Call(
                            call.function(),
                            call.arguments().stream().map(Shape::of).toList(),
                            Place.NONE);
            case Expr.Aggregation aggregation ->
                    new Expr.Aggregation(
                            aggregation.aggregator(),
                            of(aggregation.expr()),
                            aggregation.parameter().map(Shape::of),
                            aggregation.grouping(),
                            aggregation.isWithout(),
                            Place.NONE);
            case Expr.Binary binary ->
                    new Expr.Binary(
                            binary.operator(),
                            of(binary.left()),
                            of(binary.right()),
                            binary.isBool(),
                            binary.matching(),
                            Place.NONE);
            case Expr.Unary unary ->
                    new Expr.Unary(unary.isNegative(), of(unary.expr()), Place.NONE);
            case Expr.Paren paren -> new Expr.Paren(of(paren.expr()), Place.NONE);
        };
    }

    private static Expr.VectorSelector of(Expr.VectorSelector selector) {
        Optional<DurationExpr> offset = selector.offset().map(Shape::of);
        return new Expr.VectorSelector(
                selector.name(),
                selector.matchers(),
                offset,
                selector.at(),
                selector.extension(),
                Place.NONE);
    }

    private static DurationExpr of(DurationExpr duration) {
        return switch (duration) {
            case DurationExpr.Literal literal ->
                    new DurationExpr.Literal(literal.seconds(), literal.isDuration(), Place.NONE);
            case DurationExpr.Step _ -> new DurationExpr.Step(Place.NONE);
            case DurationExpr.Range _ -> new DurationExpr.Range(Place.NONE);
            case DurationExpr.Sign sign ->
                    new DurationExpr.Sign(sign.isNegative(), of(sign.duration()), Place.NONE);
            case DurationExpr.Paren paren ->
                    new DurationExpr.Paren(of(paren.duration()), Place.NONE);
            case DurationExpr.Binary binary ->
                    new DurationExpr.Binary(
                            binary.operator(), of(binary.left()), of(binary.right()), Place.NONE);
            case DurationExpr.Extreme extreme ->
                    new DurationExpr.Extreme(
                            extreme.isMax(), of(extreme.left()), of(extreme.right()), Place.NONE);
        };
    }
}
