package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.server.api.TestApi.Reply;

/// Evidence as a text, and evidence that was copied from elsewhere.
final class EvidenceRoutesTest {
    private static final String EXPLANATION = "/api/v1/evidence/explanation";
    private static final String REPLAY = "/api/v1/evidence/replay";

    @TempDir private Path folder;
    private TestApi api;

    @BeforeEach
    void start() {
        api = TestApi.start(folder);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static String log() throws IOException {
        var at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("mvnw"))) {
            at = Optional.ofNullable(at.getParent()).orElseThrow();
        }
        return Files.readString(
                at.resolve(
                        "capabilities/src/test/resources/penstock/capabilities/rollout/worse.log"));
    }

    private Reply send(String path, String body) {
        return api.send("POST", path, body, "Content-Type", "text/plain");
    }

    @Test
    void theEvidenceOfARolloutIsText() throws IOException {
        var place = folder.resolve("evidence/production/shop-2.log");
        Files.createDirectories(place.getParent());
        Files.writeString(place, log());

        var reply = api.get("/api/v1/environments/production/rollouts/shop-2/evidence");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("text/plain");
        assertThat(reply.text()).isEqualTo(log());
    }

    @Test
    void withoutEvidenceItSaysWhy() {
        var reply = api.get("/api/v1/environments/production/rollouts/shop-3/evidence");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.detail()).contains("shop-3", "never compared");
    }

    @Test
    void evidenceOfElsewhereIsExplained() throws IOException {
        var plain = send(EXPLANATION, log());
        var drawn = send(EXPLANATION + "?curve", log());

        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.json().textAt("answer")).contains("was rolled back", "errors");
        assertThat(plain.json().at("curve")).isEmpty();
        assertThat(drawn.json().at("curve", "worse")).isPresent();
    }

    @Test
    void evidenceOfElsewhereIsJudgedOnceMoreAlsoByAnotherPolicy() throws IOException {
        var same = send(REPLAY, log());
        var other = send(REPLAY + "?set=tolerances.errors=40%25&set=margins.errors=40%25", log());

        assertThat(same.json().textAt("isSame")).isEqualTo("true");
        assertThat(same.json().at("whatIf")).isEmpty();
        assertThat(other.json().textAt("whatIf", "effect")).isEqualTo("not-known");
    }

    @Test
    void mistakesAreToldAllAtOnce() throws IOException {
        var wrong = send(REPLAY + "?set=alpha&set=magins.errors=2%25", log());
        var late = send(REPLAY + "?set=alpha=x&set=margins.errors=x", log());

        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.detail()).contains("alpha", "magins.errors");
        assertThat(late.status()).isEqualTo(400);
        assertThat(late.detail()).contains("alpha", "margins.errors");
        assertThat(send(REPLAY, "no log\n").status()).isEqualTo(400);
        assertThat(send(REPLAY, "").detail()).contains("expected: a whole log");
        assertThat(send(EXPLANATION + "?curv", log()).detail()).contains("curve");
    }
}
