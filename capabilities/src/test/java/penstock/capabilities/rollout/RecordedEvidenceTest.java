package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;
import penstock.model.ProblemException;

/// Logs that were recorded once still lead to what is recorded in them. When this fails because the judge's arithmetic was changed on
/// purpose: raise [InForce#VERSION], and record them anew with
/// `./mvnw -pl capabilities -am test -Dtest=RecordedEvidenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dpenstock.regenerate`.
final class RecordedEvidenceTest {
    private static final List<String> LOGS = List.of("promoted", "worse");

    @TempDir private Path folder;

    private final Evidences evidences = new Evidences(Path.of("nowhere"));

    private static Path resource(String name) {
        var at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("mvnw"))) {
            at = Optional.ofNullable(at.getParent()).orElseThrow();
        }
        return at.resolve(
                "capabilities/src/test/resources/penstock/capabilities/rollout/" + name + ".log");
    }

    private byte[] log(String name) throws IOException {
        if (System.getProperty("penstock.regenerate") != null) {
            Files.createDirectories(resource(name).getParent());
            Files.write(resource(name), recorded(name));
        }
        return Files.readAllBytes(resource(name));
    }

    private byte[] recorded(String name) throws IOException {
        var trial = new Trial(folder.resolve(name), Trial.CANARY, 11).withPast().perSecond(160);
        if (name.equals("worse")) {
            trial.run(Duration.ofSeconds(15)).candidate(0.1, 0.02);
        }
        try (var text = trial.run(Duration.ofMinutes(5)).file().text()) {
            return text.readAllBytes();
        }
    }

    private static byte[] packed(byte[] text) throws IOException {
        var packed = new ByteArrayOutputStream();
        // Two members, as a log has that was packed twice.
        int half = text.length / 2;
        try (var out = new GZIPOutputStream(packed)) {
            out.write(text, 0, half);
        }
        try (var out = new GZIPOutputStream(packed)) {
            out.write(text, half, text.length - half);
        }
        return packed.toByteArray();
    }

    private Node replayed(byte[] log, String... set) {
        return evidences.replay(() -> new ByteArrayInputStream(log), List.of(set));
    }

    @Test
    void theyLeadToWhatIsRecordedInThemPlainAndPacked() throws IOException {
        for (var name : LOGS) {
            var log = log(name);

            var replayed = replayed(log);

            assertThat(replayed.at("differences")).as(name).isEmpty();
            assertThat(replayed.textAt("isSame")).as(name).isEqualTo("true");
            assertThat(Long.parseLong(replayed.textAt("verdicts"))).isGreaterThan(3);
            assertThat(Long.parseLong(replayed.textAt("decisions"))).isGreaterThan(2);
            assertThat(replayed(packed(log)).plain()).isEqualTo(replayed.plain());
        }
    }

    @Test
    void aLogOfElsewhereIsExplainedByItselfAlone() throws IOException {
        var log = log("worse");

        var explanation = evidences.explanation(() -> new ByteArrayInputStream(log), true);

        assertThat(explanation.textAt("rollout")).isEqualTo("shop-2");
        assertThat(explanation.textAt("answer"))
                .contains("1.1.0 was rolled back", "worse than 1.0.0. errors");
        assertThat(explanation.at("decisions").orElseThrow().asList()).hasSizeGreaterThan(4);
        assertThat(explanation.at("curve")).isPresent();
        assertThat(replayed(log, "tolerances.errors=30%").textAt("whatIf", "effect"))
                .isEqualTo("not-known");
    }

    @Test
    void whatIsNoLogIsRefusedWithWhatIsMissing() throws IOException {
        var log = new String(log("worse"), StandardCharsets.UTF_8);
        var garbage =
                List.of(
                        "",
                        "\n",
                        "GET / HTTP/1.1\r\n\r\n",
                        "\u001f\u008b\u0000",
                        "rollout {\"service\": 7}\n",
                        "rollout [\n",
                        log.replaceFirst("(?m)^rollout .*\\n", ""));

        for (var text : garbage) {
            var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> replayed(bytes))
                    .as(text.lines().findFirst().orElse(""))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith("log");
        }
    }

    /// The same over and over.
    private static final class Endless extends InputStream {
        private final byte[] bytes;
        private int at = -1;

        Endless(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            at = (at + 1) % bytes.length;
            return bytes[at] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            for (int i = 0; i < length; i++) {
                to[offset + i] = (byte) read();
            }
            return length;
        }
    }

    @Test
    void aLogWithoutEndIsGivenUp() throws IOException {
        var log = log("worse");
        var nanos = new AtomicLong();
        var patient =
                new Evidences(
                        Path.of("nowhere"),
                        new Patience(Duration.ofSeconds(9), () -> nanos.addAndGet(1_000_000_000)));
        Evidences.Copy endless = () -> new Endless(log);

        assertThatThrownBy(() -> patient.replay(endless, List.of()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("takes more than 9 s");
    }

    /// A hostile log can at most be told as damaged, or as taking too long.
    @Test
    void hostileFiguresAreDamageAndNoFailure() throws IOException {
        var log = new String(log("worse"), StandardCharsets.UTF_8);
        var hostile =
                List.of(
                        "tick 1 g 1 -1,0,0,0, 0,0,0,0,",
                        "tick 1 g 1 5,0,9,0, 0,0,0,0,",
                        "tick 9223372036854775807 g 1 9223372036854775807,0,0,0, 9223372036854775807,0,0,0,",
                        "tick 1 g 1 1,0,0,0,999999999:1 0,0,0,0,",
                        "tick 1 g 1 1,0,0,0,1:-5 0,0,0,0,",
                        "stage 999999999 20000",
                        "stage -5 10",
                        "stage 3 9000 {\"errors\":{\"tolerance\":[1,0.1],\"margin\":[1,0.1]}}",
                        "judge {\"alpha\":7}",
                        "judge {}",
                        "verdict x",
                        "decision {\"basis\":{\"tick\":\"soon\"}}",
                        "decision {\"basis\":{\"tick\":-9,\"verdict\":\"worse\",\"evidence\":1}}");

        for (var line : hostile) {
            for (int times = 1; times <= 3; times++) {
                var text =
                        log.replaceFirst(
                                "(?m)^decision ", (line + "\n").repeat(times) + "decision ");
                var explanation =
                        evidences.explanation(
                                () ->
                                        new ByteArrayInputStream(
                                                text.getBytes(StandardCharsets.UTF_8)),
                                true);
                assertThat(explanation.textAt("answer")).as(line).startsWith("shop-2");
            }
        }
    }
}
