package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.capabilities.services.JudgeSpec;
import penstock.judge.Bound;
import penstock.judge.Limits;
import penstock.judge.WarmUp;
import penstock.model.Decoder;
import penstock.model.Text;
import penstock.model.Weight;

/// How the words of a plan become those of the judge.
final class TermsTest {
    private static final Weight WEIGHT = Weight.percent(5);

    private static Terms terms(String text) {
        return new Terms(
                Decoder.decode(
                        JudgeSpec.class, Text.readYaml(text, "judge").getFirst(), "", "judge"));
    }

    private static Limits limits(Terms terms, String metric) {
        var named =
                terms.policy().metrics().stream()
                        .filter(each -> each.name().equals(metric))
                        .findFirst()
                        .orElseThrow();
        return terms.stage(WEIGHT).limits(named);
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', 60, 600",
        "'warmUp: 15m', 900, 900",
        "'settleWithin: 3m', 60, 180",
        "'{warmUp: 2m, settleWithin: 2m}', 120, 120",
        "'warmUp: 0s', 0, 0"
    })
    void aCandidateHasSoLongToWarmUpAndToSettle(String text, long least, long most) {
        assertThat(terms(text).policy().warmUp())
                .isEqualTo(new WarmUp(Duration.ofSeconds(least), Duration.ofSeconds(most)));
    }

    @Test
    void classesHaveTheBoundsThatThePlanSaysAndElseTheirOwn() {
        var plan =
                """
                compare: [errors, client-errors, limited, timeouts]
                tolerances: { timeouts: 0.2% }
                margins: { clientErrors: 3%, limited: 4% }
                """;
        var usual = terms("compare: [errors, client-errors, limited, timeouts]");

        var terms = terms(plan);

        assertThat(limits(terms, "client-errors"))
                .isEqualTo(
                        new Limits(limits(usual, "client-errors").tolerance(), Bound.shift(0.03)));
        assertThat(limits(terms, "limited").margin()).isEqualTo(Bound.shift(0.04));
        assertThat(limits(terms, "timeouts"))
                .isEqualTo(new Limits(Bound.shift(0.002), limits(usual, "timeouts").margin()));
        assertThat(limits(terms, "errors").margin()).isEqualTo(Bound.shift(0.01));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    margins: {clientErrors: 3%} | margins.clientErrors: 3%, which is not compared (expected: client-errors in compare)
                    tolerances: {timeouts: 1%}  | tolerances.timeouts: 1%, which is not compared (expected: timeouts in compare)
                    settleWithin: 30s           | settleWithin: 30s (expected: no less than warmUp, 1m)
                    {warmUp: 0s, settleWithin: 1m} | settleWithin: 1m beside warmUp: 0s (expected: none, as there is nothing to settle)
                    """)
    void refusesWhatWouldBeOverlooked(String text, String message) {
        assertThatThrownBy(() -> terms(text)).hasMessageContaining(message);
    }
}
