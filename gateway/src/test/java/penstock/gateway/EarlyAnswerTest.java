package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.gateway.SecureInstance.Manners;
import penstock.gateway.net.Transport;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.routes.Protocol;
import penstock.gateway.routes.Split;

/// An instance that does not want a request answers before it has read it, and closes: what is still under way to it is answered with a
/// reset, which must not take the answer with it.
class EarlyAnswerTest {

    private static final Certified SHOP = Certified.of("shop.internal");

    private static final int BODY = 1_000_000;

    /// Reset and answer come in any order.
    private static final int TIMES = 30;

    @TempDir Path folder;

    private static Stream<Transport> transports() {
        return Arrays.stream(Transport.values()).filter(Transport::isAvailable);
    }

    private static void refuse(RawUpstream.Peer peer) throws Exception {
        peer.head();
        peer.send("HTTP/1.1 413 X\r\nContent-Length: 9\r\nConnection: close\r\n\r\ntoo large");
        throw new SecureInstance.Cut();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void theAnswerOfAnInstanceThatClosesInTheMiddleOfABodyReachesTheClient(Transport transport)
            throws Exception {
        try (var shop = new RawUpstream(EarlyAnswerTest::refuse);
                var gateway = new GatewayRig(ClientRules.DEFAULT, transport).serveStable(shop)) {
            assertAnswered(gateway);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void soDoesThatOfAnInstanceWithinTls(Transport transport) throws Exception {
        SHOP.write(folder, "shop");
        var tls = SecureInstance.tls("shop.internal", folder.resolve("shop.pem"));
        try (var shop = new SecureInstance(Manners.showing(SHOP), EarlyAnswerTest::refuse);
                var gateway = new GatewayRig(ClientRules.DEFAULT, transport)) {
            gateway.serve(
                    GatewayRig.route(
                            Split.all(SecureInstance.version("v1", tls, Protocol.HTTP_1_1, shop))));
            assertAnswered(gateway);
        }
    }

    private static void assertAnswered(GatewayRig gateway) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TIMES; i++) {
                Future<?> sending;
                try (var client = gateway.client()) {
                    sending = upload(client, threads);

                    RawClient.Answer answer = client.answer();

                    assertThat(answer.status()).isEqualTo(413);
                    assertThat(answer.body()).isEqualTo("too large");
                }
                sending.get();
            }
        }
    }

    /// Where the end behind a failed send is always known for what it is; over io_uring it is not (decision 36).
    private static Stream<Transport> ordered() {
        return transports().filter(transport -> transport != Transport.IO_URING);
    }

    /// A reset is no end of an answer that has no length, also where the system tells it as one, which it does behind a send that failed.
    @ParameterizedTest
    @MethodSource("ordered")
    void anAnswerThatNothingButTheResetEndsIsNotWhole(Transport transport) throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send("HTTP/1.1 200 X\r\n\r\npart");
                                    peer.socket.setSoLinger(true, 0);
                                });
                var gateway = new GatewayRig(ClientRules.DEFAULT, transport).serveStable(shop);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TIMES; i++) {
                Future<?> sending;
                try (var client = gateway.client()) {
                    sending = upload(client, threads);

                    assertThat(received(client)).doesNotContain("\r\n0\r\n\r\n");
                }
                sending.get();
            }
        }
    }

    /// Where the system tells whether the end came before the reset.
    private static Stream<Transport> exact() {
        return transports().filter(transport -> transport != Transport.NIO);
    }

    @ParameterizedTest
    @MethodSource("exact")
    void anAnswerThatHasEndedBeforeTheResetIsWhole(Transport transport) throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send("HTTP/1.1 200 X\r\nConnection: close\r\n\r\nwhole");
                                    peer.socket.shutdownOutput();
                                });
                var gateway = new GatewayRig(ClientRules.DEFAULT, transport).serveStable(shop);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TIMES; i++) {
                Future<?> sending;
                try (var client = gateway.client()) {
                    sending = upload(client, threads);

                    assertThat(client.answer().body()).isEqualTo("whole");
                }
                sending.get();
            }
        }
    }

    /// Until the end, or a reset.
    private static String received(RawClient client) {
        var all = new StringBuilder();
        try {
            for (int next = client.in.read(); next >= 0; next = client.in.read()) {
                all.append((char) next);
            }
        } catch (IOException reset) {
            // no end of an answer either
        }
        return all.toString();
    }

    private static Future<?> upload(RawClient client, ExecutorService threads) throws IOException {
        client.request("POST / HTTP/1.1", "Host: a", "Content-Length: " + BODY);
        return threads.submit(
                () -> {
                    try {
                        client.send("x".repeat(BODY));
                    } catch (IOException refused) {
                        // which is what the answer says
                    }
                });
    }
}
