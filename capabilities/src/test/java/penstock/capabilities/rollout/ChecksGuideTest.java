package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import penstock.capabilities.checks.AskedSource;
import penstock.capabilities.checks.CheckRunner;
import penstock.capabilities.checks.Gauge;
import penstock.capabilities.services.AnalysisSpec;
import penstock.capabilities.services.CheckSpec;
import penstock.capabilities.services.PlanChoice;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.source.EmbeddedSource;
import penstock.model.Decoder;
import penstock.model.Node;
import penstock.model.Text;

/// The examples of the guide about checks, and the checks of the built-in profiles, are such as are taken.
final class ChecksGuideTest {
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private final Engine engine = new Engine(EngineOptions.DEFAULT);
    private final CheckRunner runner =
            new CheckRunner(
                    new Gauge(
                            () ->
                                    java.util.Optional.of(
                                            new AskedSource(
                                                    new EmbeddedSource(
                                                            java.util.Optional::empty, engine),
                                                    this::fault)),
                            java.time.InstantSource.system()));

    private java.util.Optional<String> fault(String query) {
        try {
            var _ = engine.parse(query);
            return java.util.Optional.empty();
        } catch (QueryProblem e) {
            return java.util.Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static String guide() throws IOException {
        var at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("mvnw"))) {
            at = java.util.Objects.requireNonNull(at.getParent());
        }
        return Files.readString(at.resolve("docs/guides/checks.md"));
    }

    private Map<String, CheckSpec> checks(Node block) {
        var checks = new TreeMap<String, CheckSpec>();
        if (block.at("rollout").isPresent()) {
            var choice =
                    Decoder.decode(
                            PlanChoice.class, block.at("rollout").orElseThrow(), "", "rollout");
            var base = java.util.Objects.requireNonNull(Profiles.BUILT_IN.get(choice.profile()));
            checks.putAll(choice.onto(base).checks());
        } else if (block.at("analysis").isPresent()) {
            for (var each : block.at("analysis").orElseThrow().asList()) {
                Decoder.decode(AnalysisSpec.class, each, "", "analysis");
            }
        } else if (block.at("checks").orElseThrow() instanceof Node.Mapping map) {
            map.entries()
                    .forEach(
                            (name, check) ->
                                    checks.put(
                                            name,
                                            Decoder.decode(CheckSpec.class, check, "", name)));
        }
        return checks;
    }

    @Test
    void theExamplesOfTheGuideAreTaken() throws IOException {
        var seen = new TreeMap<String, CheckSpec>();
        var blocks = YAML.matcher(guide());
        while (blocks.find()) {
            seen.putAll(checks(Text.readYaml(blocks.group(1), "checks.md").getFirst()));
        }

        assertThat(seen).containsKeys("smoke", "success-rate", "compare", "cpu-usage");
        assertThat(seen).allSatisfy((_, check) -> assertThat(runner.faults(check)).isEmpty());
    }

    @Test
    void theQueriesOfTheProfilesCanBeRead() {
        for (var plan : Profiles.BUILT_IN.values()) {
            plan.checks().forEach((_, check) -> assertThat(runner.faults(check)).isEmpty());
        }
    }

    @Test
    void aQueryThatIsNoneIsFoundBeforeItIsAsked() {
        var wrong =
                Decoder.decode(
                        CheckSpec.class,
                        Text.readYaml("promql: { query: 'sum(up', min: 1 }", "").getFirst(),
                        "",
                        "");

        assertThat(runner.faults(wrong)).singleElement().asString().startsWith("sum(up: ");
    }
}
