package penstock.metrics.promql.syntax;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a token of a query is.
enum TokenKind {
    END(Group.OTHER, ""),
    /// Where reading tokens ended; its text is the message.
    ERROR(Group.OTHER, ""),
    IDENTIFIER(Group.OTHER, ""),
    /// An identifier with a colon in it.
    METRIC_IDENTIFIER(Group.OTHER, ""),
    STRING(Group.OTHER, ""),
    NUMBER(Group.OTHER, ""),
    DURATION(Group.OTHER, ""),

    LEFT_PAREN(Group.SIGN, "("),
    RIGHT_PAREN(Group.SIGN, ")"),
    LEFT_BRACE(Group.SIGN, "{"),
    RIGHT_BRACE(Group.SIGN, "}"),
    LEFT_BRACKET(Group.SIGN, "["),
    RIGHT_BRACKET(Group.SIGN, "]"),
    COMMA(Group.SIGN, ","),
    COLON(Group.SIGN, ":"),
    ASSIGN(Group.SIGN, "="),

    ADD(BinaryOperator.ADD),
    SUBTRACT(BinaryOperator.SUBTRACT),
    MULTIPLY(BinaryOperator.MULTIPLY),
    DIVIDE(BinaryOperator.DIVIDE),
    MODULO(BinaryOperator.MODULO),
    POWER(BinaryOperator.POWER),
    EQUAL(BinaryOperator.EQUAL),
    NOT_EQUAL(BinaryOperator.NOT_EQUAL),
    LESS(BinaryOperator.LESS),
    LESS_OR_EQUAL(BinaryOperator.LESS_OR_EQUAL),
    GREATER(BinaryOperator.GREATER),
    GREATER_OR_EQUAL(BinaryOperator.GREATER_OR_EQUAL),
    TRIM_UPPER(BinaryOperator.TRIM_UPPER),
    TRIM_LOWER(BinaryOperator.TRIM_LOWER),
    AND(BinaryOperator.AND),
    OR(BinaryOperator.OR),
    UNLESS(BinaryOperator.UNLESS),
    ATAN2(BinaryOperator.ATAN2),
    AT(Group.OPERATOR, "@"),
    REGEX(Group.OPERATOR, "=~"),
    NOT_REGEX(Group.OPERATOR, "!~"),

    AGGREGATOR(Group.AGGREGATOR, ""),

    BOOL(Group.KEYWORD, "bool"),
    BY(Group.KEYWORD, "by"),
    WITHOUT(Group.KEYWORD, "without"),
    ON(Group.KEYWORD, "on"),
    IGNORING(Group.KEYWORD, "ignoring"),
    GROUP_LEFT(Group.KEYWORD, "group_left"),
    GROUP_RIGHT(Group.KEYWORD, "group_right"),
    OFFSET(Group.KEYWORD, "offset"),
    ANCHORED(Group.KEYWORD, "anchored"),
    SMOOTHED(Group.KEYWORD, "smoothed"),
    FILL(Group.KEYWORD, "fill"),
    FILL_LEFT(Group.KEYWORD, "fill_left"),
    FILL_RIGHT(Group.KEYWORD, "fill_right"),

    START(Group.WORD, "start"),
    END_WORD(Group.WORD, "end"),
    STEP(Group.WORD, "step"),
    RANGE(Group.WORD, "range"),
    MIN_OF(Group.WORD, "min_of"),
    MAX_OF(Group.WORD, "max_of");

    /// How a message calls tokens of the kind.
    enum Group {
        OTHER,
        SIGN,
        OPERATOR,
        AGGREGATOR,
        KEYWORD,
        WORD
    }

    private static final Map<String, TokenKind> WORDS = words();

    private final Group group;
    private final String text;
    private final Optional<BinaryOperator> operator;

    TokenKind(Group group, String text) {
        this.group = group;
        this.text = text;
        this.operator = Optional.empty();
    }

    TokenKind(BinaryOperator operator) {
        this.group = Group.OPERATOR;
        this.text = operator.sign();
        this.operator = Optional.of(operator);
    }

    Group group() {
        return group;
    }

    Optional<BinaryOperator> operator() {
        return operator;
    }

    /// The kind of a word in lower case; that of one that means nothing is [#IDENTIFIER].
    static TokenKind ofWord(String word) {
        return WORDS.getOrDefault(word, IDENTIFIER);
    }

    private static Map<String, TokenKind> words() {
        var words = new HashMap<String, TokenKind>();
        for (TokenKind kind : values()) {
            if (!kind.text.isEmpty() && Character.isLetter(kind.text.charAt(0))) {
                words.put(kind.text, kind);
            }
        }
        for (Aggregator aggregator : Aggregator.values()) {
            words.put(aggregator.word(), AGGREGATOR);
        }
        words.put("inf", NUMBER);
        words.put("nan", NUMBER);
        return words;
    }

    /// Words between `[` and `]` that are no units.
    boolean isDurationWord() {
        return this == STEP || this == RANGE || this == MIN_OF || this == MAX_OF;
    }

    /// Whether it may stand where a metric's name is expected: most words of the language may.
    boolean isMetricName() {
        return switch (this) {
            case IDENTIFIER,
                    METRIC_IDENTIFIER,
                    AGGREGATOR,
                    AND,
                    OR,
                    UNLESS,
                    BY,
                    WITHOUT,
                    OFFSET,
                    ANCHORED,
                    SMOOTHED,
                    FILL,
                    FILL_LEFT,
                    FILL_RIGHT,
                    START,
                    END_WORD,
                    STEP,
                    RANGE,
                    MIN_OF,
                    MAX_OF ->
                    true;
            default -> false;
        };
    }

    /// Whether it may stand where a label's name is expected outside braces.
    boolean isLabelName() {
        return switch (this) {
            case BOOL, ON, IGNORING, GROUP_LEFT, GROUP_RIGHT, ATAN2 -> true;
            default -> isMetricName();
        };
    }

    boolean isFunctionName() {
        return this == IDENTIFIER || group == Group.WORD;
    }

    boolean isMatchOperator() {
        return this == ASSIGN || this == NOT_EQUAL || this == REGEX || this == NOT_REGEX;
    }
}
