package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.END_STREAM;

import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Split;

/// Openings of WebSockets (RFC 8441) that an instance does not follow.
class Http2UpgradeTest {

    private static Http2Wire.Message open(Http2Wire client) throws Exception {
        client.headers(
                0,
                1,
                ":method: CONNECT",
                ":protocol: websocket",
                ":scheme: http",
                ":path: /chat",
                ":authority: shop.test",
                "sec-websocket-version: 13");
        return client.message(1);
    }

    @Test
    void anAnswerWithoutAChangeOfProtocolIsNoSuccess() throws Exception {
        try (var shop = RawUpstream.answering(200, "a page");
                var rig = new GatewayRig().serveStable(shop);
                var client = Http2Wire.client(rig.address)) {
            var answer = open(client);

            assertThat(answer.header(":status")).isEqualTo("501");
            assertThat(answer.body()).isEqualTo("a page");
        }
    }

    @Test
    void aRefusalIsTold() throws Exception {
        try (var shop = RawUpstream.answering(403, "not you");
                var rig = new GatewayRig().serveStable(shop);
                var client = Http2Wire.client(rig.address)) {
            assertThat(open(client).header(":status")).isEqualTo("403");
        }
    }

    @Test
    void anInstanceOfHttp2GetsAPlainRequestAndItsAnswerIsNoSuccess() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    var wire = Http2Wire.server(peer.socket);
                                    for (var request = wire.requestOrNull();
                                            request != null;
                                            request = wire.requestOrNull()) {
                                        wire.headers(0, request.stream(), ":status: 200")
                                                .data(
                                                        END_STREAM,
                                                        request.stream(),
                                                        request.header(":method")
                                                                + request.header(":path"));
                                    }
                                });
                var rig =
                        new GatewayRig()
                                .serve(GatewayRig.route(Split.all(GatewayRig.http2("v1", shop))));
                var client = Http2Wire.client(rig.address)) {
            var answer = open(client);

            assertThat(answer.header(":status")).isEqualTo("501");
            assertThat(answer.body()).isEqualTo("GET/chat");
        }
    }
}
