package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.accesslog.AccessLog;
import penstock.gateway.accesslog.AccessLogSettings;
import penstock.gateway.accesslog.AccessLogSettings.Choice;
import penstock.gateway.accesslog.AccessLogSettings.Field;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.Observing;

/// What the access log says of requests.
class AccessLogTest {

    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-26T10:00:00Z"));

    private static final Choice ALL = new Choice(10_000, false, Duration.ZERO);

    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("logs").resolve("access.log");
    }

    private AccessLogSettings settings(Choice what, String... headers) {
        return new AccessLogSettings(file(), what, Field.usual(), List.of(headers), 64 << 20, 2);
    }

    private static GatewayRig rig(AccessLogSettings settings, AccessLog log) throws IOException {
        return new GatewayRig(
                ClientRules.DEFAULT,
                new Observing(
                        Optional.of(new Observing.Logging(log, settings, CLOCK)),
                        Observing.Tracing.OFF,
                        new Random(1)));
    }

    private static AccessLog open(AccessLogSettings settings) {
        return AccessLog.open(settings.file(), settings.maxSize(), settings.files(), CLOCK);
    }

    private List<String> lines(int count) {
        Await.until(() -> read().size() >= count);
        return read();
    }

    private List<String> read() {
        try {
            return Files.exists(file()) ? Files.readAllLines(file()) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void aLineTellsWhatBecameOfARequestAndHoldsNoSecret() throws Exception {
        var settings = settings(ALL, "Referer", "X-Tenant");
        try (var shop = RawUpstream.answering(200, "hello");
                var log = open(settings);
                var rig = rig(settings, log).serveStable(shop);
                var client = rig.client()) {
            client.request(
                            "POST /a\"b?token=s3cret HTTP/1.1",
                            "Host: Shop.test:80",
                            "User-Agent: probe/1 \"x\" \u00e9",
                            "Cookie: sid=s3cret",
                            "Authorization: Bearer s3cret",
                            "Referer: https://a.test/p?token=s3cret",
                            "X-Tenant: blue",
                            "X-Request-Id: r-1",
                            "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                            "Content-Length: 3")
                    .send("abc")
                    .answer();

            String line = lines(1).getFirst();

            assertThat(line)
                    .startsWith("{\"time\":\"2026-11-26T10:00:00Z\",\"route\":\"production/shop\"")
                    .endsWith("}")
                    .contains(
                            ",\"version\":\"v1\",\"instance\":\"v1-" + shop.port() + "\"",
                            "\"role\":\"stable\",\"method\":\"POST\",\"host\":\"shop.test\"",
                            "\"path\":\"/a\\\"b\",\"status\":200,\"end\":\"whole\"",
                            "\"bytesIn\":3,\"bytesOut\":5,\"duration\":",
                            "\"attempts\":1,\"rescued\":false,\"client\":\"127.0.0.1\"",
                            "\"requestId\":\"r-1\"",
                            "\"traceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\"",
                            "\"protocol\":\"HTTP/1.1\"",
                            "\"userAgent\":\"probe/1 \\\"x\\\" \u00e9\"",
                            "\"headers\":{\"referer\":\"https://a.test/p\",\"x-tenant\":\"blue\"}")
                    .containsPattern("\"duration\":\\d+\\.\\d{3},\"upstream\":\\d+\\.\\d{3},");
            assertThat(line).doesNotContain("s3cret", "token");
        }
    }

    @Test
    void headersThatHoldSecretsAreRefused() {
        for (String name : List.of("Cookie", "Authorization", "X-Api-Key", "X-Auth-Token")) {
            assertThatThrownBy(() -> settings(ALL, name))
                    .hasMessageContaining("must not be logged");
        }
        assertThatThrownBy(() -> settings(ALL, "a b")).hasMessageContaining("names of headers");
    }

    @Test
    void whatTheGatewayAnswersItselfIsThereAndWhatIsNoRequestToo() throws Exception {
        var settings = settings(ALL);
        try (var shop = RawUpstream.answering(200, "hello");
                var log = open(settings);
                var rig = rig(settings, log).serveStable(shop);
                var client = rig.client()) {
            client.get("/first");
            var none =
                    client.send("GET /second HTTP/1.1\r\nHost: a\r\n\r\nno request at all\r\n")
                            .answer();
            var refused = client.answer();

            assertThat(none.status()).isEqualTo(200);
            assertThat(refused.status()).isEqualTo(400);
            var lines = lines(3);
            assertThat(lines.get(1)).contains("\"path\":\"/second\"");
            assertThat(lines.get(2))
                    .contains("\"status\":400,\"problem\":\"", "\"client\":\"127.0.0.1\"")
                    .doesNotContain("path", "method", "second", "requestId");
            assertThat(refused.body()).containsPattern("\"requestId\":\"test\\d-[0-9a-f]+\"");
        }
    }

    @Test
    void onlyErrorsAreThereWhenNothingElseIsSampled() throws Exception {
        var settings = settings(new Choice(0, true, Duration.ZERO));
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        peer.answer(head.startsWith("GET /bad") ? 500 : 404, "x");
                                    }
                                });
                var log = open(settings);
                var rig = rig(settings, log).serveStable(shop);
                var client = rig.client()) {
            for (int i = 0; i < 20; i++) {
                client.get("/good");
            }
            client.get("/bad");

            assertThat(lines(1)).hasSize(1).first().asString().contains("\"path\":\"/bad\"");
        }
    }

    @Test
    @SuppressWarnings("try") // what it has is written when it is closed
    void slowOnesAreThereAndASampleOfTheRest() throws Exception {
        var settings = settings(new Choice(2_500, false, Duration.ofSeconds(30)));
        var asked = new CountDownLatch(1);
        var late = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        if (head.startsWith("GET /slow")) {
                                            asked.countDown();
                                            late.await();
                                        }
                                        peer.ok("x");
                                    }
                                });
                var log = open(settings);
                var rig = rig(settings, log).serveStable(shop);
                var client = rig.client()) {
            client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            rig.advance(Duration.ofSeconds(31));
            late.countDown();
            client.answer();
            for (int i = 0; i < 400; i++) {
                client.get("/usual");
            }
            log.close();

            var lines = read();
            assertThat(lines.getFirst()).contains("\"path\":\"/slow\"");
            assertThat(lines.size() - 1).isBetween(60, 140);
        }
    }

    @Test
    void anAbandonedRequestSaysSo() throws Exception {
        var settings = settings(new Choice(0, true, Duration.ZERO));
        var asked = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    asked.countDown();
                                    int _ = peer.in.read();
                                });
                var log = open(settings);
                var rig = rig(settings, log).serveStable(shop)) {
            try (var client = rig.client()) {
                client.request("GET /wait HTTP/1.1", "Host: a");
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
                client.socket.setSoLinger(true, 0);
            }

            assertThat(lines(1).getFirst())
                    .contains("\"path\":\"/wait\",\"status\":0,\"end\":\"abandoned\"");
        }
    }

    /// Objects of a stream's request serve others afterwards, also those of other connections.
    @Test
    void aRequestOnAStreamIsLoggedAsThatOfItsOwnConnection() throws Exception {
        var settings = settings(ALL);
        var clients = List.of("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5");
        try (var shop = RawUpstream.answering(200, "hello");
                var log = open(settings);
                var rig = rig(settings, log).serveStable(shop)) {
            for (int round = 0; round < 2; round++) {
                for (String client : clients) {
                    try (var wire = http2(rig, client)) {
                        wire.get(1, "/of/" + client).message(1);
                    }
                }
            }

            assertThat(lines(8))
                    .hasSize(8)
                    .allMatch(line -> line.contains("\"protocol\":\"HTTP/2\""))
                    .allMatch(
                            line ->
                                    clients.stream()
                                            .anyMatch(
                                                    client ->
                                                            line.contains("/of/" + client + "\"")
                                                                    && line.contains(
                                                                            "\"client\":\""
                                                                                    + client)));
        }
    }

    private static Http2Wire http2(GatewayRig rig, String from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(rig.address);
        return new Http2Wire(socket)
                .raw(Http2Wire.PREFACE.getBytes(StandardCharsets.US_ASCII))
                .settings();
    }
}
