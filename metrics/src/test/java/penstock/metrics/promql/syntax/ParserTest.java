package penstock.metrics.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.metrics.labels.Matcher;

final class ParserTest {

    @Test
    void readsAndRefusesWhatPrometheusDoesWithItsMessageAndPlace() {
        var wrong = new ArrayList<String>();

        for (ParseCases.ParseCase parseCase : ParseCases.all()) {
            String expected =
                    parseCase.error().map(error -> error + " " + parseCase.place()).orElse("read");
            String got = outcome(parseCase.input());
            if (!got.equals(expected)) {
                wrong.add(parseCase.input() + "\n  expected " + expected + "\n  got      " + got);
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static String outcome(String input) {
        try {
            Parser.parse(input, ParserOptions.ALL);
            return "read";
        } catch (SyntaxProblem e) {
            return e.text() + " " + e.place();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a + b * c ^ d ^ e   | (a+(b*(c^(d^e))))",
                "a or b and c unless d | (a or((b and c)unless d))",
                "a == b + c < d      | ((a==(b+c))<d)",
                "-a ^ b * c          | ((-(a^b))*c)",
                "a - b - c           | ((a-b)-c)",
                "a atan2 b % c       | ((a atan2 b)%c)",
                "a </ 1 >/ 2 + 3     | ((a</1)>/(2+3))",
                "a ^ -1 + 2          | ((a^-1)+2)",
                "-a offset 5m ^ 2    | (-(a offset 5m^2))",
                "a offset 5m - 8     | (a offset 5m-8)",
            })
    void operatorsBindAsInPrometheus(String query, String expected) {
        assertThat(grouped(Parser.parse(query, ParserOptions.ALL))).isEqualTo(expected);
    }

    private static String grouped(Expr expr) {
        return switch (expr) {
            case Expr.Binary binary -> {
                String sign = binary.operator().sign();
                boolean isWord = Character.isLetter(sign.charAt(0));
                yield "("
                        + grouped(binary.left())
                        + (isWord && !grouped(binary.left()).endsWith(")") ? " " : "")
                        + sign
                        + (isWord && !grouped(binary.right()).startsWith("(") ? " " : "")
                        + grouped(binary.right())
                        + ")";
            }
            case Expr.Unary unary -> "(-" + grouped(unary.expr()) + ")";
            default -> Printer.text(expr);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limitk(1, x)       | 1:1: parse error: limitk() is experimental and must be enabled with --enable-feature=promql-experimental-functions",
                "1 + info(x)        | 1:5: parse error: function \"info\" is not enabled",
                "rate(x[1m] anchored) | 1:6: parse error: anchored modifier is experimental and not enabled",
                "x smoothed         | 1:1: parse error: smoothed modifier is experimental and not enabled",
                "a + fill(0) b      | 1:1: parse error: binop fill modifiers are experimental and not enabled",
                "x[1m+1m]           | 1:3: parse error: experimental duration expression is not enabled",
                "x offset step()    | 1:10: parse error: experimental duration expression is not enabled",
            })
    void whatIsNotSettledYetMustBeAllowed(String query, String message) {
        var none = new ParserOptions(false, false, false, false);

        assertThatThrownBy(() -> Parser.parse(query, none)).hasMessage(message);
        assertThat(outcome(query)).isEqualTo("read");
    }

    @Test
    void everyPartKnowsItsPlaceInBytesOfUtf8() {
        var sum =
                (Expr.Aggregation)
                        Parser.parse(
                                " sum by (x) (rate(up{a=\"\u00e9\ud83d\ude00\"}[5m] offset 1m))",
                                ParserOptions.STABLE);
        var rate = (Expr.Call) sum.expr();
        var matrix = (Expr.MatrixSelector) rate.arguments().getFirst();

        assertThat(sum.place()).isEqualTo(new Place(1, 48));
        assertThat(rate.place()).isEqualTo(new Place(13, 47));
        assertThat(matrix.place()).isEqualTo(new Place(18, 46));
        assertThat(matrix.selector().place()).isEqualTo(new Place(18, 32));
    }

    @Test
    void aNameIsAMatcherTooWhereverItStands() {
        assertThat(Parser.parseSelector("up{job=\"a\"}"))
                .containsExactly(
                        Matcher.of(Matcher.Kind.EQUAL, "job", "a"),
                        Matcher.of(Matcher.Kind.EQUAL, "__name__", "up"));
        assertThat(Parser.parseSelector("{\"a.b\", 'c d'!~\"e\"}"))
                .containsExactly(
                        Matcher.of(Matcher.Kind.EQUAL, "__name__", "a.b"),
                        Matcher.of(Matcher.Kind.NOT_REGEX, "c d", "e"));
        assertThatThrownBy(() -> Parser.parseSelector("up + 1"))
                .hasMessage("1:4: parse error: unexpected <op:+>");
    }

    @Test
    void thereAreAllFunctionsOfTheLanguage() {
        assertThat(Functions.list()).hasSize(90);
        assertThat(Functions.list().stream().filter(Function::isExperimental)).hasSize(17);
        assertThat(Functions.named("rate"))
                .map(Function::returns)
                .isEqualTo(Optional.of(ValueType.VECTOR));
    }

    @Test
    void durationsAreCalculatedWithTheStepAndRangeOfTheQuery() {
        var matrix =
                (Expr.MatrixSelector)
                        Parser.parse(
                                "x[max_of(range() / 2, step()) + 1.5] offset -(2^3 % 5)",
                                ParserOptions.ALL);

        assertThat(matrix.range().isConstant()).isFalse();
        assertThat(matrix.range().millis(60_000, 600_000)).isEqualTo(301_500);
        assertThat(matrix.selector().offset().orElseThrow().millis(0, 0)).isEqualTo(-3000);
    }
}
