package penstock.metrics.promql.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;

/// Makes trees of queries as the parser could have read them: what binds less is in parentheses.
final class RandomExpr {
    private static final List<String> NAMES =
            List.of("up", "a:b", "sum", "offset", "start", "by", "fill", "x_total", "Offset");
    private static final List<String> LABELS =
            List.of(
                    "job",
                    "le",
                    "on",
                    "bool",
                    "nan",
                    "Inf",
                    "group_left",
                    "a b",
                    "caf\u00e9",
                    "x.y");
    private static final List<String> TEXTS =
            List.of(
                    "",
                    "a",
                    "\"",
                    "\\",
                    "`",
                    "'",
                    "\n",
                    "\uDCFF",
                    "\ud83d\ude00",
                    "\u0000",
                    "a{b}");
    private static final double[] NUMBERS = {
        0,
        1,
        -1,
        0.5,
        1e308,
        Double.MIN_VALUE,
        1e21,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        -0.0,
        123456.789
    };
    private static final double[] DURATIONS = {1, 0.001, 300, 5400, 86_400, 31_536_000, 90.5};

    private final RandomGenerator random;

    RandomExpr(RandomGenerator random) {
        this.random = random;
    }

    Expr any() {
        return switch (random.nextInt(4)) {
            case 0 -> scalar(3);
            case 1 -> new Expr.Text(pick(TEXTS), Place.NONE);
            case 2 -> matrix(3);
            default -> vector(4);
        };
    }

    private Expr vector(int depth) {
        if (depth == 0) {
            return selector();
        }
        return switch (random.nextInt(7)) {
            case 0 -> selector();
            case 1 -> aggregation(depth - 1);
            case 2 -> call("rate", matrix(depth - 1));
            case 3 -> call("histogram_quantile", scalar(depth - 1), vector(depth - 1));
            case 4 -> binary(depth - 1);
            case 5 -> new Expr.Unary(random.nextBoolean(), operand(vector(depth - 1)), Place.NONE);
            default -> new Expr.Paren(vector(depth - 1), Place.NONE);
        };
    }

    private Expr scalar(int depth) {
        if (depth == 0 || random.nextBoolean()) {
            return number();
        }
        return switch (random.nextInt(3)) {
            case 0 -> call("scalar", vector(depth - 1));
            case 1 -> call("pi");
            default -> {
                boolean isBool = random.nextBoolean();
                yield new Expr.Binary(
                        isBool ? BinaryOperator.LESS : BinaryOperator.POWER,
                        operand(scalar(depth - 1)),
                        operand(scalar(depth - 1)),
                        isBool,
                        Optional.empty(),
                        Place.NONE);
            }
        };
    }

    private Expr number() {
        if (random.nextInt(3) == 0) {
            double seconds = DURATIONS[random.nextInt(DURATIONS.length)];
            return new Expr.Number(random.nextBoolean() ? seconds : -seconds, true, Place.NONE);
        }
        return new Expr.Number(NUMBERS[random.nextInt(NUMBERS.length)], false, Place.NONE);
    }

    private Expr matrix(int depth) {
        if (depth == 0 || random.nextBoolean()) {
            Expr.VectorSelector selector = selector();
            return new Expr.MatrixSelector(selector, duration(), Place.NONE);
        }
        Expr inner = vector(depth - 1);
        return new Expr.Subquery(
                operand(inner),
                duration(),
                random.nextBoolean() ? Optional.of(duration()) : Optional.empty(),
                offset(),
                at(),
                Place.NONE);
    }

    private static Expr call(String name, Expr... arguments) {
        return new Expr.Call(Functions.named(name).orElseThrow(), List.of(arguments), Place.NONE);
    }

    private Expr aggregation(int depth) {
        boolean isWithout = random.nextBoolean();
        boolean isTop = random.nextBoolean();
        return new Expr.Aggregation(
                isTop ? Aggregator.TOPK : Aggregator.SUM,
                vector(depth),
                isTop ? Optional.of(scalar(depth)) : Optional.empty(),
                labels(),
                isWithout,
                Place.NONE);
    }

    private Expr binary(int depth) {
        BinaryOperator operator = pick(List.of(BinaryOperator.values()));
        boolean isScalar = !operator.isSet() && random.nextInt(3) == 0;
        Expr right = isScalar ? scalar(depth) : vector(depth);
        boolean isBool = operator.isComparison() && random.nextBoolean();
        return new Expr.Binary(
                operator,
                operand(vector(depth)),
                operand(right),
                isBool,
                isScalar ? Optional.empty() : Optional.of(matching(operator)),
                Place.NONE);
    }

