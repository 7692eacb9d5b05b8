package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.Trouble;
import penstock.gateway.routes.Troubles;
import penstock.gateway.routes.Unserved;

/// In which class a request falls, and whether it tells anything about the version.
class TroubleTest {

    /// Little room and much time.
    private static final Limits SMALL =
            new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1), 1_000);

    private static GatewayRig rig(Place shop) throws IOException {
        return new GatewayRig()
                .serve(GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), SMALL));
    }

    private static void requireOnly(Observation seen, Trouble trouble, long requests) {
        assertThat(seen.troubles().counts())
                .isEqualTo(Map.of(trouble, new Troubles.Count(requests, 1)));
        assertThat(seen.unserved()).isEqualTo(Unserved.NONE);
        assertThat(seen.failed()).isEqualTo(trouble.isFailure() ? requests : 0);
        assertThat(seen.failingClients()).isEqualTo(trouble.isFailure() ? 1 : 0);
        assertThat(seen.served()).isEqualTo(requests);
    }

    @ParameterizedTest
    @CsvSource({
        "500, SERVER_ERROR",
        "503, SERVER_ERROR",
        "404, CLIENT_ERROR",
        "408, CLIENT_ERROR",
        "429, LIMITED"
    })
    void anAnswerFallsIntoTheClassOfItsStatusAndItsClientCountsOnce(int status, Trouble expected)
            throws Exception {
        try (var shop = RawUpstream.answering(status, "no");
                var rig = rig(shop);
                var client = rig.client()) {
            client.get("/");
            client.get("/");

            requireOnly(rig.observed("v1"), expected, 2);
        }
    }

    @Test
    void anAnswerThatIsFineIsNoTrouble() throws Exception {
        try (var shop = RawUpstream.answering(302, "over there");
                var rig = rig(shop);
                var client = rig.client()) {
            client.get("/");

            assertThat(rig.observed("v1").troubles()).isEqualTo(Troubles.NONE);
        }
    }

    @Test
    void noAnswerInTimeIsATimeout() throws Exception {
        var over = new CountDownLatch(1);
        try (var shop = RawUpstream.silent(over);
                var rig = rig(shop);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");
            Await.until(() -> !shop.heads.isEmpty());
            rig.advance(SMALL.requestTimeout());

            assertThat(client.answer().status()).isEqualTo(504);
            requireOnly(rig.observed("v1"), Trouble.TIMEOUT, 1);
            over.countDown();
        }
    }

    @Test
    void aRefusedABrokenAndAMalformedConnectionAreOneClass() throws Exception {
        try (var absent = RawUpstream.absent();
                var rig = rig(absent);
                var client = rig.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            requireOnly(rig.observed("v1"), Trouble.CONNECTION, 1);
        }
        for (String bytes :
                new String[] {
                    "", "rubbish\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal"
                }) {
            try (var shop =
                            new RawUpstream(
                                    peer -> {
                                        peer.head();
                                        peer.send(bytes);
                                    });
                    var rig = rig(shop);
                    var client = rig.client()) {
                client.request("GET / HTTP/1.1", "Host: a", "Connection: close").rest();

                requireOnly(rig.observed("v1"), Trouble.CONNECTION, 1);
            }
        }
    }

    @Test
    void aRescuedRequestKeepsItsClassAndCountsAgainstTheCandidate() throws Exception {
        var over = new CountDownLatch(1);
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.silent(over);
                var rig = new GatewayRig().serveCandidate(stable, candidate, 10_000);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");
            Await.until(() -> !candidate.heads.isEmpty());
            rig.advance(GatewayRig.CALM.requestTimeout());

            assertThat(client.answer().body()).isEqualTo("stable");

            requireOnly(rig.observed("v2"), Trouble.TIMEOUT, 1);
            assertThat(rig.observed("v2").rescued()).isEqualTo(1);
            over.countDown();
        }
    }

    @Test
    void anAnswerOfTheCandidateThatLimitsIsPassedOnAndIsNoError() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(429, "slower, please");
                var rig = new GatewayRig().serveCandidate(stable, candidate, 10_000);
                var client = rig.client()) {
            assertThat(client.get("/").status()).isEqualTo(429);

            requireOnly(rig.observed("v2"), Trouble.LIMITED, 1);
        }
    }

    @Test
    void withoutAnInstanceTheGatewayShedsAndTheVersionIsNotCharged() throws Exception {
        var none = new RouteVersion("v1", List.of());
        try (var rig = new GatewayRig().serve(GatewayRig.route(Split.all(none), SMALL));
                var client = rig.client()) {
            assertThat(client.get("/").status()).isEqualTo(503);

            var seen = rig.observed("v1");
            assertThat(seen.unserved()).isEqualTo(new Unserved(1, 0, 0));
            assertThat(seen.troubles()).isEqualTo(Troubles.NONE);
            assertThat(seen.requests()).isEqualTo(1);
            assertThat(seen.failedRequests()).as("as its user sees it").isEqualTo(1);
            assertThat(seen.failed()).isZero();
            assertThat(seen.served()).isZero();
            assertThat(seen.failingClients()).isZero();
            assertThat(seen.latency().count()).isZero();
        }
    }

    @Test
    void aCandidateWithoutAnInstanceIsNotChargedForWhatStableAnswers() throws Exception {
        var none = new RouteVersion("v2", List.of());
        try (var stable = RawUpstream.answering(200, "stable");
                var rig =
                        new GatewayRig()
                                .serve(
                                        GatewayRig.route(
                                                GatewayRig.split(
                                                        GatewayRig.version("v1", stable),
                                                        none,
                                                        10_000),
                                                SMALL));
                var client = rig.client()) {
            assertThat(client.get("/").body()).isEqualTo("stable");

            assertThat(rig.observed("v2").failed()).isZero();
            assertThat(rig.observed("v2").failingClients()).isZero();
            assertThat(rig.observed("v2").unserved().shed()).isEqualTo(1);
        }
    }

    @Test
    void aBodyThatIsTooLargeTooSlowOrMalformedIsTheClientsDoing() throws Exception {
        for (String body : new String[] {"FFFF\r\n" + "x".repeat(2_000), "zz\r\n", ""}) {
            var over = new CountDownLatch(1);
            try (var shop =
                            new RawUpstream(
                                    peer -> {
                                        peer.head();
                                        over.await();
                                    });
                    var rig = rig(shop);
                    var client = rig.client()) {
                client.request("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
                assertThat(shop.heads.isEmpty()).isTrue();
                Await.until(() -> shop.connections.get() > 0);
                client.send(body);

                var answer =
                        body.isEmpty()
                                ? new Advancing(rig, Duration.ofSeconds(61)).until(client::answer)
                                : client.answer();

                assertThat(answer.status()).isIn(400, 408, 413);
                var seen = rig.observed("v1");
                assertThat(seen.unserved()).isEqualTo(new Unserved(0, 1, 0));
                assertThat(seen.troubles()).isEqualTo(Troubles.NONE);
                assertThat(seen.served()).isZero();
                over.countDown();
            }
        }
    }

    @Test
    void aRequestItsClientGaveUpIsNoErrorOfAnyClass() throws Exception {
        var isAsked = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    isAsked.countDown();
                                    over.await();
                                });
                var rig = new GatewayRig()) {
            rig.serve(GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), Limits.DEFAULT));
            var client = rig.client();
            client.request("GET / HTTP/1.1", "Host: a");
            assertThat(isAsked.await(60, TimeUnit.SECONDS)).isTrue();

            client.socket.setSoLinger(true, 0);
            client.close();

            Await.until(() -> rig.hasObserved("v1"));
            var seen = rig.observed("v1");
            assertThat(seen.unserved()).isEqualTo(new Unserved(0, 0, 1));
            assertThat(seen.troubles()).isEqualTo(Troubles.NONE);
            assertThat(seen.failedRequests()).isZero();
            assertThat(seen.served()).isEqualTo(1);
            assertThat(seen.latency().count()).isEqualTo(1);
            over.countDown();
        }
    }
}
