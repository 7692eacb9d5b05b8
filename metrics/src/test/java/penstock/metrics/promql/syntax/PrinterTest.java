package penstock.metrics.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrinterTest {

    private static Expr parse(String query) {
        return Parser.parse(query, ParserOptions.ALL);
    }

    @Test
    void whatIsWrittenIsReadAsTheSameTree() {
        for (ParseCases.ParseCase parseCase : ParseCases.all()) {
            if (parseCase.error().isPresent()) {
                continue;
            }
            Expr expr = parse(parseCase.input());

            List<Expr> again = List.of(parse(Printer.text(expr)), parse(Printer.pretty(expr)));

            assertThat(again)
                    .describedAs(parseCase.input() + " -> " + Printer.text(expr))
                    .allSatisfy(read -> assertThat(Shape.of(read)).isEqualTo(Shape.of(expr)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "sum(a)by(x)                    | sum by (x) (a)",
                "sum by()(a)                    | sum(a)",
                "topk without()(5,a)            | topk without () (5, a)",
                "a*on(x)group_left(y)b          | a * on (x) group_left (y) b",
                "a+fill_right(1)fill_left(2)b   | a + fill_left (2) fill_right (1) b",
                "a==bool fill(-1.5)b            | a == bool fill (-1.5) b",
                "a[300]offset -2h@1.5           | a[5m] @ 1.500 offset -2h",
                "a[1d:]@start()                 | a[1d:] @ start()",
                "rate(a[5m]smoothed)            | rate(a[5m] smoothed)",
                "a offset(step()*2)             | a offset (step() * 2)",
                "{'b.c',d!~'x'}                 | {__name__=\"b.c\",d!~\"x\"}",
                "sum by('nan','e f')(a)         | sum by (\"nan\", \"e f\") (a)",
                "-a^2                           | -a ^ 2",
                "1e3 + 90m - Inf                | 1000 + 1h30m - +Inf",
                "'a\\xff\u00e9\\n'              | \"a\\xff\u00e9\\n\"",
            })
    void writesAsPrometheusDoes(String query, String expected) {
        assertThat(Printer.text(parse(query))).isEqualTo(expected);
    }

    @Test
    void breaksLongArgumentsIntoLinesToo() {
        String selector = "requests_total{service=\"checkout\",version=\"2\",code=~\"5..\"}";

        String text = Printer.pretty(parse("topk(5,-(" + selector + "+" + selector + "))"));

        assertThat(text)
                .isEqualTo(
                        """
                        topk(
                          5,
                          -(
                              %1$s
                            +
                              %1$s
                          )
                        )"""
                                .formatted(selector));
    }

    @Test
    void breaksLongQueriesIntoLines() {
        String selector = "requests_total{service=\"checkout\",version=\"2\",code=~\"5..\"}[5m]";

        String text =
                Printer.pretty(
                        parse(
                                "sum(rate("
                                        + selector
                                        + "))by(le)/on(le)group_left()topk(5,sum(rate("
                                        + selector
                                        + "))without(le))"));

        assertThat(text)
                .isEqualTo(
                        """
                          sum by (le) (rate(%1$s))
                        / on (le) group_left ()
                          topk(5, sum without (le) (rate(%1$s)))"""
                                .formatted(selector));
    }
}
