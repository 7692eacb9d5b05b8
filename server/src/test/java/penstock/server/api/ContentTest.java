package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.kernel.store.SqliteSettings;
import penstock.model.Size;
import penstock.server.config.Settings;

final class ContentTest {
    private static final String LOGS = "/api/v1/environments/production/services/shop/logs";

    @TempDir Path folder;
    private TestApi api;

    @BeforeEach
    void start() {
        api = TestApi.start(folder);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private TestApi.Reply upload(String query, byte[] content) {
        return api.send(
                api.request("/api/v1/artefacts" + query)
                        .PUT(BodyPublishers.ofByteArray(content))
                        .build());
    }

    private static byte[] content(int size) {
        var content = new byte[size];
        new java.util.Random(7).nextBytes(content);
        return content;
    }

    @Test
    void artefactsAreStreamedInAndFoundByTheirDigest() {
        var content = content(100_000);
        var digest = "sha256:" + HexFormat.of().formatHex(TestApi.sha256(content));

        var stored = upload("?name=shop.jar&digest=" + digest, content);
        var found = api.get("/api/v1/artefacts/" + digest);
        var unknown = api.get("/api/v1/artefacts/sha256:" + "0".repeat(64));

        assertThat(stored.status()).isEqualTo(200);
        assertThat(stored.json().plain())
                .isEqualTo(
                        java.util.Map.of("digest", digest, "size", "100000", "name", "shop.jar"));
        assertThat(found.json().textAt("size")).isEqualTo("100000");
        assertThat(unknown.status()).isEqualTo(404);
    }

    @Test
    void artefactsBeyondTheLimitAreRefused() {
        var reply = upload("?name=big.jar", content(131_073));

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.detail())
                .isEqualTo("the artefact is too large (expected: at most 128Ki).");
    }

    @Test
    void whoAnnouncesABodyAndIsRefusedKeepsNobodyWaiting() throws IOException {
        var patient =
                new Settings.Api(
                        Size.parse("64Ki"),
                        Size.parse("128Ki"),
                        Duration.ofMillis(50),
                        Duration.ofMinutes(5),
                        200,
                        List.of());
        var head = "PUT /api/v1/artefacts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n";
        try (var other =
                        TestApi.start(folder.resolve("other"), patient, SqliteSettings.defaults());
                var socket = new Socket(InetAddress.getLoopbackAddress(), other.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));

            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void whoStillSendsSeesTheRefusal() {
        var large = content(8 << 20);
        for (int i = 0; i < 20; i++) {
            assertThat(upload("?name=big.jar", large).status()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "?name=../shop.jar, ?name:",
        "?name=a%20b, ?name:",
        "?digest=md5:1, ?digest:",
        "?nam=shop.jar, ?nam: unknown parameter"
    })
    void wrongUploadsAreTold(String query, String message) {
        var reply = upload(query, content(10));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).startsWith(message);
    }

    @Test
    void anotherDigestThanExpectedIsRefused() {
        var reply = upload("?digest=sha256:" + "0".repeat(64), content(10));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).startsWith("artefact digest: sha256:");
    }

    private HttpRequest.Builder internal(String path) {
        return HttpRequest.newBuilder(URI.create(api.url() + "/internal/v1" + path))
                .header("Authorization", "Bearer " + TestApi.GATEWAY_TOKEN);
    }

    @Test
    void gatewaysGetTheRouteTableAsItIs() throws Exception {
        var table = content(5_000);
        var waiting =
                api.client.sendAsync(
                        internal("/routes?after=4&wait=20s").GET().build(),
                        BodyHandlers.ofByteArray());
        api.gateway.tables.add(table);

        var response = waiting.get(20, TimeUnit.SECONDS);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(table);
        assertThat(api.gateway.asked).containsExactly(4L);
    }

    @Test
    void aGatewayMayWaitLongerThanTheIdleTimeout() throws Exception {
        var waiting =
                api.client.send(
                        internal("/routes?wait=1500ms").GET().build(), BodyHandlers.ofByteArray());

        assertThat(waiting.statusCode()).isEqualTo(204);
        assertThat(waiting.body()).isEmpty();
    }

    @Test
    void gatewaysReportBytes() throws Exception {
        var report = content(3_000);

        var response =
                api.client.send(
                        internal("/observations").POST(BodyPublishers.ofByteArray(report)).build(),
                        BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(api.gateway.reports.take()).isEqualTo(report);
    }

    @Test
    void aWaitThatIsTooLongIsRefused() {
        var reply = api.send(internal("/routes?wait=5m").GET().build());

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).isEqualTo("?wait: \"5m\" (expected: a duration up to 1m)");
    }

    @Test
    void logsShowTheLastLines() {
        for (int i = 1; i <= 5; i++) {
            api.logs.past.add("line " + i);
        }

        var reply = api.get(LOGS + "?tail=2&instance=shop-1");

        assertThat(reply.header("Content-Type")).isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(reply.text()).isEqualTo("line 4\nline 5\n");
        assertThat(api.logs.selections.getFirst().instance()).contains("shop-1");
    }

    @Test
    void followedLogsComeAsTheyAreWrittenAndEndWithTheClient() throws Exception {
        api.logs.past.add("past");
        var response = api.open(LOGS + "?follow=true");
        var lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));

        assertThat(lines.readLine()).isEqualTo("past");
        api.logs.coming.add("now");
        assertThat(lines.readLine()).isEqualTo("now");
        lines.close();

        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (api.openStreams() > 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void logsOfAMissingServiceAreAProblemAlsoWhenFollowed() {
        var tail = api.get(LOGS.replace("shop", "missing"));
        var followed = api.get(LOGS.replace("shop", "missing") + "?follow=true");

        assertThat(tail.status()).isEqualTo(404);
        assertThat(followed.status()).isEqualTo(404);
    }
}
