package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.END_STREAM;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Split;

/// Calls of gRPC: what the outcome in the trailers counts for, and what the gateway says itself.
class GrpcTest {

    private static final String TYPE = "content-type: application/grpc";

    /// A message of five bytes before its content, as gRPC frames it.
    private static final String MESSAGE = "\0\0\0\0\2hi";

    /// Answers each call with a message and the trailers, or with the trailers only when there is no message in the call.
    private static RawUpstream service(String... trailers) throws Exception {
        return new RawUpstream(
                peer -> {
                    var wire = Http2Wire.server(peer.socket);
                    for (var call = wire.request(); call != null; call = wire.request()) {
                        if (call.body().isEmpty()) {
                            wire.headers(
                                    END_STREAM,
                                    call.stream(),
                                    Stream.concat(
                                                    Stream.of(":status: 200", TYPE),
                                                    Stream.of(trailers))
                                            .toArray(String[]::new));
                        } else {
                            wire.headers(0, call.stream(), ":status: 200", TYPE)
                                    .data(0, call.stream(), call.body())
                                    .headers(END_STREAM, call.stream(), trailers);
                        }
                    }
                });
    }

    private static GatewayRig serving(RouteVersion version) throws Exception {
        return new GatewayRig().serve(GatewayRig.route(Split.all(version)));
    }

    private static Http2Wire.Message call(Http2Wire client, int stream, String message)
            throws Exception {
        client.request(0, stream, "POST", "/shop.Cart/Add", TYPE, "te: trailers")
                .data(END_STREAM, stream, message);
        return client.message(stream);
    }

    @Test
    void aCallPassesWithItsTrailers() throws Exception {
        try (var shop = service("grpc-status: 0", "grpc-message: fine");
                var rig = serving(GatewayRig.http2("v1", shop));
                var client = Http2Wire.client(rig.address)) {
            var answer = call(client, 1, MESSAGE);

            assertThat(answer.status()).isEqualTo("200");
            assertThat(answer.body()).isEqualTo(MESSAGE);
            assertThat(answer.trailers()).containsExactly("grpc-status: 0", "grpc-message: fine");
            assertThat(rig.observed("v1").failedRequests()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 2", "1, 0, 4", "2, 1, 5", "3, 0, 4", "4, 1, 5", "5, 0, 4", "6, 0, 4", "7, 0, 4",
                "8, 0, 4",
        "9, 0, 4", "10, 0, 4", "11, 0, 4", "12, 1, 5", "13, 1, 5", "14, 1, 5", "15, 1, 5",
                "16, 0, 4", "99, 1, 5"
    })
    void theOutcomeOfACallCountsAsTheStatusThatSaysTheSame(int outcome, int failed, int statusClass)
            throws Exception {
        try (var shop = service("grpc-status: " + outcome);
                var rig = serving(GatewayRig.http2("v1", shop));
                var client = Http2Wire.client(rig.address)) {
            call(client, 1, MESSAGE);
            var alone = call(client, 3, "");

            assertThat(alone.head().ends()).isTrue();
            assertThat(alone.header("grpc-status")).isEqualTo("" + outcome);
            var observed = rig.observed("v1");
            assertThat(observed.failedRequests()).isEqualTo(2L * failed);
            var status = observed.status();
            assertThat(
                            List.of(
                                            status.successful(),
                                            status.redirected(),
                                            status.clientErrors(),
                                            status.serverErrors())
                                    .get(statusClass - 2))
                    .isEqualTo(2);
        }
    }

    @Test
    void aCallWithoutAnOutcomeHasFailed() throws Exception {
        try (var shop = service("x-other: 1");
                var rig = serving(GatewayRig.http2("v1", shop));
                var client = Http2Wire.client(rig.address)) {
            call(client, 1, MESSAGE);

            Await.until(() -> rig.hasObserved("v1") && rig.observed("v1").failedRequests() == 1);
        }
    }

    @Test
    void whatTheGatewaySaysItselfIsAnOutcomeToo() throws Exception {
        try (var rig = serving(new RouteVersion("v1", List.of(), Optional.empty()));
                var client = Http2Wire.client(rig.address)) {
            var answer = call(client, 1, MESSAGE);

            assertThat(answer.status()).isEqualTo("200");
            assertThat(answer.header("content-type")).isEqualTo("application/grpc");
            assertThat(answer.header("grpc-status")).isEqualTo("14");
            assertThat(answer.header("grpc-message"))
                    .isEqualTo("route production/shop has no instance to answer; try again later");
            assertThat(answer.head().ends()).isTrue();
        }
    }
}
