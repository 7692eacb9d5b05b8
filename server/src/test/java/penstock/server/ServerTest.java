package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.ProblemException;
import penstock.model.Text;
import penstock.server.config.Settings;
import penstock.server.config.SettingsReader;

final class ServerTest {
    @TempDir Path folder;

    private Settings settings(Path data, String... flags) {
        var all = new java.util.ArrayList<>(List.of("--data", data.toString()));
        all.addAll(List.of("--listen", "127.0.0.1:0", "--gateway-run", "false"));
        all.addAll(List.of(flags));
        return SettingsReader.read(Optional.empty(), Map.of(), all);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static int status(String url, String token) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(URI.create(url + "/api/v1/kinds"))
                            .header("Authorization", "Bearer " + token)
                            .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void theFirstStartMakesThePrivateDirectoryAndTokens() throws Exception {
        try (var server = Server.start(settings(data()))) {
            var token = Files.readString(data().resolve("keys/admin.token")).strip();

            assertThat(permissions(data())).isEqualTo("rwx------");
            for (var child : List.of("artefacts", "metrics", "rules", "logs", "run", "keys")) {
                assertThat(permissions(data().resolve(child))).isEqualTo("rwx------");
            }
            assertThat(permissions(data().resolve("keys/admin.token"))).isEqualTo("rw-------");
            assertThat(permissions(data().resolve("run/gateway.token"))).isEqualTo("rw-------");
            assertThat(token).hasSizeGreaterThanOrEqualTo(43);
            assertThat(status(server.url(), token)).isEqualTo(200);
        }
    }

    @Test
    void aServerIsStoppedTwiceWithoutHarm() {
        var server = Server.start(settings(data()));
        server.close();

        assertThatNoException().isThrownBy(server::close);
    }

    @Test
    void tokensSurviveARestartAndTheRunFileDoesNotSurviveAStop() throws Exception {
        var runFile = data().resolve("run/server.json");
        String admin;
        String gateway;
        try (var server = Server.start(settings(data()))) {
            admin = Files.readString(data().resolve("keys/admin.token"));
            gateway = Files.readString(data().resolve("run/gateway.token"));
            var run = Text.readJson(Files.readString(runFile));

            assertThat(run.textAt("url")).isEqualTo(server.url());
            assertThat(run.textAt("pid")).isEqualTo("" + ProcessHandle.current().pid());
            assertThat(run.textAt("startTime"))
                    .isEqualTo(
                            ProcessHandle.current().info().startInstant().orElseThrow().toString());
        }

        assertThat(runFile).doesNotExist();
        try (var _ = Server.start(settings(data()))) {
            assertThat(data().resolve("keys/admin.token")).hasContent(admin.strip());
            assertThat(data().resolve("run/gateway.token")).hasContent(gateway.strip());
        }
    }

    @Test
    void whatAKilledServerLeftBehindIsForgottenBeforeTheNextOneIsReady() throws IOException {
        Server.start(settings(data())).close();
        var runFile = data().resolve("run/server.json");
        Files.writeString(runFile, "{\"pid\": 1, \"url\": \"http://127.0.0.1:1\"}");

        DataDirectory.open(data()).close();

        assertThat(runFile).doesNotExist();
    }

    @Test
    void aSecondServerOnTheSameDirectoryIsRefusedByProcessAndDirectory() {
        try (var _ = Server.start(settings(data()))) {
            assertThatThrownBy(() -> Server.start(settings(data())))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage(
                            "data: "
                                    + data()
                                    + " is in use by another server (process "
                                    + ProcessHandle.current().pid()
                                    + "). Stop it with \"penstock down\", or choose another"
                                    + " directory with --data.");
        }

        Server.start(settings(data())).close();
    }

    @Test
    void aSecondServerInAnotherProcessIsRefusedToo() throws Exception {
        try (var _ = Server.start(settings(data()))) {
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var process =
                    new ProcessBuilder(
                                    java,
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "penstock.server.Main",
                                    "--data",
                                    data().toString(),
                                    "--listen",
                                    "127.0.0.1:0")
                            .redirectErrorStream(true)
                            .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(said.lines().toList()).hasSize(1);
            assertThat(said)
                    .contains(
                            "is in use by another server (process "
                                    + ProcessHandle.current().pid());
        }
    }

    @Test
    void aDirectoryBelowAFileIsRefusedInOneSentence() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> Server.start(settings(file.resolve("data"))))
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "data: "
                                + file.resolve("data")
                                + " cannot be made: "
                                + file
                                + " is a file (expected: a directory). Choose another with"
                                + " --data.");
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> Server.start(settings(file)))
                .hasMessageContaining(file + " is a file (expected: a directory)");
    }

    @Test
    void fullAndForbiddenDisksAreExplained() {
        var path = folder.resolve("data");

        assertThat(DataDirectory.explain(path, new IOException("No space left on device")))
                .isEqualTo(
                        "data: "
                                + path
                                + " is on a full disk (expected: free space). Make room, then"
                                + " start again.");
        assertThat(
                        DataDirectory.explain(
                                path, new java.nio.file.AccessDeniedException(path.toString())))
                .contains("cannot be written by this user");
    }

    @Test
    void aDirectoryOfSomethingElseIsLeftAlone() throws IOException {
        var foreign = Files.createDirectory(folder.resolve("foreign"));
        Files.writeString(foreign.resolve("thesis.txt"), "x");
        var before = permissions(foreign);

        assertThatThrownBy(() -> Server.start(settings(foreign)))
                .hasMessageContaining("holds something else (\"thesis.txt\"");

        assertThat(permissions(foreign)).isEqualTo(before);
        try (var entries = Files.list(foreign)) {
            assertThat(entries).hasSize(1);
        }
    }

    @Test
    void aTakenPortIsToldAndTheDirectoryIsFreeAgain() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = "127.0.0.1:" + taken.getLocalPort();

            assertThatThrownBy(() -> Server.start(settings(data(), "--listen", address)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith("listen: " + address + " cannot be listened on");
        }

        Server.start(settings(data())).close();
    }

    @Test
    void aCutTokenIsRefusedWithTheRemedy() throws IOException {
        Server.start(settings(data())).close();
        var token = data().resolve("keys/admin.token");
        Files.writeString(token, "short\n");

        assertThatThrownBy(() -> Server.start(settings(data())))
                .hasMessageContaining(token + " holds 5 characters (expected: a token of at least")
                .hasMessageContaining("Delete the file to get a new one.");
    }

    @Test
    void aTokenOpenToOthersIsClosed() throws IOException {
        Server.start(settings(data())).close();
        var token = data().resolve("keys/admin.token");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));

        Server.start(settings(data())).close();

        assertThat(permissions(token)).isEqualTo("rw-------");
    }

    private static final class Console {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final AtomicReference<Settings> started = new AtomicReference<>();

        int run(Map<String, String> variables, String... arguments) {
            var main =
                    new Main(
                            variables,
                            new PrintStream(out, true, StandardCharsets.UTF_8),
                            new PrintStream(err, true, StandardCharsets.UTF_8));
            return main.run(List.of(arguments), started::set);
        }
    }

    @Test
    void wrongFlagsEndWithTwoAndEveryMistake() {
        var console = new Console();

        int code = console.run(Map.of(), "--dta", "x", "--listen", "nowhere");

        assertThat(code).isEqualTo(2);
        assertThat(console.err.toString(StandardCharsets.UTF_8).lines())
                .containsExactlyInAnyOrder(
                        "--dta: unknown flag (did you mean \"--data\"?)",
                        "--listen: \"nowhere\" (expected: an address and port such as"
                                + " 127.0.0.1:7070)");
        assertThat(console.started.get()).isNull();
    }

    @Test
    void theFileInTheDataDirectoryAppliesUnlessAnotherIsNamed() throws IOException {
        Files.createDirectory(data());
        Files.writeString(data().resolve("penstock.yaml"), "log: {level: debug}");
        var other = Files.writeString(folder.resolve("other.yaml"), "log: {level: warn}");
        var console = new Console();

        console.run(Map.of(), "--data", data().toString());
        var usual = console.started.get();
        console.run(Map.of("PENSTOCK_CONFIG", other.toString()), "--data", data().toString());
        var named = console.started.get();

        assertThat(usual.log().level()).isEqualTo(Settings.LogLevel.DEBUG);
        assertThat(named.log().level()).isEqualTo(Settings.LogLevel.WARN);
    }

    @Test
    void printsEffectiveSettingsHelpAndVersion() {
        var console = new Console();

        int settings = console.run(Map.of(), "--print-settings", "--api-heartbeat", "3s");
        int help = console.run(Map.of(), "--help");
        int version = console.run(Map.of(), "--version");

        assertThat(List.of(settings, help, version)).containsOnly(0);
        assertThat(console.out.toString(StandardCharsets.UTF_8))
                .contains("heartbeat: 3s")
                .contains("--listen-beyond-loopback")
                .contains("0.1.0");
        assertThat(console.started.get()).isNull();
    }

    @Test
    void partsStopInTheOppositeOrderEvenIfOneFails() {
        var stopped = new java.util.ArrayList<String>();
        var parts = new Parts();
        parts.add("first", () -> stopped.add("first"));
        parts.add(
                "second",
                () -> {
                    throw new IllegalStateException("second fails to stop, as the test wants");
                });
        parts.add("third", () -> stopped.add("third"));

        parts.close();
        parts.close();

        assertThat(stopped).containsExactly("third", "first");
    }
}
