package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.END_STREAM;
import static penstock.gateway.Http2Wire.HEADERS;
import static penstock.gateway.Http2Wire.PING;
import static penstock.gateway.Http2Wire.RST_STREAM;
import static penstock.gateway.Http2Wire.WINDOW_UPDATE;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// A client of HTTP/2 that has its answer before it has sent its whole request (RFC 9113 section 8.1). The clock stands still unless a test
/// moves it.
class Http2EarlyAnswerTest {

    private static final int NO_ERROR = 0;
    private static final int CANCEL = 8;

    /// The stream behind more of them than may end before their time.
    private static final int MANY = 481;

    private final AtomicLong clock = new AtomicLong(1);

    /// Has an answer of the gateway to a request that goes on.
    private static void ask(Http2Wire client, int stream) throws IOException {
        client.request(0, stream, "POST", "/", "content-length: 2000");
        assertThat(client.message(stream).status()).isEqualTo("503");
    }

    /// What comes until the gateway has seen all that was sent.
    private static List<Http2Wire.Frame> untilSeen(Http2Wire client) throws IOException {
        client.frame(PING, 0, 0, new byte[8]);
        var seen = new ArrayList<Http2Wire.Frame>();
        for (var next = client.next(); next.type() != PING; next = client.next()) {
            seen.add(next);
        }
        return seen;
    }

    @Test
    void itMayEndItByItselfAndIsNotReset() throws Exception {
        try (var rig = new GatewayRig(clock::get);
                var client = Http2Wire.client(rig.address)) {
            ask(client, 1);
            ask(client, 3);
            client.data(END_STREAM, 1, "").reset(3, CANCEL);

            assertThat(untilSeen(client)).noneMatch(frame -> frame.type() == RST_STREAM);
            client.get(5, "/");
            assertThat(client.message(5).status()).isEqualTo("503");
        }
    }

    @Test
    void whoGoesOnIsToldToStopAfterAWhile() throws Exception {
        try (var rig = new GatewayRig(clock::get);
                var client = Http2Wire.client(rig.address)) {
            ask(client, 1);
            assertThat(untilSeen(client)).noneMatch(frame -> frame.type() == RST_STREAM);

            clock.addAndGet(Duration.ofSeconds(2).toNanos());

            assertThat(client.await(RST_STREAM, 1).number(0)).isEqualTo(NO_ERROR);
            client.get(3, "/");
            assertThat(client.message(3).status()).isEqualTo("503");
        }
    }

    @Test
    void whatItStillSendsMakesNoRoomForMore() throws Exception {
        try (var rig = new GatewayRig(clock::get);
                var client = Http2Wire.client(rig.address)) {
            ask(client, 1);
            for (int i = 0; i < 12; i++) {
                client.data(0, 1, "x".repeat(16_000));
            }

            assertThat(untilSeen(client))
                    .noneMatch(frame -> frame.is(WINDOW_UPDATE, 1) || frame.type() == RST_STREAM);
        }
    }

    /// Clients that give up what was answered break no rule, however many they are.
    @Test
    void manyThatGiveUpWhatWasAnsweredAreServed() throws Exception {
        try (var rig = new GatewayRig(clock::get);
                var client = Http2Wire.client(rig.address)) {
            for (int first = 1; first < MANY; first += 160) {
                for (int stream = first; stream < first + 160; stream += 2) {
                    client.request(0, stream, "POST", "/", "content-length: 2000");
                }
                assertThat(untilSeen(client))
                        .filteredOn(frame -> frame.type() == HEADERS)
                        .hasSize(80);
                for (int stream = first; stream < first + 160; stream += 2) {
                    client.reset(stream, CANCEL);
                }
            }

            client.get(MANY, "/");
            assertThat(client.message(MANY).status()).isEqualTo("503");
        }
    }
}
