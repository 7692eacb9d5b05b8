package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.gateway.routes.InFlight;
import penstock.gateway.routes.Pin;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// Requests of pages that the version before the present one served.
class PinTest {

    private static Route route(RouteVersion present, Optional<RouteVersion> before) {
        var keys =
                Arrays.asList("header:X-Penstock-Version", "query:v", "cookie:penstock-version")
                        .stream()
                        .map(Pin.Key::parse)
                        .toList();
        return GatewayRig.route(Split.all(present), Rules.DEFAULT.with(new Pin(keys, before)));
    }

    private static GatewayRig promoted(Place before, Place present) throws Exception {
        return new GatewayRig()
                .serve(
                        route(
                                GatewayRig.version("v2", present),
                                Optional.of(GatewayRig.version("v1+b", before))));
    }

    private static RawClient.Answer ask(RawClient client, String request) throws Exception {
        int bar = request.indexOf('|');
        return client.request(request.substring(0, bar), "Host: a", request.substring(bar + 1))
                .answer();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /app.js HTTP/1.1|X-Penstock-Version: v1+b",
                "GET /app.js?a=1&v=v1%2Bb HTTP/1.1|A: b",
                "POST /api HTTP/1.1|Cookie: a=b; penstock-version=v1%2Bb",
                "GET /app.js HTTP/1.1|Cookie: penstock-version=v1%2Bb\r\nSec-Fetch-Mode: cors"
            })
    void whatNamesTheOldVersionIsServedByItAndCountedApart(String request) throws Exception {
        try (var before = RawUpstream.answering(200, "old");
                var present = RawUpstream.answering(200, "new");
                var rig = promoted(before, present);
                var client = rig.client()) {
            assertThat(ask(client, request).body()).isEqualTo("old");
            assertThat(rig.observed("v1+b", Role.PINNED)).isEqualTo(1);
            assertThat(rig.observed("v2", Role.STABLE)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1|A: b",
                "GET / HTTP/1.1|X-Penstock-Version: v0",
                "GET /?v=v0 HTTP/1.1|Cookie: penstock-version=v1%2Bb",
                "GET /v=v1%2Bb HTTP/1.1|A: b",
                "GET / HTTP/1.1|Cookie: penstock-version=v1%2Bb\r\nSec-Fetch-Mode: navigate"
            })
    void everythingElseIsServedByThePresentVersion(String request) throws Exception {
        try (var before = RawUpstream.answering(200, "old");
                var present = RawUpstream.answering(200, "new");
                var rig = promoted(before, present);
                var client = rig.client()) {
            assertThat(ask(client, request).body()).isEqualTo("new");
        }
    }

    @Test
    void theCookieIsSetWhenAnotherVersionAnswersThanItNames() throws Exception {
        try (var before = RawUpstream.answering(200, "old");
                var present = RawUpstream.answering(200, "new");
                var rig = promoted(before, present);
                var client = rig.client()) {
            assertThat(client.get("/").header("Set-Cookie"))
                    .isEqualTo("penstock-version=v2; Path=/; HttpOnly; SameSite=Lax");
            client.request("GET / HTTP/1.1", "Host: a", "Cookie: penstock-version=v2");
            assertThat(client.answer().header("Set-Cookie")).isEmpty();
            client.request("GET / HTTP/1.1", "Host: a", "Cookie: penstock-version=v1%2Bb");
            assertThat(client.answer().header("Set-Cookie")).isEmpty();
            client.request("GET / HTTP/1.1", "Host: a", "Cookie: penstock-version=v0");
            assertThat(client.answer().header("Set-Cookie")).startsWith("penstock-version=v2;");
        }
    }

    @Test
    void withTheOldVersionThePinEndsAndItsInstancesAreDrained() throws Exception {
        try (var before = RawUpstream.answering(200, "old");
                var present = RawUpstream.answering(200, "new");
                var rig = promoted(before, present);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a", "X-Penstock-Version: v1+b");
            assertThat(client.answer().body()).isEqualTo("old");

            rig.serve(route(GatewayRig.version("v2", present), Optional.empty()));

            client.request("GET / HTTP/1.1", "Host: a", "X-Penstock-Version: v1+b");
            assertThat(client.answer().body()).isEqualTo("new");
            assertThat(rig.inFlight()).noneMatch(one -> one.instanceId().startsWith("v1"));
        }
    }

    @Test
    void aPinnedRequestIsInFlightOnTheOldVersion() throws Exception {
        var goOn = new java.util.concurrent.CountDownLatch(1);
        try (var before =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
                                    goOn.await();
                                    peer.send("old");
                                });
                var present = RawUpstream.answering(200, "new");
                var rig = promoted(before, present);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a", "X-Penstock-Version: v1+b").head();

            rig.serve(route(GatewayRig.version("v2", present), Optional.empty()));

            assertThat(rig.inFlight()).isEqualTo(List.of(new InFlight("v1+b-" + before.port(), 1)));
            goOn.countDown();
            Await.until(() -> rig.inFlight().isEmpty());
        }
    }

    @Test
    void whatTheOldVersionFailsIsAnsweredByThePresentOne() throws Exception {
        try (var before = RawUpstream.absent();
                var present = RawUpstream.answering(200, "new");
                var rig = promoted(before, present);
                var client = rig.client()) {
            client.request("GET / HTTP/1.1", "Host: a", "X-Penstock-Version: v1+b");

            assertThat(client.answer().body()).isEqualTo("new");
            assertThat(rig.observed("v1+b", Role.PINNED)).isEqualTo(1);
        }
    }
}
