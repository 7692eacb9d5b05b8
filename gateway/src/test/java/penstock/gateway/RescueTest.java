package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Split;

/// What users see of a candidate that fails, and what is counted.
class RescueTest {

    @Test
    void aServerErrorOfTheCandidateIsAnsweredByStableAndStillCounted() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(503, "broken");
                var rig = new GatewayRig().serveCandidate(stable, candidate, 10_000);
                var client = rig.client()) {
            var answer = client.get("/");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("stable");
            assertThat(answer.header("Penstock-Version")).isEqualTo("v1");
            assertThat(answer.header("Penstock-Rescued")).isEqualTo("true");
            var counted = rig.observed("v2");
            assertThat(counted.requests()).isEqualTo(1);
            assertThat(counted.role()).isEqualTo(Role.CANDIDATE);
            assertThat(counted.status().serverErrors()).isEqualTo(1);
            assertThat(counted.failedRequests()).isEqualTo(1);
            assertThat(counted.failingClients()).isEqualTo(1);
            assertThat(counted.rescued()).isEqualTo(1);
            assertThat(counted.upstreamErrors()).isZero();
            assertThat(counted.latency().count()).isEqualTo(1);
            assertThat(rig.hasObserved("v1")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "rubbish\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"
            })
    void anAnswerThatBreaksOffBeforeItBeginsOrIsMalformedIsRescued(String bytes) throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(bytes);
                                });
                var rig = new GatewayRig().serveCandidate(stable, candidate, 10_000);
                var client = rig.client()) {
            assertThat(client.get("/").body()).isEqualTo("stable");
            assertThat(rig.observed("v2").upstreamErrors()).isEqualTo(1);
            assertThat(rig.observed("v2").rescued()).isEqualTo(1);
        }
    }

    @Test
    void aCandidateThatDoesNotAnswerInTimeIsRescued() throws Exception {
        var over = new CountDownLatch(1);
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.silent(over);
                var rig = new GatewayRig().serveCandidate(stable, candidate, 10_000);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");
            Await.until(() -> !candidate.heads.isEmpty());
            rig.advance(GatewayRig.CALM.requestTimeout());

            assertThat(client.answer().body()).isEqualTo("stable");
            var observed = rig.observed("v2");
            assertThat(observed.failedRequests()).isEqualTo(1);
            assertThat(observed.latency().quantileIndex(0))
                    .isGreaterThanOrEqualTo(
                            LatencyHistogram.indexOf(GatewayRig.CALM.requestTimeout().toNanos()));
            over.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "POST / HTTP/1.1"})
    void aCandidateThatIsNotThereIsRescuedWhateverTheMethod(String line) throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.absent();
                var rig = new GatewayRig().serveCandidate(stable, candidate, 10_000);
                var client = rig.client()) {
            client.request(line, "Host: a", "Content-Length: 2").send("hi");

            var answer = client.answer();

            assertThat(answer.body()).isEqualTo("stable");
            assertThat(answer.header("Penstock-Rescued")).isEqualTo("true");
            assertThat(rig.observed("v2").upstreamErrors()).isEqualTo(1);
            assertThat(rig.observed("v2").failedRequests()).isEqualTo(1);
        }
    }

    @Test
    void requestsThatMayHaveChangedSomethingAreNotRepeated() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(500, "broken");
                var rig = new GatewayRig().serveCandidate(stable, candidate, 10_000);
                var client = rig.client()) {
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 0");

            assertThat(client.answer().body()).isEqualTo("broken");
            client.request("GET / HTTP/1.1", "Host: a", "Content-Length: 1").send("x");
            assertThat(client.answer().body()).isEqualTo("broken");
            assertThat(stable.heads).isEmpty();
            assertThat(rig.observed("v2").rescued()).isZero();
            assertThat(rig.observed("v2").failedRequests()).isEqualTo(2);
        }
    }

    @Test
    void withoutBudgetTheCandidatesOwnAnswerGoesThrough() throws Exception {
        var frugal = GatewayRig.rules(new Rescue(false, false, 0, 0, 0));
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(500, "broken");
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(
                    GatewayRig.route(
                            GatewayRig.split(
                                    GatewayRig.version("v1", stable),
                                    GatewayRig.version("v2", candidate),
                                    10_000),
                            frugal));

            var answer = client.get("/");

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("broken");
            assertThat(answer.header("Penstock-Version")).isEqualTo("v2");
        }
    }

    @Test
    void thereIsOneRescueAndNoMore() throws Exception {
        try (var stable = RawUpstream.answering(500, "also broken");
                var candidate = RawUpstream.answering(500, "broken");
                var rig = new GatewayRig().serveCandidate(stable, candidate, 10_000);
                var client = rig.client()) {
            assertThat(client.get("/").body()).isEqualTo("also broken");
            assertThat(stable.heads).hasSize(1);
            assertThat(candidate.heads).hasSize(1);
            assertThat(rig.observed("v2").rescued()).isZero();
            assertThat(rig.observed("v2").requests()).isEqualTo(1);
        }
    }

    @Test
    void stableIsNeverRescued() throws Exception {
        try (var stable = RawUpstream.answering(500, "broken");
                var candidate = RawUpstream.answering(200, "fine");
                var rig = new GatewayRig().serveCandidate(stable, candidate, 0);
                var client = rig.client()) {
            assertThat(client.get("/").status()).isEqualTo(500);
            assertThat(candidate.heads).isEmpty();
        }
    }

    @Test
    void oneBrokenClientCountsOnceHoweverOftenItFails() throws Exception {
        try (var stable = RawUpstream.answering(500, "broken");
                var rig = new GatewayRig().serveStable(stable);
                var client = rig.client()) {
            for (int i = 0; i < 5; i++) {
                client.request("GET / HTTP/1.1", "Host: a", "Cookie: uid=one").answer();
            }
            client.request("GET / HTTP/1.1", "Host: a", "Cookie: uid=two").answer();

            assertThat(rig.observed("v1").failedRequests()).isEqualTo(6);
            assertThat(rig.observed("v1").failingClients()).isEqualTo(2);
        }
    }

    @Test
    void aCandidateThatHasBecomeStableMeanwhileAnswersForItself() throws Exception {
        var asked = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate =
                        new RawUpstream(
                                peer -> {
                                    while (!peer.head().isEmpty()) {
                                        asked.countDown();
                                        goOn.await();
                                        peer.answer(500, "broken");
                                    }
                                });
                var rig = new GatewayRig().serve(patient(trial(stable, candidate)));
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");
            asked.await();

            rig.serve(patient(Split.all(GatewayRig.version("v2", candidate))));
            goOn.countDown();

            assertThat(client.answer().body()).isEqualTo("broken");
            assertThat(rig.observed("v2").requests()).isEqualTo(1);
            assertThat(rig.observed("v2").rescued()).isZero();
        }
    }

    @Test
    void stableInstancesThatCameMeanwhileRescueToo() throws Exception {
        var asked = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var before = RawUpstream.answering(200, "before");
                var now = RawUpstream.answering(200, "now");
                var candidate =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    asked.countDown();
                                    goOn.await();
                                });
                var rig = new GatewayRig().serve(patient(trial(before, candidate)));
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a");
            asked.await();

            rig.serve(patient(trial(now, candidate)));
            goOn.countDown();

            assertThat(client.answer().body()).isEqualTo("now");
            assertThat(rig.observed("v2").rescued()).isEqualTo(1);
        }
    }

    private static Split trial(Place stable, Place candidate) {
        return GatewayRig.split(
                GatewayRig.version("v1", stable), GatewayRig.version("v2", candidate), 10_000);
    }

    /// With more time for an answer than a test takes.
    private static Route patient(Split split) {
        var second = Duration.ofSeconds(1);
        return GatewayRig.route(
                split,
                new Limits(
                        second.multipliedBy(2),
                        second.multipliedBy(60),
                        second.multipliedBy(60),
                        1 << 20));
    }
}
