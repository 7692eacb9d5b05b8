package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `penstock status` and `penstock doctor` say of targets that are down.
final class TargetsDownTest {
    private static final String TARGETS = "GET /prometheus/api/v1/targets?state=active";

    private final Path folder;
    private final FakeServer server;

    TargetsDownTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = new FakeServer(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void targets(String... healths) {
        var targets = new StringBuilder();
        for (int i = 0; i < healths.length; i++) {
            targets.append(i == 0 ? "" : ",")
                    .append("{\"health\":\"")
                    .append(healths[i])
                    .append("\",\"labels\":{\"instance\":\"h:")
                    .append(i)
                    .append("\"},\"lastError\":\"no luck\"}");
        }
        server.answer(
                TARGETS,
                200,
                "{\"status\":\"success\",\"data\":{\"activeTargets\":[" + targets + "]}}");
    }

    @Test
    void theyAreCountedWithOneOfThem() {
        targets("up", "down", "unknown", "down");

        var sentence = "Scraping: 2 of 4 targets are down, such as h:1: no luck.";
        assertThat(Ran.command(folder, "status").out()).contains("server    " + sentence);
        assertThat(Ran.command(folder, "doctor").out())
                .contains("note  " + sentence + " — `penstock query 'up == 0'` lists them all");
    }

    @Test
    void nothingIsSaidWhenNoneIsDownOrNobodyKnows() {
        targets("up", "unknown");
        assertThat(Ran.command(folder, "status").out()).doesNotContain("Scraping");

        server.answer(TARGETS, 503, "{\"status\":\"error\",\"errorType\":\"unavailable\"}");
        assertThat(Ran.command(folder, "status").exit()).isZero();
        assertThat(Ran.command(folder, "doctor").out()).doesNotContain("Scraping");
    }
}
