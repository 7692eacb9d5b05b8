package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.Retry;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// A request that is sent to its version once more.
class RetryTest {

    private static final Duration STEP = Duration.ofMillis(300);

    private static Retry retry(int attempts, String... on) {
        return new Retry(
                attempts,
                List.of(on).stream().map(Retry.On::parse).toList(),
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofMillis(250));
    }

    private static GatewayRig serve(Retry retry, Rescue rescue, Place... instances)
            throws IOException {
        return new GatewayRig()
                .serve(
                        GatewayRig.route(
                                Split.all(GatewayRig.version("v1", instances)),
                                Rules.DEFAULT.with(rescue).with(LoadRules.DEFAULT.with(retry))));
    }

    /// Answers so many requests with these bytes, then well. No bytes: the connection breaks off.
    private static RawUpstream failing(int times, String bytes, AtomicInteger asked)
            throws IOException {
        return new RawUpstream(
                peer -> {
                    for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                        peer.skipBody(head);
                        boolean isBad = asked.incrementAndGet() <= times;
                        if (isBad && bytes.isEmpty()) {
                            return;
                        }
                        peer.send(
                                isBad ? bytes : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
                    }
                });
    }

    private static String answer(int status, String... fields) {
        return "HTTP/1.1 "
                + status
                + " X\r\n"
                + String.join("", fields)
                + "Content-Length: 3\r\n\r\nbad";
    }

    @ParameterizedTest
    @CsvSource({
        "5xx, 500",
        "gateway-error, 502",
        "503, 503",
        "429, 429",
        "reset, 0",
    })
    void isRepeatedAfterWhatIsSaid(String on, int status) throws Exception {
        var asked = new AtomicInteger();
        try (var shop = failing(2, status == 0 ? "" : answer(status), asked);
                var rig = serve(retry(2, on), Rescue.DEFAULT, shop);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");

            var answer = new Advancing(rig, STEP).until(client::answer);

            assertThat(answer.body()).isEqualTo("good");
            assertThat(asked).hasValue(3);
            assertThat(rig.protection("v1", Role.STABLE).retries()).isEqualTo(2);
            // what has failed has failed, whoever answers in the end
            assertThat(rig.observed("v1").failed()).isEqualTo(status == 429 ? 0 : 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gateway-error, 500, GET",
        "5xx, 404, GET",
        "5xx, 500, POST",
        "timeout, 500, GET",
    })
    void isNotRepeatedAfterAnythingElse(String on, int status, String method) throws Exception {
        var asked = new AtomicInteger();
        try (var shop = failing(9, answer(status), asked);
                var rig = serve(retry(2, on), Rescue.DEFAULT, shop);
                var client = rig.client()) {
            client.request(method + " / HTTP/1.1", "Host: a", "Content-Length: 0");

            assertThat(client.answer().status()).isEqualTo(status);
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void theLastAnswerStands() throws Exception {
        var asked = new AtomicInteger();
        try (var shop = failing(9, answer(503), asked);
                var rig = serve(retry(2, "5xx"), Rescue.DEFAULT, shop);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");

            var answer = new Advancing(rig, STEP).until(client::answer);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("bad");
            assertThat(asked).hasValue(3);
        }
    }

    @Test
    void withoutABudgetTheFirstAnswerStands() throws Exception {
        var asked = new AtomicInteger();
        try (var shop = failing(9, answer(503), asked);
                var rig = serve(retry(2, "5xx"), new Rescue(true, true, 1024, 0, 0), shop);
                var client = rig.client()) {
            assertThat(client.get("/").status()).isEqualTo(503);
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void anotherInstanceIsAskedFirstAndTheBodyComesAgain() throws Exception {
        var rescue = new Rescue(true, false, 1024, 2_000, 10);
        try (var bad = RawUpstream.answering(500, "bad");
                var good = RawUpstream.answering(200, "good");
                var rig = serve(retry(1, "5xx"), rescue, bad, good);
                var client = rig.client()) {
            for (int i = 0; i < 6; i++) {
                client.request("PUT / HTTP/1.1", "Host: a", "Content-Length: 3").send("abc");

                assertThat(new Advancing(rig, STEP).until(client::answer).body()).isEqualTo("good");
            }

            assertThat(bad.heads).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "9, 1", "'Fri, 31 Dec 1999 23:59:59 GMT', 1"})
    void anAnswerThatAsksForMoreTimeThanThereIsStands(String retryAfter, int requests)
            throws Exception {
        var asked = new AtomicInteger();
        try (var shop = failing(1, answer(503, "Retry-After: " + retryAfter + "\r\n"), asked);
                var rig = serve(retry(1, "5xx"), Rescue.DEFAULT, shop);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");

            var answer = new Advancing(rig, STEP).until(client::answer);

            assertThat(answer.status()).isEqualTo(requests == 2 ? 200 : 503);
            assertThat(asked).hasValue(requests);
        }
    }

    @Test
    void anInstanceThatIsTooSlowIsLeftForAnother() throws Exception {
        var over = new CountDownLatch(1);
        var asked = new AtomicInteger();
        try (var slow =
                        new RawUpstream(
                                peer -> {
                                    if (!peer.head().isEmpty()) {
                                        asked.incrementAndGet();
                                        over.await();
                                    }
                                });
                var rig = serve(retry(1, "timeout"), Rescue.DEFAULT, slow);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");
            Await.until(() -> asked.get() == 1);
            rig.advance(Duration.ofSeconds(6));

            // the only one there is, so it is asked again
            new Advancing(rig, STEP)
                    .until(
                            () -> {
                                Await.until(() -> asked.get() == 2);
                                return 0;
                            });

            assertThat(rig.protection("v1", Role.STABLE).retries()).isEqualTo(1);
            over.countDown();
        }
    }

    @Test
    void aCandidatesFailureIsAnsweredByStableAsBefore() throws Exception {
        var asked = new AtomicInteger();
        try (var good = RawUpstream.answering(200, "good");
                var bad = failing(99, answer(500), asked);
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(
                    GatewayRig.route(
                            GatewayRig.split(
                                    GatewayRig.version("v1", good),
                                    GatewayRig.version("v2", bad),
                                    10_000),
                            Rules.DEFAULT.with(LoadRules.DEFAULT.with(retry(3, "5xx")))));

            var answer = client.get("/");

            assertThat(answer.body()).isEqualTo("good");
            assertThat(answer.header("Penstock-Rescued")).isEqualTo("true");
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void whoPausesWhileTheVersionLeavesGoesToTheNewOne() throws Exception {
        var asked = new AtomicInteger();
        var retry =
                new Retry(
                        1,
                        List.of(Retry.On.parse("503")),
                        Duration.ZERO,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20));
        try (var before = failing(9, answer(503), asked);
                var now = RawUpstream.answering(200, "new");
                var rig = serve(retry, Rescue.DEFAULT, before);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");
            Await.until(() -> asked.get() == 1 && rig.inFlight().isEmpty());

            rig.serve(
                    GatewayRig.route(
                            Split.all(GatewayRig.version("v2", now)),
                            Rules.DEFAULT.with(LoadRules.DEFAULT.with(retry))));
            var answer = new Advancing(rig, Duration.ofSeconds(20)).until(client::answer);

            assertThat(answer.body()).isEqualTo("new");
            assertThat(rig.observed("v1").failed()).isEqualTo(1);
        }
    }
}
