package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.capabilities.rollout.Forecast.Finding;
import penstock.capabilities.services.PlanSpec;
import penstock.judge.Metrics;
import penstock.judge.Sample;
import penstock.model.Decoder;
import penstock.model.Text;
import penstock.model.Violation;
import penstock.model.Weight;

/// What is told of a plan before it starts, and which plans are refused.
final class ForecastTest {
    static final Expectation UNKNOWN = Expectation.of(Optional.empty(), Sample.NONE);

    private static final String CANARY = "steps: [weight: 5%, hold: {until: not-worse, ";

    static PlanSpec plan(String yaml) {
        return Decoder.decode(
                PlanSpec.class, Text.readYaml("{" + yaml + "}", "plan").getFirst(), "", "plan");
    }

    static Forecast forecast(PlanSpec plan, Expectation expectation) {
        var subject = new Forecast.Subject("shop", Optional.empty(), "test");
        var effects = Effect.usual(new Terms(plan.judge()).policy().metrics());
        return Forecasting.of(subject, plan, expectation, effects);
    }

    private static Forecast at(double rate, String yaml) {
        return forecast(plan(yaml), UNKNOWN.withRate(rate));
    }

    private static List<String> texts(Forecast forecast) {
        return forecast.findings().stream().map(Finding::toString).toList();
    }

    @Test
    void eachStepIsToldWithItsWeightAndWhatEndsIt() {
        var forecast =
                at(
                        100,
                        "checks: {smoke: {http: /health}}, steps: [weight: 5%, hold: {until: not-worse, onUnknown: pause}, check: smoke, approve: {}, weight: 50%, hold: 10m, pause, weight: 100%]");

        assertThat(forecast.steps().stream().map(Forecast.Step::waitsFor))
                .containsExactly(
                        "enough ready instances, and the gateway",
                        "proof",
                        "the check, at most 10m",
                        "release-manager",
                        "enough ready instances, and the gateway",
                        "time",
                        "resume",
                        "enough ready instances, and the gateway");
        assertThat(forecast.steps().get(1).onUnknown().orElseThrow().name()).isEqualTo("PAUSE");
        assertThat(forecast.steps().get(5).onUnknown().orElseThrow().name()).isEqualTo("WAIT");
        assertThat(forecast.steps().get(5).weight()).isEqualTo(Weight.percent(50));
        assertThat(forecast.findings()).isEmpty();
        assertThat(forecast.traffic()).isEqualTo("100 requests/s, as given");
    }

