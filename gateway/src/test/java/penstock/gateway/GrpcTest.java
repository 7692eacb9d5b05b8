package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.END_STREAM;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.Outliers;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// Calls of gRPC: what the outcome in the trailers counts for, and what the gateway says itself.
class GrpcTest {

    private static final String TYPE = "content-type: application/grpc";

    /// UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS, and what is not known.
    private static final Set<Integer> FAILURES = Set.of(2, 4, 12, 13, 14, 15, 99);

    /// A message of five bytes before its content, as gRPC frames it.
    private static final String MESSAGE = "\0\0\0\0\2hi";

    /// Answers each call with a message and the trailers, or with the trailers only when there is no message in the call.
    private static RawUpstream service(String... trailers) throws Exception {
        return new RawUpstream(
                peer -> {
                    var wire = Http2Wire.server(peer.socket);
                    for (var call = wire.requestOrNull();
                            call != null;
                            call = wire.requestOrNull()) {
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

    @Test
    void theOutcomeOfACallCountsAsTheStatusThatSaysTheSame() throws Exception {
        var outcomes = IntStream.concat(IntStream.rangeClosed(0, 16), IntStream.of(99));
        try (var rig = new GatewayRig();
                var client = Http2Wire.client(rig.address)) {
            int stream = 1;
            for (int outcome : outcomes.toArray()) {
                try (var shop = service("grpc-status: " + outcome)) {
                    String version = "v" + outcome;
                    rig.serve(GatewayRig.route(Split.all(GatewayRig.http2(version, shop))));

                    call(client, stream, MESSAGE);
                    var alone = call(client, stream + 2, "");

                    stream += 4;
                    assertThat(alone.head().ends()).isTrue();
                    assertThat(alone.header("grpc-status")).isEqualTo("" + outcome);
                    assertCounts(rig, version, outcome);
                }
            }
        }
    }

    private static void assertCounts(GatewayRig rig, String version, int outcome) {
        Await.until(() -> rig.hasObserved(version) && rig.observed(version).requests() == 2);
        var observed = rig.observed(version);
        int failed = FAILURES.contains(outcome) ? 2 : 0;
        assertThat(observed.failedRequests()).describedAs("%s", outcome).isEqualTo(failed);
        assertThat(observed.status().serverErrors()).isEqualTo(failed);
        assertThat(observed.status().successful()).isEqualTo(outcome == 0 ? 2 : 0);
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
    void anInstanceWhoseCallsFailIsLeftOut() throws Exception {
        var outliers =
                new Outliers(
                        3,
                        0,
                        0,
                        50,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(30),
                        Duration.ofMinutes(30),
                        5_000);
        try (var sick = service("grpc-status: 14");
                var well = service("grpc-status: 0");
                var rig = new GatewayRig();
                var client = Http2Wire.client(rig.address)) {
            rig.serve(
                    GatewayRig.route(
                            Split.all(GatewayRig.http2("v1", sick, well)),
                            Rules.DEFAULT.with(LoadRules.DEFAULT.with(outliers))));

            var outcomes = new ArrayList<String>();
            for (int stream = 1; stream < 60; stream += 2) {
                outcomes.addAll(call(client, stream, MESSAGE).trailers());
            }

            assertThat(Collections.frequency(outcomes, "grpc-status: 14")).isEqualTo(3);
            assertThat(rig.load().ejected()).containsExactly("v1-" + sick.port());
        }
    }

    @Test
    void whatTheGatewaySaysItselfIsAnOutcomeToo() throws Exception {
        try (var rig = serving(new RouteVersion("v1", List.of()));
                var client = Http2Wire.client(rig.address)) {
            var answer = call(client, 1, MESSAGE);

            assertThat(answer.status()).isEqualTo("200");
            assertThat(answer.header("content-type")).isEqualTo("application/grpc");
            assertThat(answer.header("grpc-status")).isEqualTo("14");
            assertThat(answer.header("grpc-message"))
                    .isEqualTo(
                            "service production/shop has no instance to answer; try again later");
            assertThat(answer.head().ends()).isTrue();
        }
    }
}
