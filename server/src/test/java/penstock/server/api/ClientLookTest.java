package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.server.prometheus.About;
import penstock.server.prometheus.Activity;
import penstock.server.prometheus.PrometheusApi;

/// While an answer takes its time the server looks whether its client is still there. What the client sends meanwhile is not lost.
final class ClientLookTest {
    private static final String QUERY = "/prometheus/api/v1/query?query=";

    /// Time for a few looks. What is expected holds whether they happen within it or not.
    private static final long SOME_LOOKS_MILLIS = 200;

    private final TimeSeriesStore store;
    private final TestApi api;
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore mayAnswer = new Semaphore(0);

    ClientLookTest(@TempDir Path folder) {
        store =
                TimeSeriesStore.open(
                        folder.resolve("metrics"), StoreSettings.DEFAULTS, () -> Instant.EPOCH);
        api =
                TestApi.start(
                        folder,
                        new PrometheusApi(
                                this::storeOnceItMayAnswer,
                                Activity.NONE,
                                new Engine(EngineOptions.DEFAULT),
                                new About("", Instant.EPOCH, Path.of("/"), "", Map.of(), List.of()),
                                () -> Instant.EPOCH));
    }

    private Optional<TimeSeriesStore> storeOnceItMayAnswer() {
        entered.release();
        mayAnswer.acquireUninterruptibly();
        return Optional.of(store);
    }

    @AfterEach
    void close() {
        api.close();
        store.close();
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String line, String... fields) throws IOException {
        var head =
                line
                        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + TestApi.TOKEN
                        + "\r\n"
                        + String.join("\r\n", fields)
                        + (fields.length > 0 ? "\r\n\r\n" : "\r\n");
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aRequestSentAheadOfTheAnswerIsAnsweredAfterIt() throws Exception {
        try (var socket = connect()) {
            send(socket, "GET " + QUERY + "41");
            assertThat(entered.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            send(socket, "GET " + QUERY + "42", "Connection: close");
            entered.tryAcquire(SOME_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
            mayAnswer.release(2);

            String[] both = rest(socket).split("HTTP/1.1 ", -1);

            assertThat(both).hasSize(3);
            assertThat(both[1]).startsWith("200 OK").contains("\"41\"");
            assertThat(both[2]).startsWith("200 OK").contains("\"42\"");
        }
    }

    @Test
    void aBodyThatNobodyAskedForIsNotTakenForAnythingElse() throws Exception {
        try (var socket = connect()) {
            send(socket, "POST " + QUERY + "41", "Content-Type: text/plain", "Content-Length: 8");
            entered.tryAcquire(SOME_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
            socket.getOutputStream().write("query=42".getBytes(StandardCharsets.UTF_8));
            entered.tryAcquire(SOME_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
            send(socket, "GET " + QUERY + "43", "Connection: close");
            mayAnswer.release(2);

            String[] both = rest(socket).split("HTTP/1.1 ", -1);

            assertThat(both).hasSize(3);
            assertThat(both[1]).startsWith("200 OK").contains("\"41\"");
            assertThat(both[2]).startsWith("200 OK").contains("\"43\"");
        }
    }

    @Test
    void aRequestSentBehindAWatchEndsItAndIsAnswered() throws Exception {
        try (var socket = connect()) {
            send(socket, "GET /api/v1/environments/production/gadgets?watch=0");
            var seen = new StringBuilder();
            while (seen.indexOf(": watching") < 0) {
                seen.append((char) socket.getInputStream().read());
            }
            send(socket, "GET " + QUERY + "42", "Connection: close");
            mayAnswer.release();

            assertThat(rest(socket)).contains("HTTP/1.1 200 OK", "\"42\"");
        }
    }
}