    @Test
    void aProofTakesAsLongAsItsSlowestMetricAndTheMinimumAndTheWarmUpAllow() {
        var proof = at(100, CANARY + "}, weight: 100%]").steps().get(1);
        var patient = at(100, CANARY + "minimum: 20m}, weight: 100%]").steps().get(1);
        var quick =
                at(1e5, "judge: {minimumDwell: 1s, warmUp: 40s}, " + CANARY + "}]").steps().get(1);
        var errors =
                at(
                                1e5,
                                "judge: {compare: [errors], minimumDwell: 1s, warmUp: 40s}, "
                                        + CANARY
                                        + "}]")
                        .steps()
                        .get(1);

        assertThat(proof.typical().orElseThrow())
                .isBetween(Duration.ofSeconds(90), Duration.ofMinutes(4));
        assertThat(proof.slow().orElseThrow()).isGreaterThan(proof.typical().orElseThrow());
        assertThat(proof.proof().orElseThrow().candidateRequests().orElseThrow())
                .isBetween(300L, 600L);
        assertThat(patient.typical()).contains(Duration.ofMinutes(20));
        assertThat(quick.typical().orElseThrow())
                .isBetween(Duration.ofSeconds(40), Duration.ofSeconds(45));
        assertThat(errors.typical().orElseThrow()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void theTotalIsTheSumAndEvidenceOfAnEarlierHoldAtTheSameWeightCounts() {
        var two =
                at(
                        100,
                        "judge: {minimumDwell: 1s}, steps: [weight: 5%, hold: 10m, hold: {until: not-worse}, weight: 100%, hold: 1m]");

        assertThat(two.steps().get(2).slow()).contains(Duration.ZERO);
        assertThat(two.typical()).contains(Duration.ofMinutes(11));
    }

    @Test
    void aHoldThatMayEndEarlyIsToldAsTheShorterOfTimeAndProof() {
        var plan =
                "judge: {minimumDwell: 10s}, steps: [weight: 25%, hold: {time: 1h, onProven: next}]";

        assertThat(at(1_000, plan).steps().get(1).typical().orElseThrow())
                .isLessThan(Duration.ofMinutes(3));
        assertThat(at(1, plan).steps().get(1).typical()).contains(Duration.ofHours(1));
    }

    @Test
    void largerFaultsAreFoundSoonerAndTheSmallestFitsIntoTheStep() {
        var metrics = new Terms(plan("steps: [weight: 5%]").judge()).policy().metrics();
        var texts = Map.of("errors", "1%", "latency-p99", "x10");
        var effects = new ArrayList<>(Effect.parse(texts, metrics, new ArrayList<>()));
        effects.addAll(Effect.usual(metrics));
        var subject = new Forecast.Subject("shop", Optional.empty(), "test");
        var plan = plan("steps: [weight: 5%, hold: 10m, weight: 100%]");

        var faults =
                Forecasting.of(subject, plan, UNKNOWN.withRate(100), effects)
                        .steps()
                        .get(1)
                        .faults();

        assertThat(faults.stream().map(Forecast.Fault::effect).limit(3))
                .containsExactly("errors +1%", "latency-p99 x10", "errors +5%");
        assertThat(faults.get(2).typical().orElseThrow())
                .isLessThan(faults.getFirst().typical().orElseThrow());
        assertThat(faults.getFirst().failingRequests().orElseThrow()).isBetween(4L, 12L);
        var smallest = faults.getLast();
        assertThat(smallest.isSmallest()).isTrue();
        assertThat(smallest.effect()).matches("errors \\+0\\.\\d+%");
        assertThat(smallest.slow().orElseThrow())
                .isBetween(Duration.ofMinutes(8), Duration.ofMinutes(10));
    }

    @Test
    void withoutKnownTrafficOnlyRequestsAreToldAndOnlyContradictionsAreRefused() {
        var forecast = forecast(plan(CANARY + "atMost: 2m, onUnknown: rollback}]"), UNKNOWN);

        assertThat(forecast.traffic()).startsWith("not known yet");
        assertThat(forecast.steps().get(1).typical()).isEmpty();
        assertThat(forecast.typical()).isEmpty();
        assertThat(forecast.steps().get(1).proof().orElseThrow().candidateRequests())
                .hasValueSatisfying(requests -> assertThat(requests).isBetween(300L, 600L));
        assertThat(forecast.findings()).isEmpty();
        assertThat(
                        forecast(plan(CANARY + "atMost: 1m, onUnknown: rollback}]"), UNKNOWN)
                                .isRefused())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12 | true | steps: [weight: 5%, hold: {until: not-worse, atMost: 2m, onUnknown: rollback}] | steps[1].hold.atMost: 2m, in which no candidate is shown to be not worse (expected: at least ",
                "12 | false | steps: [weight: 5%, hold: {until: not-worse, atMost: 2m, onUnknown: pause}] | steps[1].hold.atMost: 2m, in which no candidate is",
                "60 | false | steps: [weight: 5%, hold: {until: not-worse, atMost: 2m, onUnknown: rollback}] | steps[1].hold.atMost: 2m, in which most good candidates are not shown",
                "100 | false | steps: [weight: 5%, hold: {until: not-worse, atMost: 3m, onUnknown: rollback}] | in which one good candidate in ten or more is not shown",
                "100 | true | steps: [weight: 5%, hold: {until: not-worse, atMost: 1m, onUnknown: rollback}] | steps[1].hold.atMost: 1m (expected: more than judge.minimumDwell, 1m30s",
                "100 | false | steps: [weight: 5%, hold: {until: not-worse, atMost: 1m}] | steps[1].hold.atMost: 1m (expected: more than judge.minimumDwell",
                "1 | true | steps: [weight: 5%, hold: {until: not-worse}] | steps[1].hold: not-worse is never shown at 1 request/s: latency-p99 needs at least 3.5 requests/s (expected: judge.compare: [errors]",
                "1 | false | steps: [weight: 5%, hold: {until: not-worse, atMost: 1h, onUnknown: pause}] | not-worse is never shown at 1 request/s",
                "0.1 | false | judge: {compare: [errors]}, steps: [weight: 5%, hold: {until: not-worse}] | steps[1].hold: takes about 1d2h at 0.1 requests/s (expected: patience, or --profile blue-green",
                "0.1 | false | steps: [weight: 1%, hold: 5m, weight: 50%, hold: 5m] | steps[1].hold: 5m, in which the candidate has hardly a request at 0.1 requests/s",
                "0.001 | true | steps: [weight: 1%, hold: {time: 5m, onUnknown: rollback}, weight: 50%, hold: 2h] | steps[1].hold: 5m, in which",
                "0.1 | true | steps: [weight: 1%, hold: 5m, weight: 5%, hold: 5m] | steps: no hold notices even a candidate that fails every request",
                "100 | true | limits: {rollout: 10m}, steps: [weight: 5%, hold: 8m, weight: 50%, hold: 5m] | limits.rollout: 10m, in which no candidate goes through the steps (expected: at least 13m",
                "100 | false | limits: {rollout: 3m}, steps: [weight: 5%, hold: {until: not-worse}] | limits.rollout: 3m, in which one good candidate in ten or more",
                "100 | true | steps: [hold: {until: not-worse}, weight: 5%] | steps[0].hold: until not-worse with weight 0% (expected: after a weight",
                "100 | true | judge: {enabled: false}, steps: [weight: 5%, hold: {until: not-worse}] | until not-worse with judge.enabled: false",
                "100 | false | judge: {margins: {errors: 0.01%}}, steps: [weight: 5%, hold: 5m] | judge.margins: errors +0.01% at weight 5% (expected: more than the tolerance, +0.05%",
                "100 | false | judge: {margins: {p50: 1.2}}, steps: [weight: 5%, hold: 5m] | judge.margins: latency-p50 x1.2 at weight 5% (expected: more than the tolerance, x3",
            })
    void aPlanThatCannotSucceedIsRefusedAndOneThatMayNotIsToldSo(
            double rate, boolean isRefused, String yaml, String message) {
        var forecast = at(rate, yaml);

        assertThat(forecast.isRefused()).as(texts(forecast).toString()).isEqualTo(isRefused);
        assertThat(texts(forecast)).anyMatch(text -> text.contains(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12 | judge: {compare: [errors], margins: {errors: 1%}} | 5% | 3m | judge.margins.errors: 10%",
                "12 | judge: {compare: [errors], margins: {errors: 1%}} | 5% | 10m | weight: 25%",
            })
    void theAdviceHelps(double rate, String judge, String weight, String atMost, String advice) {
        var yaml =
                "%s, steps: [weight: %s, hold: {until: not-worse, atMost: %s, onUnknown: rollback}]";
        var text = texts(at(rate, yaml.formatted(judge, weight, atMost))).getFirst();
        var least = text.replaceAll(".*at least (\\S+) at .*", "$1");
        assertThat(text).contains("or " + advice);

        var waiting = at(rate, yaml.formatted(judge, weight, least));
        var wider =
                at(
                        rate,
                        yaml.formatted(
                                "judge: {compare: [errors], margins: {errors: 10%}}",
                                weight, atMost));
        var heavier = at(rate, yaml.formatted(judge, "25%", atMost));

        assertThat(waiting.findings()).isEmpty();
        assertThat(advice.startsWith("weight") ? heavier.findings() : wider.findings()).isEmpty();
    }

    @Test
    void aServiceWithoutARouteOrWithoutTrafficIsToldThatItWouldWaitForEver() {
        var plan = plan(CANARY + "}]");
        var silent = new RecentTraffic.Measured(RecentTraffic.MINUTES, 0);
        var young = new RecentTraffic.Measured(RecentTraffic.MINUTES - 1, 0);

        var unrouted = forecast(plan, Expectation.unrouted());
        var quiet = forecast(plan, Expectation.of(Optional.of(silent), Sample.NONE));
        var limited =
                forecast(
                        plan("limits: {rollout: 1h}, judge: {compare: [errors]}, " + CANARY + "}]"),
                        Expectation.of(Optional.of(silent), Sample.NONE));
        var early =
                forecast(
                        plan("judge: {compare: [errors]}, " + CANARY + "}]"),
                        Expectation.of(Optional.of(young), Sample.NONE));

        assertThat(unrouted.isRefused()).isTrue();
        assertThat(texts(unrouted).getFirst())
                .contains("the service has no route")
                .contains("waits for ever");
        assertThat(quiet.isRefused()).isTrue();
        assertThat(texts(quiet).getFirst()).contains("no request in the last 5 minutes");
        assertThat(limited.isRefused()).isFalse();
        assertThat(early.isRefused()).isFalse();
    }

    @Test
    void whatWasMeasuredForAShortTimeRefusesNothing() {
        var plan = plan(CANARY + "}]");

        assertThat(
                        forecast(
                                        plan,
                                        Expectation.of(
                                                Optional.of(new RecentTraffic.Measured(2, 60)),
                                                Sample.NONE))
                                .isRefused())
                .isFalse();
        assertThat(
                        forecast(
                                        plan,
                                        Expectation.of(
                                                Optional.of(new RecentTraffic.Measured(3, 90)),
                                                Sample.NONE))
                                .isRefused())
                .as("half a request a second")
                .isTrue();
        assertThat(
                        forecast(
                                        plan,
                                        Expectation.of(
                                                Optional.of(new RecentTraffic.Measured(3, 450)),
                                                Sample.NONE))
                                .isRefused())
                .as("2.5 requests a second, which may become 4")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"100, ''", "10, ''", "1, canary", "0.1, canary"})
    void theBuiltInProfilesAreSensibleAtEveryTraffic(double rate, String refused) {
        Profiles.BUILT_IN.forEach(
                (name, profile) -> {
                    var forecast = forecast(Profiles.expand(profile, 4), UNKNOWN.withRate(rate));

                    assertThat(forecast.isRefused()).as(name).isEqualTo(name.equals(refused));
                    assertThat(rate >= 10 ? texts(forecast) : List.of()).as(name).isEmpty();
                    if (forecast.isRefused()) {
                        assertThat(texts(forecast))
                                .as(name)
                                .allMatch(text -> text.contains("--profile blue-green"));
                    }
                });
    }

    @Test
    void theSameQuestionHasTheSameAnswer() {
        var plan = Profiles.BUILT_IN.get("canary");

        assertThat(forecast(java.util.Objects.requireNonNull(plan), UNKNOWN.withRate(33)))
                .isEqualTo(forecast(plan, UNKNOWN.withRate(33)));
    }

    @Test
    void everyEffectThatCannotBeReadIsTold() {
        var wrong = new ArrayList<Violation>();

        Effect.parse(
                Map.of("error", "1%", "errors", "much", "latency-p50", "x0.5", "latency-p90", "0"),
                Metrics.STANDARD,
                wrong);

        assertThat(wrong.stream().map(Violation::toString))
                .containsExactly(
                        "effects.error: not compared (expected: one of errors, latency-p50, latency-p90, latency-p99) (did you mean \"errors\"?)",
                        "effects.errors: \"much\" (expected: an amount such as 1% or 0.02, or a factor such as x1.5)",
                        "effects.latency-p50: \"x0.5\" (expected: worse than stable, lower being better)",
                        "effects.latency-p90: \"0\" (expected: worse than stable, lower being better)");
    }

    @Test
    void ratesHaveUnits() {
        assertThat(RequestRate.parse("20/s").perSecond()).isEqualTo(20);
        assertThat(RequestRate.parse("90/min").perSecond()).isEqualTo(1.5);
        assertThat(RequestRate.parse("0.5").toString()).isEqualTo("0.5/s");
        assertThatThrownBy(() -> RequestRate.parse("20/day"))
                .hasMessage("\"20/day\" (expected: a rate such as 20/s, 90/min or 500/h)");
        assertThatThrownBy(() -> RequestRate.parse("0/s")).hasMessageContaining("more than 0");
    }
}
