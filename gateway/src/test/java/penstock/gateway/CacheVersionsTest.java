package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.Upstream;

/// No version answers with what another has said, and what a cache answers is nothing that a version did.
class CacheVersionsTest {

    private static Split trial(Place stable, Place candidate, int basisPoints) {
        return GatewayRig.split(
                GatewayRig.version("v1", stable), GatewayRig.version("v2", candidate), basisPoints);
    }

    private static RawClient.Answer asks(GatewayRig rig, int user) throws IOException {
        try (var client = rig.client()) {
            return client.request("GET / HTTP/1.1", "Host: shop.test", "Cookie: uid=u" + user)
                    .answer();
        }
    }

    @Test
    void eachUserGetsTheAnswerOfTheVersionOfItsCohort() throws Exception {
        try (var stable = RawUpstream.replying(CacheWords.keepable("old"));
                var candidate = RawUpstream.replying(CacheWords.keepable("new"));
                var rig =
                        new GatewayRig()
                                .serve(
                                        CacheWords.route(
                                                trial(stable, candidate, 5_000),
                                                CacheWords.USUAL))) {
            int ofCandidate = 0;
            for (int round = 0; round < 2; round++) {
                for (int user = 0; user < 40; user++) {
                    RawClient.Answer answer = asks(rig, user);
                    boolean isNew = answer.header("Penstock-Version").equals("v2");
                    assertThat(answer.body()).isEqualTo(isNew ? "new" : "old");
                    ofCandidate += isNew ? 1 : 0;
                }
            }

            assertThat(ofCandidate).isBetween(10, 70);
            assertThat(stable.heads).hasSize(1);
            assertThat(candidate.heads).hasSize(1);
            // what the cache has answered is nothing that a version did
            assertThat(rig.observed("v1").requests()).isEqualTo(1);
            assertThat(rig.observed("v2").requests()).isEqualTo(1);
            assertThat(new CacheWords(rig).total().hits()).isEqualTo(78);
        }
    }

    @Test
    void aPromotionKeepsTheAnswersOfTheNewVersionOnly() throws Exception {
        try (var stable = RawUpstream.replying(CacheWords.keepable("old"));
                var candidate = RawUpstream.replying(CacheWords.keepable("new"));
                var rig =
                        new GatewayRig()
                                .serve(
                                        CacheWords.route(
                                                trial(stable, candidate, 5_000),
                                                CacheWords.USUAL))) {
            for (int user = 0; user < 20; user++) {
                asks(rig, user);
            }
            var counted = new CacheWords(rig);
            assertThat(counted.total().entries()).isEqualTo(2);

            rig.serve(
                    CacheWords.route(
                            Split.all(GatewayRig.version("v2", candidate)), CacheWords.USUAL));

            assertThat(counted.total().entries()).isEqualTo(1);
            for (int user = 0; user < 20; user++) {
                assertThat(asks(rig, user).body()).isEqualTo("new");
            }
            assertThat(candidate.heads).hasSize(1);
        }
    }

    @Test
    void anAnswerOnItsWayWhenItsVersionGoesIsNotKept() throws Exception {
        var allowed = new Semaphore(0);
        try (var stable = RawUpstream.replying(CacheWords.keepable("old"));
                var candidate = CacheWords.holding(allowed, CacheWords.keepable("new"));
                var rig =
                        new GatewayRig()
                                .serve(
                                        CacheWords.route(
                                                trial(stable, candidate, 10_000),
                                                CacheWords.USUAL));
                var client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            Await.until(() -> candidate.heads.size() == 1);

            rig.serve(
                    CacheWords.route(
                            Split.all(GatewayRig.version("v1", stable)), CacheWords.USUAL));
            allowed.release();

            assertThat(client.answer().body()).isEqualTo("new");
            assertThat(new CacheWords(rig).total().entries()).isZero();
            assertThat(client.get("/").body()).isEqualTo("old");
        }
    }

    @Test
    void anAnswerThatStableGaveForTheCandidateIsNotTheCandidates() throws Exception {
        try (var stable = RawUpstream.replying(CacheWords.keepable("old"));
                var candidate = RawUpstream.answering(500, "broken");
                var rig =
                        new GatewayRig()
                                .serve(
                                        CacheWords.route(
                                                trial(stable, candidate, 10_000),
                                                CacheWords.USUAL));
                var client = rig.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").body()).isEqualTo("old");
            }

            assertThat(new CacheWords(rig).total().entries()).isZero();
            assertThat(rig.observed("v2").failedRequests()).isEqualTo(3);
            assertThat(rig.observed("v2").rescued()).isEqualTo(3);
        }
    }

    @Test
    void theBaselineBeginsWithNothingAsTheCandidateDoes() throws Exception {
        try (var stable = RawUpstream.replying(CacheWords.keepable("old"));
                var fresh = RawUpstream.replying(CacheWords.keepable("old"));
                var candidate = RawUpstream.replying(CacheWords.keepable("new"));
                var rig = new GatewayRig()) {
            var upstreams = List.of(new Upstream("fresh", "127.0.0.1", fresh.port()));
            var split =
                    new Split(
                            "salt",
                            GatewayRig.version("v1", stable),
                            Optional.of(GatewayRig.version("v2", candidate)),
                            3_000,
                            Optional.of(new RouteVersion("v1", upstreams)));
            rig.serve(
                    CacheWords.route(
                            Split.all(GatewayRig.version("v1", stable)), CacheWords.USUAL));
            asks(rig, 0);

            rig.serve(CacheWords.route(split, CacheWords.USUAL));
            for (int user = 0; user < 40; user++) {
                asks(rig, user);
            }

            assertThat(stable.heads).hasSize(1);
            assertThat(fresh.heads).hasSize(1);
            assertThat(candidate.heads).hasSize(1);
            assertThat(rig.observed("v1", Role.BASELINE)).isEqualTo(1);
        }
    }
}
