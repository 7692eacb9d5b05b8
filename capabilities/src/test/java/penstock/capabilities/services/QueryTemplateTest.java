package penstock.capabilities.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import penstock.metrics.labels.Matcher;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Parser;
import penstock.metrics.promql.syntax.ParserOptions;

final class QueryTemplateTest {
    private static final Map<String, String> VALUES =
            Map.of(
                    "environment",
                    "production",
                    "route",
                    "production/shop",
                    "service",
                    "shop",
                    "stable",
                    "1.0.0",
                    "version",
                    "1.1.0");

    private static String fill(String query) {
        return QueryTemplate.fill(query, VALUES);
    }

    private static String fill(String query, String version) {
        var values = new HashMap<>(VALUES);
        values.put("version", version);
        return QueryTemplate.fill(query, values);
    }

    @Test
    void variablesAreReplacedInTextsOfBothQuotes() {
        assertThat(fill("a{s=\"{{service}}\", v='{{ version }}', j=\"{{route}}\"} # {{no}} \"\n"))
                .isEqualTo("a{s=\"shop\", v='1.1.0', j=\"production/shop\"} # {{no}} \"\n");
        assertThat(fill("a{v=\"{{environment}}-{{stable}}\"}"))
                .isEqualTo("a{v=\"production-1.0.0\"}");
        assertThat(fill("a{v=\"\\\"{{version}}\"} + b{w=\"{{version}}\"}"))
                .isEqualTo("a{v=\"\\\"1.1.0\"} + b{w=\"1.1.0\"}");
    }

    @Test
    void noVersionEndsTheTextItIsInAndEachIsFoundAsItIs() {
        var hostile =
                new String[] {
                    "1\"} or vector(1) or x{a=\"",
                    "1'} or vector(1) or x{a='",
                    "back\\slash\\",
                    "{{stable}}",
                    "#",
                    "1.1.0+build.(x)|.*",
                    "`",
                    "^$[a-z]{2}?"
                };
        for (var version : hostile) {
            for (var quote : new String[] {"\"", "'"}) {
                var plain = "x{v=" + quote + "{{version}}" + quote + "}";
                assertThat(matcher(fill(plain, version)).value()).as(plain).isEqualTo(version);
                var regex = "x{v=~" + quote + "a|{{version}}" + quote + "}";
                var pattern = matcher(fill(regex, version));
                assertThat(pattern.matches(version)).as(version).isTrue();
                assertThat(pattern.matches("a")).isTrue();
                assertThat(pattern.matches("1a1a0+build.x")).isFalse();
            }
        }
    }

    /// What PromQL's own grammar reads.
    private static Matcher matcher(String query) {
        var selector = (Expr.VectorSelector) Parser.parse(query, ParserOptions.STABLE);
        return selector.matchers().stream()
                .filter(found -> found.name().equals("v"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsNoVariableOrStandsInTheWrongPlaceIsRefused() {
        assertThatThrownBy(() -> fill("a{v=\"{{versoin}}\"}"))
                .hasMessageContaining(
                        "\"{{versoin}}\" (expected: one of the variables environment, route, service, stable, version)");
        assertThatThrownBy(() -> fill("a{v=\"{{version\"}"))
                .hasMessageContaining("\"{{}}\" (expected: one of the variables");
        assertThatThrownBy(() -> fill("{{service}}_total"))
                .hasMessageContaining("{{service}} outside of a text");
        assertThatThrownBy(() -> fill("a{v=`{{version}}`}"))
                .hasMessageContaining("{{version}} between backticks");
        assertThatThrownBy(() -> fill("rate(a[{{window}}])"))
                .hasMessageContaining("\"{{window}}\" (expected:");
        assertThatThrownBy(() -> fill(" ")).hasMessageContaining("expected: a query");
    }

    @Test
    void aWindowStandsOutsideOfTexts() {
        var values = new HashMap<>(VALUES);
        values.put(QueryTemplate.WINDOW, "5m");

        assertThat(QueryTemplate.fill("rate(a{v=\"{{version}}\"}[{{window}}])", values))
                .isEqualTo("rate(a{v=\"1.1.0\"}[5m])");
        assertThatThrownBy(() -> QueryTemplate.fill("a{v=\"{{window}}\"}", values))
                .hasMessageContaining("{{window}} in a text");
    }
}
