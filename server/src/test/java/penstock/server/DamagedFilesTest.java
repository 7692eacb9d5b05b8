package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.ProblemException;
import penstock.server.config.SettingsReader;
import penstock.testkit.Damage;

/// The small files of a data directory, damaged in every way: the server starts as if nothing was, or says which file it
/// is and what to do. Those of the store have a test of their own.
final class DamagedFilesTest {
    private static final String KIND = "/api/v1/environments";

    @TempDir Path folder;

    private Server start(Path data) {
        var flags =
                List.of(
                        "--data",
                        data.toString(),
                        "--listen",
                        "127.0.0.1:0",
                        "--gateway-run",
                        "false");
        return Server.start(SettingsReader.read(Optional.empty(), Map.of(), flags));
    }

    private Path prepared() throws IOException {
        var data = folder.resolve("data");
        start(data).close();
        Files.writeString(data.resolve("run/server.json"), "{\"pid\": 1, \"url\": \"http://a\"}");
        Files.writeString(data.resolve("run/gateway.json"), "{\"pid\":1,\"port\":1}");
        Files.writeString(data.resolve("run/guardian.json"), "{\"pid\":1,\"port\":1}");
        Files.writeString(data.resolve("run/guardian.sh"), "exit 0\n");
        Files.writeString(data.resolve("run/guardian.command"), "java\n-version\n");
        Files.writeString(data.resolve("run/gateway.command"), "java\n-version\n");
        Files.writeString(data.resolve("run/gateway.control"), "http://127.0.0.1:1");
        return data;
    }

    private Path copy(Path from, String name) throws IOException {
        var to = folder.resolve(name);
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    @Test
    void whatOnlyTellsWhoRunsIsWrittenAnew() throws Exception {
        var whole = prepared();
        var files =
                List.of(
                        "run/server.lock",
                        "run/server.pid",
                        "run/server.json",
                        "run/gateway.json",
                        "run/guardian.json",
                        "run/guardian.sh",
                        "run/guardian.command",
                        "run/gateway.command",
                        "run/gateway.control");
        for (var file : files) {
            for (var damage : Damage.values()) {
                var data = copy(whole, file.replace('/', '-') + damage);
                damage.to(data.resolve(file));

                try (var server = start(data)) {
                    assertThat(answer(server, data)).as(file + " " + damage).isEqualTo(200);
                }
            }
        }
    }

    private static int answer(Server server, Path data) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var token = Files.readString(data.resolve("keys/admin.token")).strip();
            var request =
                    HttpRequest.newBuilder(URI.create(server.url() + KIND))
                            .header("Authorization", "Bearer " + token)
                            .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void aDamagedTokenIsRefusedWithItsFileAndTheRemedy() throws Exception {
        var whole = prepared();
        for (var file : List.of("keys/admin.token", "run/gateway.token")) {
            for (var damage : Damage.values()) {
                var data = copy(whole, file.replace('/', '-') + damage);
                damage.to(data.resolve(file));

                assertThat(problem(data))
                        .as(file + " " + damage)
                        .startsWith(data.resolve(file) + " holds ")
                        .endsWith("Delete the file to get a new one.");

                Files.delete(data.resolve(file));
                start(data).close();
            }
        }
    }

    private String problem(Path data) {
        try (var _ = start(data)) {
            return "it started";
        } catch (ProblemException e) {
            return e.problem().message();
        }
    }
}