    private VectorMatching matching(BinaryOperator operator) {
        boolean isOn = random.nextBoolean();
        if (operator.isSet()) {
            return new VectorMatching(
                    VectorMatching.Cardinality.MANY_TO_MANY,
                    isOn,
                    labels(),
                    List.of(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty());
        }
        var cardinality =
                pick(
                        List.of(
                                VectorMatching.Cardinality.ONE_TO_ONE,
                                VectorMatching.Cardinality.MANY_TO_ONE,
                                VectorMatching.Cardinality.ONE_TO_MANY));
        boolean isGroup = cardinality != VectorMatching.Cardinality.ONE_TO_ONE;
        List<String> labels = labels();
        List<String> include = new ArrayList<>(isGroup ? labels() : List.of());
        include.removeAll(labels);
        return new VectorMatching(cardinality, isOn, labels, include, fill(), fill());
    }

    private OptionalDouble fill() {
        return random.nextBoolean()
                ? OptionalDouble.empty()
                : OptionalDouble.of(NUMBERS[random.nextInt(NUMBERS.length)]);
    }

    private List<String> labels() {
        var labels = new ArrayList<String>();
        for (int i = random.nextInt(3); i > 0; i--) {
            labels.add(pick(LABELS));
        }
        return labels;
    }

    /// In parentheses where it would be read differently without.
    private static Expr operand(Expr expr) {
        boolean isLoose =
                switch (expr) {
                    case Expr.Binary _, Expr.Unary _ -> true;
                    case Expr.Number number ->
                            number.value() < 0
                                    || Double.doubleToRawLongBits(number.value()) < 0
                                    || Double.isInfinite(number.value());
                    default -> false;
                };
        return isLoose ? new Expr.Paren(expr, Place.NONE) : expr;
    }

    private Expr.VectorSelector selector() {
        boolean isNamed = random.nextBoolean();
        String name = isNamed ? pick(NAMES) : "";
        var matchers = new ArrayList<Matcher>();
        for (int i = random.nextInt(3); i > 0; i--) {
            var kind = pick(List.of(Matcher.Kind.EQUAL, Matcher.Kind.NOT_EQUAL));
            matchers.add(Matcher.of(kind, pick(LABELS), pick(TEXTS)));
        }
        matchers.add(Matcher.of(Matcher.Kind.EQUAL, Labels.NAME, isNamed ? name : "x.y"));
        var extension = pick(List.of(Extension.values()));
        return new Expr.VectorSelector(
                name, matchers, Optional.empty(), At.NOW, extension, Place.NONE);
    }

    private At at() {
        return switch (random.nextInt(4)) {
            case 0 -> new At.Fixed(random.nextInt(-2_000_000, 2_000_000));
            case 1 -> new At.Start();
            case 2 -> new At.End();
            default -> At.NOW;
        };
    }

    private Optional<DurationExpr> offset() {
        return switch (random.nextInt(4)) {
            case 0 -> Optional.of(literal(DURATIONS[random.nextInt(DURATIONS.length)]));
            case 1 -> Optional.of(literal(-DURATIONS[random.nextInt(DURATIONS.length)]));
            case 2 -> Optional.of(new DurationExpr.Paren(operation(2), Place.NONE));
            default -> Optional.empty();
        };
    }

    private DurationExpr duration() {
        return random.nextBoolean()
                ? literal(DURATIONS[random.nextInt(DURATIONS.length)])
                : operation(2);
    }

    private static DurationExpr literal(double seconds) {
        return new DurationExpr.Literal(seconds, true, Place.NONE);
    }

    private DurationExpr operation(int depth) {
        DurationExpr right = durationOperand(depth - 1);
        return new DurationExpr.Binary(
                pick(List.of(DurationExpr.Operator.values())),
                durationOperand(depth - 1),
                right,
                Place.NONE);
    }

    private DurationExpr durationOperand(int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> new DurationExpr.Step(Place.NONE);
            case 1 -> new DurationExpr.Range(Place.NONE);
            case 2 -> new DurationExpr.Literal(1.5, random.nextBoolean(), Place.NONE);
            case 3 -> new DurationExpr.Literal(300, random.nextBoolean(), Place.NONE);
            case 4 -> new DurationExpr.Paren(operation(depth), Place.NONE);
            default ->
                    new DurationExpr.Extreme(
                            random.nextBoolean(), operation(depth), literal(1), Place.NONE);
        };
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
