package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.DATA;
import static penstock.gateway.Http2Wire.END_STREAM;
import static penstock.gateway.Http2Wire.HEADERS;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Split;

/// Streams whose client or instance is slow, and others that share a connection with them.
class Http2SlowBodyTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Limits PATIENT = new Limits(HOUR, HOUR, HOUR, 64 << 20);
    private static final Duration STEP = Duration.ofSeconds(2);
    private static final int CANCEL = 8;

    private final AtomicLong arrived = new AtomicLong();

    /// Counts the bytes of bodies that arrive, and answers when one is whole.
    private RawUpstream counting() throws IOException {
        return new RawUpstream(
                peer -> {
                    for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                        long left =
                                head.contains("ontent-")
                                        ? Long.parseLong(
                                                head.replaceAll(
                                                        "(?si).*content-length: (\\d+).*", "$1"))
                                        : 0;
                        for (; left > 0 && peer.in.read() >= 0; left--) {
                            arrived.incrementAndGet();
                        }
                        if (left > 0) {
                            return;
                        }
                        peer.ok("whole");
                    }
                });
    }

    /// Stream 1 sends a byte in two seconds, stream 3 all that is asked of it, and stream 5 comes when stream 1 is over.
    @Test
    void aStreamThatSendsTooSlowlyIsEndedAndOthersGoOn() throws Exception {
        try (var shop = counting();
                var rig =
                        new GatewayRig()
                                .serve(
                                        GatewayRig.route(
                                                Split.all(GatewayRig.version("v1", shop)),
                                                PATIENT));
                var client = Http2Wire.client(rig.address)) {
            client.request(0, 1, "POST", "/slow", "content-length: 1000")
                    .request(0, 3, "POST", "/steady", "content-length: 2400");

            for (int i = 0; i < 11; i++) {
                client.data(0, 1, "x").data(0, 3, "y".repeat(200));
                long sent = 201L * (i + 1);
                Await.until(() -> arrived.get() >= sent);
                rig.advance(STEP);
            }

            var refused = client.message(1);
            assertThat(refused.status()).isEqualTo("408");
            assertThat(refused.body()).contains("\"code\":\"request_timeout\"");
            client.data(END_STREAM, 3, "y".repeat(200));
            assertThat(client.message(3).body()).isEqualTo("whole");
            client.get(5, "/other");
            assertThat(client.message(5).body()).isEqualTo("whole");
            assertThat(rig.observed("v1").failedRequests()).isZero();
        }
    }

    /// An instance of HTTP/2: what it is asked under `/slow` is left to the test, the rest it answers.
    private static final class Shared implements AutoCloseable {
        private final BlockingQueue<Http2Wire.Frame> slow = new LinkedBlockingQueue<>();
        private final BlockingQueue<Http2Wire.Frame> resets = new LinkedBlockingQueue<>();
        private final BlockingQueue<Http2Wire> wires = new LinkedBlockingQueue<>();
        private final RawUpstream place = new RawUpstream(this::serve);

        Shared() throws IOException {}

        private void serve(RawUpstream.Peer peer) throws IOException {
            var wire = Http2Wire.server(peer.socket);
            wires.add(wire);
            while (true) {
                var next = wire.next();
                switch (next.type()) {
                    case Http2Wire.PING -> {
                        if (next.flags() == 0) {
                            wire.frame(Http2Wire.PING, Http2Wire.ACK, 0, next.payload());
                        }
                    }
                    case Http2Wire.RST_STREAM -> resets.add(next);
                    case HEADERS -> {
                        if (next.field(":path").equals("/slow")) {
                            slow.add(next);
                        } else {
                            wire.answer(next.stream(), 200, "quick");
                        }
                    }
                    default -> {}
                }
            }
        }

        Http2Wire wire() {
            return wires.element();
        }

        int slowStream() throws InterruptedException {
            var asked = slow.poll(60, TimeUnit.SECONDS);
            assertThat(asked).isNotNull();
            return asked.stream();
        }

        @Override
        public void close() throws IOException {
            place.close();
        }
    }

    private static GatewayRig serving(Shared shared, Limits limits) throws IOException {
        var split = Split.all(GatewayRig.http2("v1", shared.place));
        return new GatewayRig().serve(GatewayRig.route(split, limits));
    }

    @Test
    void anInstanceMayTellItsAnswerAsSlowlyAsItLikesAndOthersGoOn() throws Exception {
        var limits = new Limits(HOUR, Duration.ofSeconds(60), Duration.ofMinutes(5), 1 << 20);
        try (var shared = new Shared();
                var rig = serving(shared, limits);
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/slow");
            int stream = shared.slowStream();
            shared.wire().headers(0, stream, ":status: 200");
            assertThat(client.await(HEADERS, 1).field(":status")).isEqualTo("200");

            for (int i = 0; i < 5; i++) {
                rig.advance(Duration.ofMinutes(4));
                shared.wire().data(0, stream, "z");
                assertThat(client.await(DATA, 1).text()).isEqualTo("z");
                client.get(3 + 2 * i, "/quick");
                assertThat(client.message(3 + 2 * i).body()).isEqualTo("quick");
            }

            shared.wire().data(END_STREAM, stream, "!");
            var last = client.await(DATA, 1);
            assertThat(last.text()).isEqualTo("!");
            assertThat(last.ends() || client.await(DATA, 1).ends()).isTrue();
            assertThat(shared.wires).hasSize(1);
        }
    }

    @Test
    void aStreamWhoseInstanceFallsSilentIsEndedOnBothSidesAndOthersGoOn() throws Exception {
        var limits = new Limits(HOUR, HOUR, Duration.ofMinutes(5), 1 << 20);
        try (var shared = new Shared();
                var rig = serving(shared, limits);
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/slow");
            int stream = shared.slowStream();
            shared.wire().headers(0, stream, ":status: 200").data(0, stream, "begun");
            assertThat(client.await(DATA, 1).text()).isEqualTo("begun");
            client.get(3, "/quick");
            assertThat(client.message(3).body()).isEqualTo("quick");

            rig.advance(Duration.ofMinutes(6));

            client.await(Http2Wire.RST_STREAM, 1);
            var reset = shared.resets.poll(60, TimeUnit.SECONDS);
            assertThat(reset).isNotNull();
            assertThat(reset.stream()).isEqualTo(stream);
            assertThat(reset.number(0)).isEqualTo(CANCEL);
            client.get(5, "/quick");
            assertThat(client.message(5).body()).isEqualTo("quick");
            assertThat(rig.observed("v1").failedRequests()).isEqualTo(1);
        }
    }

    @Test
    void aStreamWithoutAnAnswerInTimeIsToldSoAndOthersGoOn() throws Exception {
        try (var shared = new Shared();
                var rig = serving(shared, GatewayRig.CALM);
                var client = Http2Wire.client(rig.address)) {
            client.request(END_STREAM, 1, "POST", "/slow");
            int stream = shared.slowStream();

            rig.advance(GatewayRig.CALM.requestTimeout());

            assertThat(client.message(1).status()).isEqualTo("504");
            var reset = shared.resets.poll(60, TimeUnit.SECONDS);
            assertThat(reset).isNotNull();
            assertThat(reset.stream()).isEqualTo(stream);
            client.get(3, "/quick");
            assertThat(client.message(3).body()).isEqualTo("quick");
        }
    }
}
