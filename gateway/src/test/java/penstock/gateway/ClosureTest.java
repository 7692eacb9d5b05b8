package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.gateway.routes.Closure;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// Routes that are closed for maintenance or paused.
class ClosureTest {

    private static final Closure.Pause PAUSE =
            new Closure.Pause(Duration.ofSeconds(30), 2, Duration.ofSeconds(7), List.of("/health"));

    private static final Closure.Page NO_PAGE = new Closure.Page("text/html", "");

    private static Route open(Place shop) {
        return GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), Rules.DEFAULT);
    }

    private static Route closed(Place shop, Closure closure) {
        return GatewayRig.route(
                Split.all(GatewayRig.version("v1", shop)), Rules.DEFAULT.with(closure));
    }

    @Test
    void maintenanceAnswersWithThePageAndWhenToComeBack() throws Exception {
        var page = new Closure.Page("text/html; charset=utf-8", "<h1>Zur\u00fcck um acht</h1>");
        try (var shop = RawUpstream.answering(200, "open");
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(
                    closed(shop, new Closure.Maintenance(page, Duration.ofMinutes(5), List.of())));
            var answer = client.get("/");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("300");
            assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.body()).hasSize(page.text().length() + 1).contains("um acht");
            assertThat(shop.heads).isEmpty();
            assertThat(rig.hasObserved("v1")).isFalse();

            rig.serve(open(shop));

            assertThat(client.get("/").body()).isEqualTo("open");
        }
    }

    @Test
    void withoutAPageItIsAProblemAndExceptedPathsAreServed() throws Exception {
        try (var shop = RawUpstream.answering(200, "open");
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(
                    closed(
                            shop,
                            new Closure.Maintenance(
                                    NO_PAGE, Duration.ofMillis(1), List.of("/health"))));

            assertThat(client.get("/").body()).contains("\"code\":\"maintenance\"");
            assertThat(client.get("/").header("Retry-After")).isEqualTo("1");
            assertThat(client.get("/health").body()).isEqualTo("open");
            assertThat(client.get("/health/ready").body()).isEqualTo("open");
            assertThat(client.get("/healthy").status()).isEqualTo(503);
        }
    }

    @Test
    void requestsWaitWhileARouteIsPausedAndGoOnWithTheirBodiesWhenItOpens() throws Exception {
        var served = new AtomicInteger();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    for (String head = peer.head();
                                            !head.isEmpty();
                                            head = peer.head()) {
                                        served.addAndGet(head.contains("/health") ? 0 : 1);
                                        int length = head.startsWith("POST") ? 300_000 : 0;
                                        peer.ok(peer.in.readNBytes(length).length + " bytes");
                                    }
                                });
                var rig = new GatewayRig();
                var one = rig.client();
                var two = rig.client()) {
            rig.serve(closed(shop, PAUSE));
            one.request("GET / HTTP/1.1", "Host: a");
            two.request("POST / HTTP/1.1", "Host: a", "Content-Length: 300000");
            Thread sender = Thread.ofVirtual().start(() -> sendMuch(two));
            letLoopsTurn(rig);
            assertThat(served).hasValue(0);

            rig.serve(open(shop));

            assertThat(one.answer().body()).isEqualTo("0 bytes");
            assertThat(two.answer().body()).isEqualTo("300000 bytes");
            sender.join();
        }
    }

    private static void sendMuch(RawClient client) {
        try {
            client.send("x".repeat(300_000));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Lets every loop answer others in full, so that it has seen what was sent to it before.
    private static void letLoopsTurn(GatewayRig rig) throws Exception {
        for (int i = 0; i < 16; i++) {
            try (var other = rig.client()) {
                for (int turn = 0; turn < 3; turn++) {
                    other.get("/health");
                }
            }
        }
    }

    @Test
    void moreThanTheLimitAndWhoWaitedTooLongAreRefused() throws Exception {
        try (var shop = RawUpstream.answering(200, "open");
                var rig = new GatewayRig();
                var one = rig.client();
                var two = rig.client();
                var three = rig.client()) {
            rig.serve(closed(shop, PAUSE));
            one.request("GET / HTTP/1.1", "Host: a");
            two.request("GET / HTTP/1.1", "Host: a");
            letLoopsTurn(rig);
            var refused = three.get("/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("7");
            assertThat(refused.body()).contains("\"code\":\"paused\"");
            assertThat(three.get("/health").body()).isEqualTo("open");

            rig.advance(Duration.ofSeconds(31));

            assertThat(one.answer().status()).isEqualTo(503);
            assertThat(two.answer().status()).isEqualTo(503);
            rig.serve(open(shop));
            assertThat(one.get("/").body()).isEqualTo("open");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a whole body"})
    void whoHangsUpMakesRoomAndIsNotServedLater(String body) throws Exception {
        try (var shop = RawUpstream.answering(200, "open");
                var rig = new GatewayRig()) {
            rig.serve(closed(shop, PAUSE));
            for (int i = 0; i < 2; i++) {
                rig.client()
                        .request(
                                "POST /gone HTTP/1.1",
                                "Host: a",
                                "Content-Length: " + body.length())
                        .send(body)
                        .close();
            }
            letLoopsTurn(rig);
            try (var one = rig.client();
                    var two = rig.client()) {
                one.request("GET / HTTP/1.1", "Host: a");
                two.request("GET / HTTP/1.1", "Host: a");
                letLoopsTurn(rig);
                rig.serve(open(shop));

                assertThat(one.answer().body()).isEqualTo("open");
                assertThat(two.answer().body()).isEqualTo("open");
                assertThat(shop.heads).noneMatch(head -> head.startsWith("POST"));
            }
        }
    }

    @Test
    void aTableThatLeavesTheRoutePausedChangesNothingForThoseWhoWait() throws Exception {
        try (var shop = RawUpstream.answering(200, "open");
                var rig = new GatewayRig();
                var one = rig.client();
                var two = rig.client()) {
            rig.serve(closed(shop, PAUSE));
            one.request("GET / HTTP/1.1", "Host: a");
            two.request("GET / HTTP/1.1", "Host: a");
            letLoopsTurn(rig);

            rig.serve(closed(shop, PAUSE));
            letLoopsTurn(rig);
            assertThat(shop.heads).allMatch(head -> head.startsWith("GET /health"));
            rig.serve(
                    closed(
                            shop,
                            new Closure.Maintenance(NO_PAGE, Duration.ofMinutes(1), List.of())));

            assertThat(one.answer().body()).contains("maintenance");
            assertThat(two.answer().body()).contains("maintenance");
        }
    }
}
