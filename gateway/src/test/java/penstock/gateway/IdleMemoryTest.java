package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.END_STREAM;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A connection that waits for its next request keeps nothing of what the last one needed, whatever was sent.
class IdleMemoryTest {

    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
    private static final int CONNECTIONS = 400;
    private static final String LARGE = "x".repeat(7_500);

    /// What is left once references have been cleared, too.
    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            MEMORY.gc();
            least = Math.min(least, MEMORY.getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /// Something that is asked over one of the connections.
    private interface Question<C> {
        void ask(C client, String field) throws Exception;
    }

    /// Asks over each of them with a small head, then with a large one, and wants no more than `most` bytes in use for it once all have been idle
    /// for a moment.
    private static <C> void assertNothingKept(
            GatewayRig rig, List<C> clients, Question<C> question, long most) throws Exception {
        for (C client : clients) {
            question.ask(client, "small");
        }
        rig.advance(Duration.ofSeconds(2));
        long before = used();

        for (C client : clients) {
            question.ask(client, LARGE);
        }
        rig.advance(Duration.ofSeconds(2));

        Await.until(() -> used() < before + most);
        for (C client : clients) {
            question.ask(client, "small");
        }
    }

    @Test
    void nothingOfALargeHeadIsKept() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (var rig = new GatewayRig()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(rig.client());
            }

            assertNothingKept(
                    rig,
                    clients,
                    (client, field) ->
                            assertThat(
                                            client.request(
                                                            "GET / HTTP/1.1",
                                                            "Host: s",
                                                            "X-A: " + field)
                                                    .answer()
                                                    .status())
                                    .isEqualTo(503),
                    CONNECTIONS * 4_096L);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    /// Of HTTP/2 there are the frame, the field block, the cookie and the head that is made of them.
    @Test
    void nothingOfALargeFieldBlockIsKept() throws Exception {
        List<Http2Wire> clients = new ArrayList<>();
        try (var rig = new GatewayRig()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(Http2Wire.client(rig.address));
            }
            var stream = new int[] {1};

            assertNothingKept(
                    rig,
                    clients,
                    (client, field) -> {
                        stream[0] += 2;
                        client.headers(
                                END_STREAM,
                                stream[0],
                                ":method: GET",
                                ":scheme: http",
                                ":path: /",
                                ":authority: s",
                                "cookie: " + field,
                                "x-a: " + field);
                        assertThat(client.message(stream[0]).status()).isEqualTo("503");
                    },
                    CONNECTIONS * 8_192L);
        } finally {
            for (Http2Wire client : clients) {
                client.close();
            }
        }
    }
}
