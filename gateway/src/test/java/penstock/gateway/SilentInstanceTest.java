package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// An instance that takes connections and requests and shows no life, as one that was stopped with SIGSTOP.
class SilentInstanceTest {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    /// A quarter of it is over, the whole is not.
    private static final Duration ONE_TRY = Duration.ofSeconds(16);

    private static final Duration UNTIL_ASKED_AGAIN = Duration.ofSeconds(11);

    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(2), ANSWER, Duration.ofMinutes(5), 1 << 20);
    private static final Rules NO_BUDGET = GatewayRig.rules(new Rescue(true, true, 1024, 0, 0));

    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicInteger silentRequests = new AtomicInteger();

    private RawUpstream silent() throws IOException {
        return new RawUpstream(
                peer -> {
                    if (!peer.head().isEmpty()) {
                        silentRequests.incrementAndGet();
                        asked.countDown();
                        over.await();
                    }
                });
    }

    private static GatewayRig rig(Rules rules, Place... instances) throws IOException {
        var split = Split.all(GatewayRig.version("v1", instances));
        return new GatewayRig().serve(GatewayRig.route(split, LIMITS, rules));
    }

    /// Clients until one is with the silent instance; the others were answered.
    private RawClient atTheSilentOne(GatewayRig rig, String... head) throws Exception {
        while (true) {
            var client = rig.client();
            client.request(head);
            Await.until(() -> asked.getCount() == 0 || isAnswered(client));
            if (!isAnswered(client)) {
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
                return client;
            }
            client.close();
        }
    }

    private static boolean isAnswered(RawClient client) {
        try {
            return client.in.available() > 0;
        } catch (IOException closed) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void aSafeRequestGoesToAnotherInstanceOfTheVersion(String method) throws Exception {
        try (var silent = silent();
                var alive = RawUpstream.answering(200, "alive");
                var rig = rig(Rules.DEFAULT, silent, alive);
                var client = atTheSilentOne(rig, method + " / HTTP/1.1", "Host: a")) {
            rig.advance(ONE_TRY);

            assertThat(client.answer(!method.equals("HEAD")).status()).isEqualTo(200);
            assertThat(silentRequests).hasValue(1);
            assertThat(rig.observed("v1").upstreamErrors()).isEqualTo(1);
            over.countDown();
        }
    }

    @Test
    void theSilentOneGetsNoMoreUntilItIsHeardOf() throws Exception {
        try (var silent = silent();
                var alive = RawUpstream.answering(200, "alive");
                var rig = rig(Rules.DEFAULT, silent, alive);
                var client = atTheSilentOne(rig, "GET / HTTP/1.1", "Host: a")) {
            rig.advance(ONE_TRY);
            client.answer();

            List<Integer> met = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                met.add(client.get("/").status());
            }

            assertThat(met).containsOnly(200);
            assertThat(silentRequests).hasValue(1);
            over.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void anUnsafeRequestIsNeverSentToAnother(String method) throws Exception {
        Rules all = GatewayRig.rules(new Rescue(true, true, 1024, 2_000, 10));

        staysWithTheSilentOne(all, method);
    }

    @Test
    void withoutABudgetItStays() throws Exception {
        staysWithTheSilentOne(NO_BUDGET, "GET");
    }

    private void staysWithTheSilentOne(Rules rules, String method) throws Exception {
        try (var silent = silent();
                var alive = RawUpstream.answering(200, "alive");
                var rig = rig(rules, silent, alive);
                var client =
                        atTheSilentOne(
                                rig, method + " / HTTP/1.1", "Host: a", "Content-Length: 0")) {
            int answered = alive.heads.size();

            var answer = new Advancing(rig, ONE_TRY).until(client::answer);

            assertThat(answer.status()).isEqualTo(504);
            assertThat(alive.heads).hasSize(answered);
            over.countDown();
        }
    }

    @Test
    void anInstanceThatIsOnlySlowKeepsItsRequest() throws Exception {
        var slowRequests = new AtomicInteger();
        var goOn = new CountDownLatch(1);
        try (var slow =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        if (head.contains("/slow")) {
                                            slowRequests.incrementAndGet();
                                            goOn.await();
                                        }
                                        peer.ok("done");
                                    }
                                });
                var dead = RawUpstream.absent();
                var rig = rig(Rules.DEFAULT, slow, dead);
                var client = rig.client();
                var other = rig.client()) {
            client.request("GET /slow HTTP/1.1", "Host: a");
            Await.until(() -> slowRequests.get() == 1);

            for (int i = 0; i < 3; i++) {
                assertThat(other.get("/").status()).isEqualTo(200);
                rig.advance(ONE_TRY);
            }
            assertThat(other.get("/").status()).isEqualTo(200);
            goOn.countDown();

            assertThat(client.answer().body()).isEqualTo("done");
            assertThat(slowRequests).hasValue(1);
        }
    }

    @Test
    void whenAllAreSilentTheAnswerHasOneLimitForAllOfThem() throws Exception {
        try (var one = silent();
                var two = silent();
                var rig = rig(Rules.DEFAULT, one, two);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

            rig.advance(ONE_TRY);
            Await.until(() -> silentRequests.get() == 2);
            rig.advance(ANSWER.minus(ONE_TRY));

            assertThat(client.answer().status()).isEqualTo(504);
            over.countDown();
        }
    }

    @Test
    void oneThatWasSilentBeforeIsAskedAgainWhenItsTimeHasCome() throws Exception {
        try (var one = silent();
                var two = silent();
                var rig = rig(Rules.DEFAULT, one, two);
                var before = rig.client()) {
            before.request("GET / HTTP/1.1", "Host: a");
            Await.until(() -> silentRequests.get() == 1);
            rig.advance(ONE_TRY);
            Await.until(() -> silentRequests.get() == 2);
            rig.advance(ANSWER.minus(ONE_TRY));
            assertThat(before.answer().status()).isEqualTo(504);
            rig.advance(UNTIL_ASKED_AGAIN);

            try (var client = rig.client()) {
                client.request("GET / HTTP/1.1", "Host: a");
                Await.until(() -> silentRequests.get() == 3);
                rig.advance(ONE_TRY);

                Await.until(() -> silentRequests.get() == 4);
            }
            over.countDown();
        }
    }
}
