package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.TrustedProxies;

/// Proxies in front of the gateway that say by the PROXY protocol for whom a connection is.
final class ProxyProtocolTest {

    private static final String HEADER = "PROXY TCP4 192.0.2.7 10.0.0.1 56324 443\r\n";

    @TempDir Path folder;

    private static ClientRules from(String heralds, String trusted) {
        return new ClientRules(
                TrustedProxies.parse(trusted),
                TrustedProxies.parse(heralds),
                100,
                Duration.ofSeconds(20));
    }

    private static String forwardedFor(RawUpstream shop) throws InterruptedException {
        return new RawClient.Answer(0, shop.heads.take(), "").header("X-Forwarded-For");
    }

    @Test
    void theClientIsWhomTheProxyNames() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GatewayRig(from("127.0.0.1", "")).serveStable(shop);
                var client = gateway.client()) {
            assertThat(client.send(HEADER).get("/").body()).isEqualTo("hello");
            assertThat(forwardedFor(shop)).isEqualTo("192.0.2.7");
            // once for the whole connection
            assertThat(client.get("/").body()).isEqualTo("hello");
            assertThat(forwardedFor(shop)).isEqualTo("192.0.2.7");
        }
    }

    @Test
    void headerAndRequestMayComeInAnyPieces() throws Exception {
        String all = HEADER + "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n";
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GatewayRig(from("127.0.0.1", "")).serveStable(shop)) {
            for (int cut : new int[] {1, HEADER.length() - 1, HEADER.length(), all.length()}) {
                try (var client = gateway.client()) {
                    client.socket.setTcpNoDelay(true);
                    client.send(all.substring(0, cut));
                    Await.until(() -> gateway.loops.openSessions() == 1);
                    client.send(all.substring(cut));

                    assertThat(client.answer().body()).isEqualTo("hello");
                    assertThat(forwardedFor(shop)).isEqualTo("192.0.2.7");
                }
                Await.until(() -> gateway.loops.openSessions() == 0);
            }
        }
    }

    @Test
    void aListedProxyHasToSayIt() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GatewayRig(from("127.0.0.0/8", "")).serveStable(shop);
                var client = gateway.client()) {
            client.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");

            assertThat(closed(client)).isTrue();
            assertThat(shop.heads).isEmpty();
        }
    }

    @Test
    void aListedProxyHasSomeTimeToSayIt() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GatewayRig(from("127.0.0.1", "")).serveStable(shop);
                var client = gateway.client()) {
            client.send("PROXY TCP4");
            Await.until(() -> gateway.loops.openSessions() == 1);

            gateway.advance(Duration.ofSeconds(11));

            assertThat(closed(client)).isTrue();
        }
    }

    private static boolean closed(RawClient client) {
        try {
            return client.in.read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void whatOthersSayIsARequestThatIsRefused() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GatewayRig(from("192.0.2.0/24", "")).serveStable(shop);
                var client = gateway.client()) {
            assertThat(client.send(HEADER).send("\r\n").answer().status()).isEqualTo(400);
            assertThat(shop.heads).isEmpty();
        }
    }

    @Test
    void whomItNamesMayBeATrustedProxyItself() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GatewayRig(from("127.0.0.1", "192.0.2.7")).serveStable(shop);
                var client = gateway.client()) {
            client.send(HEADER)
                    .request("GET / HTTP/1.1", "Host: shop.test", "X-Forwarded-For: 198.51.100.9");
            client.answer();

            assertThat(forwardedFor(shop)).isEqualTo("198.51.100.9, 192.0.2.7");
        }
    }

    @Test
    void aProxyThatSpeaksForItselfIsTheClient() throws Exception {
        byte[] local = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10, 0x20, 0, 0, 0};
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GatewayRig(from("127.0.0.1", "")).serveStable(shop);
                var client = gateway.client()) {
            client.send(new String(local, StandardCharsets.ISO_8859_1)).get("/");

            assertThat(forwardedFor(shop)).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void tlsComesBehindTheHeader() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop, from("127.0.0.1", ""))) {
            gateway.serve("shop", "shop.test");
            var plain = new Socket(gateway.tls.getAddress(), gateway.tls.getPort());
            plain.getOutputStream().write(HEADER.getBytes(StandardCharsets.US_ASCII));

            try (var client = new RawClient(gateway.client("shop.test").over(plain))) {
                assertThat(client.get("/").body()).isEqualTo("hello");
                assertThat(shop.heads.take())
                        .contains("X-Forwarded-For: 192.0.2.7\r\n")
                        .contains("X-Forwarded-Proto: https\r\n");
            }
        }
    }
}
