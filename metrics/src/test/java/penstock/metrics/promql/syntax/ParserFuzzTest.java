package penstock.metrics.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.metrics.Fuzz;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;

/// Queries made at random, damaged at random, and made to do harm.
final class ParserFuzzTest {

    private static final List<String> SEEDS =
            List.of(
                    "sum by (job, \"a b\") (rate(http_requests_total{code=~\"5..\", job!='x'}[5m] offset 1h30m @ 1.5))",
                    "a * on (x) group_left (y) fill_left (1) fill_right (-2) b or ignoring (z) c unless d",
                    "histogram_quantile(0.9, sum without (pod) (rate(x_bucket[range()/2 + 1m:step()]))) > bool 1",
                    "count_values(\"v\\xff\\u00e9\\n\", {\"caf\u00e9.x\", y!~`a|b`}) -1^2 atan2 0x1F % 5m",
                    "x[max_of(5m, -step()*2)] smoothed @ end() offset -(1m-3)",
                    "quantile_over_time(.5, (a </ 3 >/ Inf)[1w2d:] @ start() offset 5) # comment\n",
                    "info(x, {a=\"b\"}) == 1_000e3 != NaN <= 0755 >= +Inf");

    private static final List<String> TOKENS =
            List.of(
                    "(",
                    ")",
                    "[",
                    "]",
                    "{",
                    "}",
                    ",",
                    ":",
                    "=",
                    "==",
                    "=~",
                    "!~",
                    "!=",
                    "<",
                    "</",
                    "@",
                    "^",
                    "-",
                    "+",
                    "*",
                    "/",
                    "%",
                    "\"",
                    "'",
                    "`",
                    "\\",
                    "#",
                    "\n",
                    " offset ",
                    " by ",
                    " on ",
                    " bool ",
                    " fill ",
                    " fill(1) ",
                    " and ",
                    " atan2 ",
                    "1",
                    "5m",
                    "1e",
                    "0x",
                    "_",
                    ".",
                    "..",
                    "step()",
                    "range()",
                    "start()",
                    "@ end()",
                    " anchored ",
                    "sum",
                    "limitk(",
                    "info(",
                    "\u0000",
                    "\ud800",
                    "\ufffd",
                    "\u00e9",
                    "9".repeat(400),
                    "\\x",
                    "\\u12",
                    "inf",
                    "nan",
                    "1y1w1d1h1m1s1ms",
                    "99999999999y");

    static List<String> hostile() {
        return List.of(
                "(".repeat(100_000),
                "(".repeat(100_000) + "1" + ")".repeat(100_000),
                "-".repeat(100_000) + "1",
                "1" + "+1".repeat(100_000),
                "1" + "^1".repeat(100_000),
                "sum(".repeat(100_000),
                "sum by (a) (".repeat(10_000) + "x" + ")".repeat(10_000),
                "x" + "[1m:1m]".repeat(30_000),
                "x" + " offset 0s".repeat(100) + "[" + "(".repeat(10_000),
                "x[" + "-".repeat(100_000) + "1]",
                "x[1" + "+1".repeat(100_000) + "]",
                "x[" + "max_of(".repeat(10_000),
                "vector(" + "time(),".repeat(30_000) + "1)",
                "x".repeat((1 << 18) + 1),
                "9".repeat(100_000),
                "x[" + "9".repeat(100_000) + "m]",
                "{" + "a=\"b\",".repeat(1000) + "a=~\"(\"}",
                "\"" + "\\".repeat(100_001),
                "x{a=\"" + "\ud800" + "\"}");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aHarmfulQueryIsRefused(String query) {
        assertThatThrownBy(() -> Parser.parse(query, ParserOptions.ALL))
                .isInstanceOf(SyntaxProblem.class)
                .hasMessageContaining("parse error: ");
    }

    /// Texts are compared, not trees: to compare deep records takes far more stack than anything the product does with them, the
    /// more so before that is compiled.
    @Test
    void theDeepestQueriesAllowedFitAnUsualStack() throws InterruptedException {
        List<String> deepest =
                List.of(
                        "(".repeat(250) + "x" + ")".repeat(250),
                        "abs(".repeat(250) + "x" + ")".repeat(250),
                        "-".repeat(249) + "x",
                        "x" + "+x".repeat(499),
                        "x" + "^x".repeat(250),
                        "sum(".repeat(250) + "x" + ")".repeat(250));
        var engine = new Engine(EngineOptions.DEFAULT);
        var failures = new LinkedBlockingQueue<Throwable>();

        var thread =
                new Thread(
                        null,
                        () ->
                                deepest.forEach(
                                        query -> {
                                            String text = Printer.text(parse(query));
                                            assertThat(Printer.text(parse(text))).isEqualTo(text);
                                            engine.instant((_, _, _) -> List.of(), query, 0);
                                        }),
                        "usual",
                        1 << 20);
        thread.setUncaughtExceptionHandler((_, thrown) -> failures.add(thrown));
        thread.start();
        thread.join();

        assertThat(failures).isEmpty();
    }

    @Test
    void whateverTreeIsWrittenIsReadAsTheSame() {
        Fuzz.run(
                random -> {
                    Expr expr = new RandomExpr(random).any();

                    String text = Printer.text(expr);
                    String pretty = Printer.pretty(expr);

                    assertThat(Shape.of(parse(text))).describedAs(text).isEqualTo(expr);
                    assertThat(Shape.of(parse(pretty))).describedAs(pretty).isEqualTo(expr);
                });
    }

    @Test
    void aDamagedQueryIsRefusedWithItsPlaceOrComesBackTheSame() {
        Fuzz.run(
                random -> {
                    String query = damaged(SEEDS.get(random.nextInt(SEEDS.size())), random);
                    for (ParserOptions options : List.of(ParserOptions.ALL, ParserOptions.STABLE)) {
                        try {
                            Parser.parse(query, options);
                            assertComesBack(query);
                        } catch (SyntaxProblem e) {
                            assertSaysWhere(query, e);
                        }
                    }
                });
    }

    private static Expr parse(String query) {
        try {
            return Parser.parse(query, ParserOptions.ALL);
        } catch (SyntaxProblem e) {
            return fail(query, e);
        }
    }

    private static void assertComesBack(String query) {
        Expr expr = parse(query);
        String text = Printer.text(expr);

        assertThat(Shape.of(parse(text))).describedAs(text).isEqualTo(Shape.of(expr));
        assertThat(Printer.text(parse(Printer.pretty(expr)))).isEqualTo(text);
    }

    private static void assertSaysWhere(String query, SyntaxProblem problem) {
        int length = query.getBytes(StandardCharsets.UTF_8).length;
        assertThat(problem.text()).isNotBlank();
        assertThat(problem.place().start()).isBetween(0, length + 4);
        assertThat(problem.getMessage()).matches("(?s)\\d+:\\d+: parse error: .+");
    }

    private static String damaged(String whole, RandomGenerator random) {
        var text = new StringBuilder(whole);
        for (int n = random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + random.nextInt(15));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(to, text.substring(at, to));
                case 2 -> text.insert(at, (char) random.nextInt(0x180));
                default -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
            }
        }
        return text.toString();
    }
}
