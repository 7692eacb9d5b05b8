package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// An instance that does not want a request answers before it has read it, and closes: what is still under way to it is answered with a
/// reset, which must not take the answer with it.
class EarlyAnswerTest {

    private static final int BODY = 1_000_000;

    /// Reset and answer come in any order.
    private static final int TIMES = 30;

    @Test
    void theAnswerOfAnInstanceThatClosesInTheMiddleOfABodyReachesTheClient() throws Exception {
        try (var refusing =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(
                                            "HTTP/1.1 413 X\r\nContent-Length: 9\r\nConnection: close\r\n\r\ntoo large");
                                });
                var gateway = new GatewayRig().serveStable(refusing);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TIMES; i++) {
                Future<?> sending;
                try (var client = gateway.client()) {
                    client.request("POST / HTTP/1.1", "Host: a", "Content-Length: " + BODY);
                    sending = send(client, threads);

                    RawClient.Answer answer = client.answer();

                    assertThat(answer.status()).isEqualTo(413);
                    assertThat(answer.body()).isEqualTo("too large");
                }
                sending.get();
            }
        }
    }

    private static Future<?> send(RawClient client, ExecutorService threads) {
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
