package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.accesslog.AccessLog;
import penstock.gateway.accesslog.AccessLogSettings;
import penstock.gateway.accesslog.AccessLogSettings.Choice;
import penstock.gateway.accesslog.AccessLogSettings.Field;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.Observing;
import penstock.gateway.routes.Split;

/// From what the gateway writes one can tell why an instance's answer did not reach a client.
class FailureReasonTest {

    /// What the gateway's own log says of malformed answers; held here, as loggers are only held weakly.
    private static final Logger LOGGER = Logger.getLogger("penstock.gateway.proxy.Instance");

    @TempDir private Path folder;

    /// A gateway with an access log of everything.
    private final class Logged implements AutoCloseable {
        private final AccessLog log;
        private final GatewayRig rig;
        private int seen;

        Logged() throws IOException {
            var settings =
                    new AccessLogSettings(
                            folder.resolve("access.log"),
                            new Choice(10_000, true, Duration.ZERO),
                            Field.usual(),
                            List.of(),
                            64 << 20,
                            2);
            var clock = InstantSource.system();
            log = AccessLog.open(settings.file(), settings.maxSize(), settings.files(), clock);
            rig =
                    new GatewayRig(
                            ClientRules.DEFAULT,
                            new Observing(
                                    Optional.of(new Observing.Logging(log, settings, clock)),
                                    Observing.Tracing.OFF,
                                    new Random(1)));
        }

        /// The line of one request that the client sends.
        String line() throws IOException {
            try (var client = rig.client()) {
                client.get("/");
            }
            return next();
        }

        String next() throws IOException {
            Await.until(() -> lines().size() > seen);
            return lines().get(seen++);
        }

        private List<String> lines() {
            var file = folder.resolve("access.log");
            try {
                return Files.exists(file) ? Files.readAllLines(file) : List.of();
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        @Override
        public void close() {
            rig.close();
            log.close();
        }
    }

    /// What is told of malformed answers, by whomever.
    private static final class Told extends Handler {
        private final Queue<String> messages = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord message) {
            messages.add(message.getMessage());
        }

        @Override
        public void flush() {
            // nothing is held
        }

        @Override
        public void close() {
            // nothing is open
        }

        List<String> of(Place instance) {
            return messages.stream().filter(one -> one.contains("v1-" + instance.port())).toList();
        }
    }

    @Test
    void theAccessLogTellsHowTheInstanceFailed() throws Exception {
        var over = new CountDownLatch(1);
        try (var logged = new Logged();
                var absent = RawUpstream.absent();
                var leaving = new RawUpstream(peer -> assertThat(peer.head()).isNotEmpty());
                var malformed = RawUpstream.replying("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
                var silent = RawUpstream.silent(over);
                var good = RawUpstream.answering(200, "x")) {
            logged.rig.serveStable(absent);
            assertThat(logged.line())
                    .contains("\"problem\":\"upstream_failed\",\"failure\":\"refused\"");
            logged.rig.serveStable(leaving);
            assertThat(logged.line())
                    .contains("\"problem\":\"upstream_failed\",\"failure\":\"reset\"");
            logged.rig.serveStable(malformed);
            assertThat(logged.line())
                    .contains("\"problem\":\"upstream_failed\",\"failure\":\"malformed\"");
            logged.rig.serveStable(silent);
            try (var client = logged.rig.client()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Await.until(() -> silent.heads.size() == 1);
                logged.rig.advance(Duration.ofMinutes(10));
                assertThat(client.answer().status()).isEqualTo(504);
            }
            assertThat(logged.next())
                    .contains("\"problem\":\"upstream_timeout\",\"failure\":\"timeout\"");
            logged.rig.serveStable(good);
            assertThat(logged.line()).contains("\"status\":200").doesNotContain("failure");
        } finally {
            over.countDown();
        }
    }

    @Test
    void anAnswerThatBrokeOffAndOneThatWasRescuedTellItToo() throws Exception {
        try (var logged = new Logged();
                var half =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
                                });
                var bad = RawUpstream.replying("no answer\r\n\r\n");
                var good = RawUpstream.answering(200, "x")) {
            logged.rig.serveStable(half);
            try (var socket =
                    new Socket(logged.rig.address.getAddress(), logged.rig.address.getPort())) {
                socket.getOutputStream()
                        .write(
                                "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            }
            assertThat(logged.next())
                    .contains("\"status\":200,\"failure\":\"reset\",\"end\":\"broken\"");
            logged.rig.serveCandidate(good, bad, 10_000);
            assertThat(logged.line())
                    .contains("\"status\":200,\"failure\":\"malformed\"", "\"rescued\":true");
        }
    }

    @Test
    void theGatewaysOwnLogTellsWhatIsWrongWithAnAnswerOnceAMinute() throws Exception {
        var told = new Told();
        LOGGER.addHandler(told);
        try (var rig = new GatewayRig();
                var bad = RawUpstream.replying("HTTP/1.1 200 OK\nContent-Length: 0\n\n")) {
            rig.serveStable(bad);
            assertFailed(rig);
            assertFailed(rig);
            assertThat(told.of(bad))
                    .singleElement()
                    .asString()
                    .contains("reason=a line of the head ends without a carriage return");
            rig.advance(Duration.ofMinutes(2));
            assertFailed(rig);
            assertThat(told.of(bad)).hasSize(2);
        } finally {
            LOGGER.removeHandler(told);
        }
    }

    @Test
    void soItDoesOverHttp2() throws Exception {
        var told = new Told();
        LOGGER.addHandler(told);
        try (var rig = new GatewayRig();
                var bad =
                        new RawUpstream(
                                peer -> {
                                    var wire = Http2Wire.server(peer.socket);
                                    for (var request = wire.requestOrNull();
                                            request != null;
                                            request = wire.requestOrNull()) {
                                        wire.headers(
                                                Http2Wire.END_STREAM, request.stream(), "x-a: b");
                                    }
                                })) {
            rig.serve(GatewayRig.route(Split.all(GatewayRig.http2("v1", bad))));
            assertFailed(rig);
            assertThat(told.of(bad)).singleElement().asString().contains("reason=");
        } finally {
            LOGGER.removeHandler(told);
        }
    }

    private static void assertFailed(GatewayRig rig) throws IOException {
        try (var client = rig.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
        }
    }
}
