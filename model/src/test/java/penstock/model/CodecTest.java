package penstock.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CodecTest {
    enum Color {
        DARK_RED,
        BLUE
    }

    sealed interface Step {
        record Shift(Weight to) implements Step {}

        record Hold(@Default("0") Duration time, Optional<String> until) implements Step {
            public static Hold parse(String text) {
                return new Hold(DurationText.parse(text), Optional.empty());
            }
        }

        record Pause() implements Step {}
    }

    record Inner(@Default("5s") Duration every, @Default("3") int failures) {
        Inner {
            if (failures < 1) {
                throw new IllegalArgumentException(
                        "failures: " + failures + " (expected: 1 or more)");
            }
        }
    }

    record Spec(
            String version,
            @Default("{}") Inner probe,
            List<Step> steps,
            Map<String, String> env,
            Optional<Size> memory,
            @Default("dark-red") Color color) {}

    private static Spec decode(String yaml) {
        return Decoder.decode(Spec.class, Text.readYaml(yaml, "test.yaml").getFirst(), "", "spec");
    }

    @Test
    void readsEveryFormAndFillsDefaults() {
        var spec =
                decode(
                        """
                        version: 1.10
                        steps: [{shift: 5%}, {hold: 2m}, {hold: {until: proven}}, pause]
                        env: {A: b, N: 7}
                        memory: 64Mi
                        """);

        assertThat(spec.version()).isEqualTo("1.10");
        assertThat(spec.probe()).isEqualTo(new Inner(Duration.ofSeconds(5), 3));
        assertThat(spec.steps())
                .containsExactly(
                        new Step.Shift(Weight.percent(5)),
                        new Step.Hold(Duration.ofMinutes(2), Optional.empty()),
                        new Step.Hold(Duration.ZERO, Optional.of("proven")),
                        new Step.Pause());
        assertThat(spec.env()).containsEntry("N", "7");
        assertThat(spec.memory()).contains(new Size(64L << 20));
        assertThat(spec.color()).isEqualTo(Color.DARK_RED);
    }

    @Test
    void whatIsWrittenReadsBackTheSameAsYamlAndAsJson() {
        var spec =
                decode(
                        "{version: \"1.10\", steps: [{shift: 0.01%}, {pause: {}}], env: {A: 'x: y'}, memory: 1500}");

        var yaml = Text.writeYaml(Encoder.encode(spec));
        var json = Text.writeJson(Encoder.encode(spec));

        assertThat(decode(yaml)).isEqualTo(spec);
        assertThat(Decoder.decode(Spec.class, Text.readJson(json), "", "")).isEqualTo(spec);
    }

    @Test
    void reportsAllMistakesAtOnceWithPathValueExpectationAndPlace() {
        var yaml =
                """
                steps:
                  - shift: 130%
                  - hodl: 5m
                probe: { every: soon, failures: 0 }
                colour: blue
                memory: lots
                """;

        assertThatThrownBy(() -> decode(yaml))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("spec.version: missing (required)")
                .hasMessageContaining(
                        "spec.steps[0].shift: 130% (expected: a percentage from 0% to 100%")
                .hasMessageContaining("[line 2]")
                .hasMessageContaining(
                        "spec.steps[1]: unknown \"hodl\" (expected: one of shift, hold, pause)")
                .hasMessageContaining("(did you mean \"hold\"?)")
                .hasMessageContaining("spec.probe.every: \"soon\" (expected: a duration such as")
                .hasMessageContaining("spec.colour: unknown field (did you mean \"color\"?)")
                .hasMessageContaining("spec.memory: \"lots\" (expected: a size such as");
    }

    @Test
    void aRecordsOwnRuleNamesTheComponentInThePath() {
        assertThatThrownBy(() -> decode("{version: a, probe: {failures: 0}}"))
                .hasMessageContaining("spec.probe.failures: 0 (expected: 1 or more)");
    }

    @Test
    void malformedYamlNamesFileLineAndColumn() {
        assertThatThrownBy(() -> Text.readYaml("a: [1, 2\nb: 3", "shop.yaml"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("shop.yaml line 2")
                .hasMessageContaining("expected: well-formed YAML");
    }

    @Test
    void aKeyGivenTwiceIsRefused() {
        assertThatThrownBy(() -> Text.readYaml("a: 1\na: 2", "x.yaml"))
                .hasMessageContaining("line 2");
    }

    @Test
    void unitsAreReadAndWrittenExactly() {
        assertThat(Weight.parse("0.25%")).isEqualTo(new Weight(25));
        assertThat(Weight.parse("0.25%")).hasToString("0.25%");
        assertThat(Size.parse("10MB").bytes()).isEqualTo(10_000_000);
        assertThat(Size.parse("2Gi")).hasToString("2Gi");
        assertThat(DurationText.parse("1h30m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(DurationText.format(Duration.ofMillis(90_250))).isEqualTo("1m30s250ms");
        assertThat(Share.parse("0.05%").fraction()).isEqualTo(0.0005);
        for (var bad : List.of("5", "101%", "-1%", "0.001%", "x%")) {
            assertThatThrownBy(() -> Weight.parse(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (var bad : List.of("", "5", "5 minutes", "m", "-5s")) {
            assertThatThrownBy(() -> DurationText.parse(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void slugsMakeNamesOfVersions() {
        assertThat(Name.slug("shop-1.4.2+Build 7")).hasToString("shop-1-4-2-build-7");
        assertThatThrownBy(() -> new Name("Shop"))
                .hasMessageContaining("expected: 1 to 63 lower-case letters");
    }
}
