package penstock.metrics.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.metrics.promql.Engine;

final class ScriptRunnerTest {

    private static final String LOAD =
            """
            load 1m
              up{job="a"} 1 2 _ 4 stale
              up{job="b"} 10-1x4
              h {{schema:1 count:3 sum:4.5 buckets:[1 2]}}+{{schema:1 count:1 sum:1 buckets:[1 0]}}x2

            """;

    private static List<Outcome> run(String script) {
        return ScriptRunner.run(script, new Engine(ScriptRunner.OPTIONS));
    }

    private static void assertPasses(String eval) {
        assertThat(run(LOAD + eval)).hasSize(1).allMatch(Outcome::isPassed, "passed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eval instant at 1m up\n  up{job=\"a\"} 2\n  up{job=\"b\"} 9",
                "eval instant at 4m up\n  up{job=\"b\"} 6",
                "eval instant at 1m 1 + 1\n  2",
                "eval instant at 1m \"a\\nb\"\n  expect string \"a\\nb\"",
                "eval instant at 1m h\n  h {{schema:1 count:4 sum:5.5 buckets:[2 2]}}",
                "eval instant at 1m sort_desc(up)\n  expect ordered\n  up{job=\"b\"} 9\n  up{job=\"a\"} 2",
                "eval range from 0 to 4m step 1m up{job=\"a\"}\n  up{job=\"a\"} 1 2 2 4 _",
                "eval instant at 3m up{job=\"a\"}[3m]\n  expect range vector from 1m to 3m step 1m\n  up{job=\"a\"} 2 _ 4",
                "eval instant at 1m up + on () up\n  expect fail regex:many-to-many",
                "eval_fail instant at 1m up + on () up\n  expected_fail_regexp many.*",
                "eval instant at 1m quantile(2, up)\n  expect warn\n  expect no_info\n  {} +Inf",
                "eval_warn instant at 1m quantile(2, up)\n  {} Inf",
            })
    void whatIsAsExpectedPasses(String eval) {
        assertPasses(eval);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eval instant at 1m up\n  up{job=\"a\"} 2",
                "eval instant at 1m up\n  up{job=\"a\"} 2\n  up{job=\"b\"} 9\n  up{job=\"c\"} 9",
                "eval instant at 1m up\n  up{job=\"a\"} 2\n  up{job=\"b\"} 9.0001",
                "eval instant at 1m up\n  expect fail\n  up{job=\"a\"} 2",
                "eval instant at 1m up\n  expect warn\n  up{job=\"a\"} 2\n  up{job=\"b\"} 9",
                "eval instant at 1m quantile(2, up)\n  expect no_warn\n  {} +Inf",
                "eval instant at 1m quantile(2, up)\n  expect warn msg:other\n  {} +Inf",
                "eval instant at 1m sort(up)\n  expect ordered\n  up{job=\"b\"} 9\n  up{job=\"a\"} 2",
                "eval instant at 1m 1 + 1\n  3",
                "eval instant at 1m \"a\"\n  expect string \"b\"",
                "eval instant at 1m h\n  h {{schema:1 count:4 sum:5.5 buckets:[1 3]}}",
                "eval instant at 1m h\n  h {{schema:1 count:4 sum:5.5 buckets:[2 2] counter_reset_hint:gauge}}",
                "eval range from 0 to 4m step 1m up{job=\"a\"}\n  up{job=\"a\"} 1 2 2 4 4",
                "eval instant at 1m up + on () up\n  expect fail msg:other",
                "eval instant at 1m up +\n  1",
                "eval instant at 1m up\n  expect info\n  expect no_info",
                "eval instant at 1m up\n  up{job=\"a\"} 1 2",
                "evaluate all",
            })
    void whatIsOtherThanExpectedFails(String eval) {
        assertThat(run(LOAD + eval)).hasSize(1).noneMatch(Outcome::isPassed);
    }

    @Test
    void clearForgetsAndACommentEndsABlock() {
        List<Outcome> outcomes =
                run(
                        LOAD
                                + """
                                eval instant at 1m count(up)
                                  {} 2
                                # a comment
                                clear
                                eval instant at 1m count(up)
                                """);

        assertThat(outcomes).hasSize(2).allMatch(Outcome::isPassed);
    }

    @Test
    void classicHistogramsAreAddedAsNativeOnesToo() {
        List<Outcome> outcomes =
                run(
                        """
                        load_with_nhcb 1m
                          x_bucket{le="1"}    1+1x3
                          x_bucket{le="+Inf"} 3+1x3
                          x_sum               5x3
                          x_count             3+1x3

                        eval instant at 1m x
                          x {{schema:-53 count:4 sum:5 custom_values:[1] buckets:[2 2]}}
                        """);

        assertThat(outcomes).hasSize(1).allMatch(Outcome::isPassed);
    }

    @Test
    void countersMayKnowWhenTheyStarted() {
        List<Outcome> outcomes =
                run(
                        """
                        load 1m
                          x@st -1mx1 0s
                          x 1 2 3

                        eval instant at 2m start_timestamp(x)
                          {} 120
                        """);

        assertThat(outcomes).hasSize(1).allMatch(Outcome::isPassed);
    }
}
