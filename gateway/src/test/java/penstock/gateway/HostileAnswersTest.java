package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What instances may not do to clients, byte for byte: the files in `hostile/answers`. The first request gets what the case
/// says. The next one, from the same client or a new one, is answered properly and must get exactly that answer.
final class HostileAnswersTest {

    private static final List<String> FILES = List.of("framing", "heads", "interim", "extra");

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static GatewayRig rig;

    @BeforeAll
    static void start() throws IOException {
        rig = new GatewayRig();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    static Stream<HostileCase> cases() {
        return FILES.stream()
                .flatMap(file -> HostileCase.read("answers/" + file + ".case").stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answeredAtOnce(HostileCase one) throws Exception {
        run(one, Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answeredByteByByte(HostileCase one) throws Exception {
        if (!one.has("whole")) {
            run(one, 1);
        }
    }

    @Test
    void bytesThatComeOnceTheAnswerIsOverEndTheConnection() throws Exception {
        var isAnswered = new CountDownLatch(1);
        var isClosed = new CountDownLatch(1);
        var connections = new AtomicInteger();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    boolean isFirst = connections.getAndIncrement() == 0;
                                    peer.head();
                                    peer.ok(isFirst ? "first" : "next");
                                    if (isFirst) {
                                        isAnswered.await();
                                        peer.send(
                                                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                                        peer.head();
                                        isClosed.countDown();
                                    }
                                    peer.head();
                                });
                var client = rig.serveStable(shop).client()) {
            assertThat(client.send(GET).answer().body()).isEqualTo("first");
            isAnswered.countDown();
            assertThat(isClosed.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(client.send(GET).answer().body()).isEqualTo("next");
        }
    }

    private static void run(HostileCase one, int step) throws Exception {
        var requests = new AtomicInteger();
        try (var shop = new RawUpstream(peer -> serve(one, step, peer, requests));
                var client = rig.serveStable(shop).client()) {
            client.send(one.has("send") ? one.bytes("send") : GET);

            if (one.has("answer")) {
                var answer = client.answer();
                assertThat(
                                answer.status()
                                        + " "
                                        + answer.body()
                                                .replaceAll("(?s).*\"code\":\"([a-z_]+)\".*", "$1"))
                        .isEqualTo(one.one("answer"));
            } else {
                String expected = one.bytes("client");
                byte[] received = client.in.readNBytes(HostileCase.length(expected));
                assertThat(HostileCase.dated(new String(received, StandardCharsets.ISO_8859_1)))
                        .isEqualTo(expected);
            }
            if (one.one("end").equals("closed")) {
                assertThat(client.rest()).describedAs("after the answer").isEmpty();
            } else {
                assertThat(client.send(GET).answer().body()).isEqualTo("next");
                assertThat(shop.connections)
                        .describedAs("connections")
                        .hasValue(one.one("reused").equals("yes") ? 1 : 2);
            }
            try (var another = rig.client()) {
                assertThat(another.send(GET).answer().body()).isEqualTo("next");
            }
        }
    }

    private static void serve(
            HostileCase one, int step, RawUpstream.Peer peer, AtomicInteger requests)
            throws Exception {
        for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
            if (requests.getAndIncrement() > 0) {
                peer.ok("next");
                continue;
            }
            String reply = one.bytes("reply");
            for (int from = 0; from < reply.length(); from += Math.min(step, reply.length())) {
                peer.send(
                        reply.substring(from, (int) Math.min((long) from + step, reply.length())));
            }
            switch (one.one("then")) {
                case "close" -> {
                    return;
                }
                case "reset" -> {
                    peer.socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                    return;
                }
                default -> {}
            }
        }
    }
}
