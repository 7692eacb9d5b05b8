package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.END_STREAM;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Closure;
import penstock.gateway.routes.Entries;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.EntryMatch;
import penstock.gateway.routes.Filters;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.StickyKey;

/// Clients and instances of HTTP/2 with what routes do on the way.
class Http2FeaturesTest {

    private final BlockingQueue<Http2Wire.Message> asked = new LinkedBlockingQueue<>();

    /// Keeps what it is asked, and answers with the path.
    private RawUpstream instance() throws Exception {
        return new RawUpstream(
                peer -> {
                    var wire = Http2Wire.server(peer.socket);
                    for (var request = wire.requestOrNull();
                            request != null;
                            request = wire.requestOrNull()) {
                        asked.add(request);
                        wire.headers(0, request.stream(), ":status: 200")
                                .data(END_STREAM, request.stream(), request.header(":path"));
                    }
                });
    }

    private static Route service(String id, RouteVersion version) {
        return new Route(
                id,
                List.of(),
                "/",
                List.of(new StickyKey.Cookie("uid")),
                Split.all(version),
                GatewayRig.CALM);
    }

    private static Entries way(Filters filters) {
        var shop = new Entry.Backend("production/shop", 1, true, Filters.NONE);
        return new Entries(
                List.of(
                        new Entry(
                                "production/e",
                                1,
                                0,
                                List.of("entry.test"),
                                List.of(new StickyKey.Cookie("uid")),
                                List.of(EntryMatch.below("/api")),
                                filters,
                                List.of(shop),
                                Entry.Timeouts.NONE)),
                Map.of());
    }

    /// A reset would come when both sides have ended the stream (RFC 9113 section 5.1).
    @Test
    void anAnswerOfTheGatewayToAWholeRequestIsFollowedByNoReset() throws Exception {
        try (var rig = new GatewayRig();
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/");
            assertThat(client.message(1).status()).isEqualTo("503");

            client.frame(Http2Wire.PING, 0, 0, new byte[8]);
            var next = client.next();
            while (next.type() != Http2Wire.PING) {
                assertThat(next.type()).isNotEqualTo(Http2Wire.RST_STREAM);
                next = client.next();
            }
        }
    }

    @Test
    void copiesGoToInstancesOfHttp2FromClientsOfBothVersions() throws Exception {
        var copies =
                new Filters(
                        Filters.NONE.request(),
                        Filters.NONE.response(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new Filters.Mirror("production/audit", 1, 1)),
                        Optional.empty());
        try (var shop = RawUpstream.answering(200, "shop");
                var audit = instance();
                var rig = new GatewayRig();
                var older = rig.client();
                var newer = Http2Wire.client(rig.address)) {
            rig.serve(
                    way(copies),
                    service("production/shop", GatewayRig.version("v1", shop)).byEntriesOnly(),
                    service("production/audit", GatewayRig.http2("a1", audit)).byEntriesOnly());

            older.send("POST /api/a HTTP/1.1\r\nHost: entry.test\r\nContent-Length: 2\r\n\r\nhi");
            assertThat(older.answer().body()).isEqualTo("shop");
            newer.headers(
                            0,
                            1,
                            ":method: POST",
                            ":scheme: http",
                            ":authority: entry.test",
                            ":path: /api/b")
                    .data(END_STREAM, 1, "ho");
            assertThat(newer.message(1).body()).isEqualTo("shop");

            Await.until(() -> asked.size() == 2);
            assertThat(asked)
                    .extracting(copy -> copy.header(":path") + copy.body())
                    .containsExactlyInAnyOrder("/api/ahi", "/api/bho");
            assertThat(asked).allMatch(copy -> copy.header("penstock-shadow").equals("true"));
            Await.until(() -> rig.observed("a1", Role.SHADOW) == 2);
            Await.until(() -> rig.inFlight().isEmpty());
        }
    }

    @Test
    void streamsWaitWhileARouteIsPausedAndGoOnWithTheirBodiesWhenItOpens() throws Exception {
        var pause = new Closure.Pause(Duration.ofSeconds(60), 10, Duration.ofSeconds(1), List.of());
        try (var shop = instance();
                var rig = new GatewayRig();
                var client = Http2Wire.client(rig.address);
                var other = Http2Wire.client(rig.address)) {
            var open = GatewayRig.http2("v1", shop);
            rig.serve(GatewayRig.route(Split.all(open), Rules.DEFAULT.with(pause)));
            client.request(0, 1, "POST", "/a").data(0, 1, "begun");
            other.request(END_STREAM, 1, "GET", "/b");
            for (var each : List.of(client, other)) {
                each.frame(Http2Wire.PING, 0, 0, new byte[8]);
                each.await(Http2Wire.PING, 0);
            }
            assertThat(asked).isEmpty();

            rig.serve(GatewayRig.route(Split.all(open), Rules.DEFAULT));
            client.data(END_STREAM, 1, " and ended");

            assertThat(other.message(1).body()).isEqualTo("/b");
            assertThat(client.message(1).body()).isEqualTo("/a");
            assertThat(asked).extracting(Http2Wire.Message::body).contains("begun and ended", "");
        }
    }
}
