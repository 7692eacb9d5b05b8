package penstock.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.model.Default;
import penstock.model.ProblemException;
import penstock.model.Size;

final class SettingsReaderTest {
    private static final Path CASES = Path.of("src/test/resources/penstock/server/config");

    record Nested(
            @Default("{}") Inner deep, @Default("s3cret") Secret password, List<String> names) {}

    record Inner(@Default("1") int howMany) {}

    private static Settings read(Map<String, String> variables, String... flags) {
        return SettingsReader.read(Optional.empty(), variables, List.of(flags));
    }

    @Test
    void startsWithoutAnythingGiven() {
        var settings = read(Map.of());

        assertThat(settings.data().path())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".penstock"));
        assertThat(settings.listen()).isEqualTo(new HostPort("127.0.0.1", 7070));
        assertThat(settings.api().manifestLimit()).isEqualTo(Size.parse("10Mi"));
        assertThat(settings.log().to()).isEqualTo(Settings.LogTarget.STANDARD_ERROR);
    }

    @Test
    void flagsWinOverVariablesAndVariablesOverTheFile() {
        var file = CASES.resolve("all.good.yaml");
        var variables = Map.of("PENSTOCK_API_HEARTBEAT", "7s", "PENSTOCK_API_IDLE_TIMEOUT", "40s");

        var settings =
                SettingsReader.read(Optional.of(file), variables, List.of("--api-heartbeat", "9s"));

        assertThat(settings.api().heartbeat()).isEqualTo(Duration.ofSeconds(9));
        assertThat(settings.api().idleTimeout()).isEqualTo(Duration.ofSeconds(40));
        assertThat(settings.api().maxStreams()).isEqualTo(55);
    }

    @Test
    void everySettingCanBeGivenInAllThreeWays() {
        for (var key : new Keys(Settings.class).all()) {
            var value = key.preset();

            read(Map.of(key.variable(), value));
            read(Map.of(), key.flag(), value);
            read(Map.of(), key.flag() + "=" + value);
        }
    }

    @Test
    void noTwoSettingsShareAVariableOrFlagAndAllAreExplained() {
        var keys = new Keys(Settings.class).all();

        assertThat(keys).extracting(Keys.Key::variable).doesNotHaveDuplicates();
        assertThat(keys).extracting(Keys.Key::flag).doesNotHaveDuplicates();
        assertThat(keys).allMatch(key -> !key.about().isEmpty());
        assertThat(SettingsReader.help()).contains("--api-manifest-limit", "PENSTOCK_LISTEN");
    }

    @Test
    void aSwitchNeedsNoValue() {
        var settings = read(Map.of(), "--listen-beyond-loopback", "--listen", "0.0.0.0:7070");

        assertThat(settings.listenBeyondLoopback()).isTrue();
    }

    @Test
    void mistakesOfAllSourcesAreToldTogether() {
        var variables = Map.of("PENSTOCK_LISTN", "x", "PENSTOCK_API_HEARTBEAT", "soon");

        assertThatThrownBy(
                        () ->
                                SettingsReader.read(
                                        Optional.of(CASES.resolve("unknown.bad.yaml")),
                                        variables,
                                        List.of("--lisen", "x", "--log-level", "loud", "--data")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(
                        "unknown.bad.yaml: unknown setting \"api.heart-beat\" (did you mean"
                                + " \"api.heartbeat\"?) [line 2]")
                .hasMessageContaining(
                        "PENSTOCK_LISTN: unknown setting (did you mean PENSTOCK_LISTEN?)")
                .hasMessageContaining("PENSTOCK_API_HEARTBEAT: \"soon\" (expected: a duration")
                .hasMessageContaining("--lisen: unknown flag (did you mean \"--listen\"?)")
                .hasMessageContaining(
                        "--log-level: \"loud\" (expected: one of error, warn, info, debug, trace)")
                .hasMessageContaining("--data: no value (expected: --data VALUE)");
    }

    @Test
    void variablesOfOtherProgramsAreLeftAlone() {
        var variables = new HashMap<String, String>();
        variables.put("PENSTOCK_TOKEN", "x");
        variables.put("PENSTOCK_ENVIRONMENT", "production");
        variables.put("HOME", "/root");

        assertThat(read(variables)).isEqualTo(read(Map.of()));
    }

    @Test
    void aChoiceWithPartsIsYamlOnOneLineOrInTheFile() {
        var expected =
                new QuerySource.Prometheus(
                        "http://a:9090",
                        Optional.of(new NamedFile(Path.of("/t"))),
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        Size.parse("16Mi"));
        var line = "{prometheus: {url: http://a:9090, bearer-file: /t}}";

        var flag = read(Map.of(), "--metrics-source", line);
        var variable = read(Map.of("PENSTOCK_METRICS_SOURCE", line));
        var file =
                SettingsReader.read(
                        Optional.of(CASES.resolve("source.good.yaml")), Map.of(), List.of());

        assertThat(flag.metrics().source()).isEqualTo(expected);
        assertThat(variable.metrics().source()).isEqualTo(expected);
        assertThat(file.metrics().source())
                .isInstanceOfSatisfying(
                        QuerySource.Prometheus.class,
                        found -> assertThat(found.basic()).isPresent());
        assertThat(SettingsReader.effective(flag)).contains("bearer-file: /t");
        assertThat(read(Map.of()).metrics().source()).isEqualTo(new QuerySource.Embedded());
    }

    static Stream<Path> good() throws IOException {
        return cases(".good.yaml");
    }

    static Stream<Path> bad() throws IOException {
        return cases(".bad.yaml");
    }

    private static Stream<Path> cases(String ending) throws IOException {
        try (var files = Files.list(CASES)) {
            return files
                    .filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("good")
    void goodFilesAreReadWithoutComplaint(Path file) {
        var settings = SettingsReader.read(Optional.of(file), Map.of(), List.of());

        assertThat(SettingsReader.effective(settings)).contains("listen:");
    }

    /// The expected message stands behind `# expected: ` in the first lines.
    @ParameterizedTest
    @MethodSource("bad")
    void badFilesAreRefusedWithTheirMessage(Path file) throws IOException {
        var expected =
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("# expected: "))
                        .map(line -> line.substring("# expected: ".length()))
                        .toList();

        var thrown =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> SettingsReader.read(Optional.of(file), Map.of(), List.of()));

        assertThat(thrown).as("refused: %s", file).isNotNull();
        assertThat(thrown.problem().message().lines())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aFileThatIsMissingIsTold() {
        assertThatThrownBy(
                        () ->
                                SettingsReader.read(
                                        Optional.of(Path.of("no.yaml")), Map.of(), List.of()))
                .hasMessage("--config: no.yaml (expected: a file that exists)");
    }

    @Test
    void effectiveSettingsReadBackTheSameAndHideSecrets() {
        var nested =
                SettingsReader.read(
                        Nested.class,
                        Optional.empty(),
                        Map.of("PENSTOCK_NAMES", "a,b"),
                        List.of("--password=open sesame", "--deep-how-many=3"));

        var shown = SettingsReader.effective(nested);

        assertThat(nested.password().value()).isEqualTo("open sesame");
        assertThat(nested.names()).containsExactly("a", "b");
        assertThat(shown).contains("how-many: 3").contains("•••").doesNotContain("sesame");
        assertThat(nested.toString()).doesNotContain("sesame");
    }
}
