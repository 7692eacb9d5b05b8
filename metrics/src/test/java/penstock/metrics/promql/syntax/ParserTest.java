package penstock.metrics.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

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
}
