package penstock.metrics.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.metrics.Fuzz;

class RegexTest {
    private static final List<String> PIECES =
            List.of(
                    "a",
                    "é",
                    "😀",
                    ".",
                    "^",
                    "$",
                    "|",
                    "(",
                    "(?:",
                    "(?P<n>",
                    "(?i)",
                    "(?s:",
                    ")",
                    "*",
                    "+",
                    "?",
                    "??",
                    "{2}",
                    "{3,}",
                    "{0,9}",
                    "{,2}",
                    "{1000}",
                    "[a-z]",
                    "[^]a]",
                    "[[:alpha:]\\]]",
                    "\\d",
                    "\\pL",
                    "\\p{Greek}",
                    "\\x{41}",
                    "\\Q(a{2}\\E",
                    "\\.",
                    "\\",
                    "[",
                    "{");

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    ((a{100}){100}){100}, invalid repeat count at character 10
                    (a{2}){501},          invalid repeat count at character 7
                    (?:abcdefghij){1000}, expression too large at character 15
                    """)
    void refusesABombWithThePlaceItGoesOff(String expression, String message) {
        assertThatThrownBy(() -> Regex.compile(expression))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesWhatIsTooDeepOrTooLarge() {
        assertTooLarge("(".repeat(1001) + ")".repeat(1001), "expression nests too deeply");
        assertTooLarge("a".repeat(10_001), "at character 10001 (expected: at most 10000 instr");
        assertTooLarge("\\pL".repeat(101), "at most 100 classes of Unicode");
        assertTooLarge("(a|)".repeat(500), "groups times instructions");
        assertTooLarge("(?:\\Q" + "a".repeat(99) + "\\E){1000}", "expression too large");
    }

    private static void assertTooLarge(String expression, String message) {
        assertThatThrownBy(() -> Regex.compile(expression))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessageContaining(message);
    }

    @Test
    void compilesWhatTheLimitsAllowAtTheirEdges() {
        for (String expression :
                List.of(
                        "(".repeat(300) + "a{0,1000}" + ")".repeat(300),
                        "(?:".repeat(1000) + "a" + ")".repeat(1000),
                        "(?:a??){1000}",
                        "(?:(?:a|b)?){1000}",
                        "(?:".repeat(900) + "(?:a??){1000}" + ")".repeat(900),
                        "(?:(?:(?:(?:|a)|a)|a)|a){1000}",
                        "\\pL".repeat(100))) {
            var pattern = Regex.compile(expression);

            assertThat(pattern.matches("b".repeat(2000))).isFalse();
        }
    }

    @Test
    void neverThinksAnExpressionSmallerThanItIs() {
        Fuzz.run(RegexTest::checkSize);
    }

    private static void checkSize(RandomGenerator random) {
        var expression = new StringBuilder();
        int length = random.nextInt(1, 12);
        for (int i = 0; i < length; i++) {
            expression.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        int size;
        try {
            size = Regex.sizeOf(expression.toString());
        } catch (PatternSyntaxException _) {
            return;
        }
        try {
            // Two for the ends, and two for the start of a search.
            assertThat(Pattern.compile(expression.toString()).programSize())
                    .as(expression.toString())
                    .isLessThanOrEqualTo(size + 4);
        } catch (PatternSyntaxException _) {
            // No regular expression anyway.
        }
    }

    @Test
    void aListOfManyTextsIsNotCompiled() {
        String list = "instance-1".concat("|instance-2".repeat(20_000));

        var matcher = Matcher.of(Matcher.Kind.REGEX, "instance", list);

        assertThat(matcher.matches("instance-2")).isTrue();
        assertThat(matcher.matches("instance-")).isFalse();
        assertThat(matcher.programSize()).isZero();
    }
}
