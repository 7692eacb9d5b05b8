package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.routes.Domain;

/// What clients meet that speak TLS with the gateway.
final class TlsTest {

    @TempDir Path folder;

    @Test
    void theMostSpecificHostChoosesTheCertificate() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            Map<String, Certified> by = new TreeMap<>();
            by.put("exact", gateway.serve("exact", "shop.example.com"));
            by.put("below", gateway.serve("below", "*.example.com"));
            by.put("deeper", gateway.serve("deeper", "*.eu.example.com"));
            by.put("any", gateway.serve("any", "*"));

            Map<String, String> shown = new TreeMap<>();
            for (String host :
                    new String[] {
                        "shop.example.com",
                        "SHOP.Example.Com",
                        "cart.example.com",
                        "a.b.example.com",
                        "a.eu.example.com",
                        "eu.example.com",
                        "example.com",
                        "other.test",
                        ""
                    }) {
                var found = gateway.client(host).shown();
                by.forEach(
                        (name, certified) -> {
                            if (certified.certificate().equals(found)) {
                                shown.put(host, name);
                            }
                        });
            }

            assertThat(shown)
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    "shop.example.com", "exact",
                                    "SHOP.Example.Com", "exact",
                                    "cart.example.com", "below",
                                    "a.b.example.com", "below",
                                    "a.eu.example.com", "deeper",
                                    "eu.example.com", "below",
                                    "example.com", "any",
                                    "other.test", "any",
                                    "", "any"));
        }
    }

    @Test
    void aHostThatNobodyHasIsRefusedByAnAlert() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("exact", "shop.example.com");

            assertThat(gateway.client("other.example.com").refusal()).contains("unrecognized_name");
            assertThat(gateway.client("").refusal()).contains("unrecognized_name");
            assertThat(gateway.client("shop.example.com").refusal()).isEmpty();
        }
    }

    @Test
    void aDomainWithoutUsableFilesIsRefusedByAnAlertUntilTheyAreThere() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve(gateway.domain("late", "shop.example.com"));
            String before = gateway.client("shop.example.com").refusal();

            Certified.of("shop.example.com").write(folder, "late");

            assertThat(before).contains("internal_error");
            Await.until(() -> gateway.client("shop.example.com").refusal().isEmpty());
        }
    }

    @Test
    void versionsBeforeTheOldestAreRefused() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("old", "old.example.com");
            Certified.of("new.example.com").write(folder, "new");
            gateway.serve(
                    TlsRig.with(
                            gateway.domain("new", "new.example.com"), Domain.TlsVersion.TLS_1_3));

            assertThat(gateway.client("old.example.com").speaking("TLSv1.2").refusal()).isEmpty();
            assertThat(gateway.client("new.example.com").speaking("TLSv1.2").refusal())
                    .contains("protocol_version");
            assertThat(gateway.client("new.example.com").speaking("TLSv1.3").refusal()).isEmpty();
            assertThat(HexFormat.of().formatHex(answerToTls11(gateway, "old.example.com")))
                    .as("a fatal alert, protocol_version")
                    .matches("15030.00020246");
        }
    }

    /// Java does not speak it any more, so its first message is written out.
    private static byte[] answerToTls11(TlsRig gateway, String host) throws IOException {
        String name = HexFormat.of().formatHex(host.getBytes(StandardCharsets.US_ASCII));
        int length = host.length();
        String extension = "0000%04x%04x00%04x%s".formatted(length + 5, length + 3, length, name);
        String body =
                "0302"
                        + "11".repeat(32)
                        + "00"
                        + "0004c009c013"
                        + "0100"
                        + "%04x".formatted(extension.length() / 2)
                        + extension;
        String hello = "01%06x".formatted(body.length() / 2) + body;
        String record = "160301%04x".formatted(hello.length() / 2) + hello;
        try (var socket = new Socket(gateway.tls.getAddress(), gateway.tls.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(HexFormat.of().parseHex(record));
            return socket.getInputStream().readNBytes(7);
        }
    }

    @Test
    void instancesAreToldThatTheClientSpokeTls() throws Exception {
        try (var shop = RawUpstream.answering(200, "shop");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("shop", "shop.test");

            try (var client = gateway.client("shop.test").connect()) {
                client.request(
                        "GET / HTTP/1.1",
                        "Host: shop.test",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Client-Cert: Hash=forged",
                        "X_Forwarded_Client_Cert: Hash=forged");
                assertThat(client.answer().body()).isEqualTo("shop");
            }

            assertThat(shop.heads.take())
                    .contains("X-Forwarded-Proto: https\r\n")
                    .contains("Forwarded: for=127.0.0.1;host=\"shop.test\";proto=https\r\n")
                    .doesNotContainIgnoringCase("client");
        }
    }

    @Test
    void requestsWithoutTlsAreSentThereAndBrowsersToldToStay() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("shop", "shop.test");
            gateway.serve(
                    TlsRig.with(
                            gateway.domain("shop", "shop.test"),
                            new Domain.Secured(8443, 600, true)));

            try (var plain = gateway.rig.client();
                    var secure = gateway.client("shop.test").connect()) {
                var sent = plain.send("GET /a?b=c HTTP/1.1\r\nHost: Shop.test:80\r\n\r\n").answer();
                var other = plain.send("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n").answer();
                var served = secure.get("/");

                assertThat(sent.status()).isEqualTo(308);
                assertThat(sent.header("Location")).isEqualTo("https://shop.test:8443/a?b=c");
                assertThat(sent.header("Strict-Transport-Security")).isEmpty();
                assertThat(other.status()).isEqualTo(200);
                assertThat(served.status()).isEqualTo(200);
                assertThat(served.header("Strict-Transport-Security"))
                        .isEqualTo("max-age=600; includeSubDomains");
            }
        }
    }

    @Test
    void aRequestWithoutTlsWhereItIsSpokenIsToldSo() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("shop", "shop.test");

            try (var client = new RawClient(gateway.tls)) {
                var answer = client.get("/");

                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body()).contains("use https");
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @Test
    void theEndOfAConnectionIsToldByTls() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("shop", "shop.test");

            try (var client = gateway.client("shop.test").connect()) {
                client.request("GET / HTTP/1.1", "Host: shop.test", "Connection: close");

                assertThat(client.answer().body()).isEqualTo("hello");
                // without the word of TLS this would fail
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @Test
    void largeBodiesPassBothWays() throws Exception {
        int length = 900_000;
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        byte[] body = peer.in.readNBytes(length);
                                        peer.send(
                                                "HTTP/1.1 200 OK\r\nContent-Length: "
                                                        + length
                                                        + "\r\n\r\n");
                                        peer.out.write(body);
                                    }
                                });
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("shop", "shop.test");
            String body = "0123456789abcdef".repeat(length / 16 + 1).substring(0, length);

            try (var client = gateway.client("shop.test").connect()) {
                for (int i = 0; i < 2; i++) {
                    client.request(
                            "PUT / HTTP/1.1", "Host: shop.test", "Content-Length: " + length);
                    client.send(body);

                    assertThat(client.answer().body()).isEqualTo(body);
                }
            }
        }
    }

    /// Everything until the connection is closed or reset.
    private static byte[] answer(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }

    @Test
    void slowAndBrokenHandshakesEnd() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("shop", "shop.test");
            for (String start : new String[] {"", "16", "160301", "16030100800100007c0303"}) {
                try (var socket = new Socket(gateway.tls.getAddress(), gateway.tls.getPort())) {
                    socket.setSoTimeout(60_000);
                    socket.getOutputStream().write(HexFormat.of().parseHex(start));
                    Await.until(() -> gateway.rig.loops.openSessions() == 1);

                    gateway.rig.advance(Duration.ofSeconds(11));

                    assertThat(answer(socket)).as(start).hasSizeLessThan(8);
                }
            }
            Await.until(() -> gateway.rig.loops.openSessions() == 0);
            assertThat(gateway.client("shop.test").refusal()).isEmpty();
        }
    }
}
