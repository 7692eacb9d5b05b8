package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static penstock.gateway.Http2Wire.END_STREAM;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.routes.EdgeRules;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Sizes;
import penstock.gateway.routes.Split;

/// What is larger than a route wants it is refused to clients, and not passed on from instances, by whichever protocol either of them
/// speaks. What of that is held against a version: `SizeFaultsTest`.
class SizesTest {

    private static final Sizes SIZES = new Sizes(100, 400, 300, 1_000);
    private static final int MOST_BODY = 50;

    private static RawUpstream http1;
    private static RawUpstream http2;
    private static GatewayRig rig;

    @BeforeAll
    static void start() throws IOException {
        http1 = SizedInstance.http1();
        http2 = SizedInstance.http2();
        rig =
                new GatewayRig()
                        .serve(
                                route("one", Split.all(GatewayRig.version("v1", http1))),
                                route("two", Split.all(GatewayRig.http2("v2", http2))));
    }

    @AfterAll
    static void stop() throws IOException {
        rig.close();
        http1.close();
        http2.close();
    }

    private static Route route(String name, Split split) {
        Limits usual = GatewayRig.CALM;
        return new Route(
                "production/" + name,
                List.of(name + ".test"),
                "/",
                List.of(),
                split,
                new Limits(
                        usual.connectTimeout(),
                        usual.requestTimeout(),
                        usual.idleTimeout(),
                        MOST_BODY),
                Rules.DEFAULT.with(EdgeRules.DEFAULT.with(SIZES)));
    }

    /// A request, as either protocol has it.
    ///
    /// @param pad the value of a field
    private record Asked(String host, String path, String pad, String body, boolean isChunked) {

        static Asked get(String host, String path) {
            return new Asked(host, path, "", "", false);
        }

        private String method() {
            return body.isEmpty() ? "GET" : "POST";
        }

        String head() {
            String framing =
                    isChunked
                            ? "Transfer-Encoding: chunked\r\n"
                            : body.isEmpty() ? "" : "content-length: " + body.length() + "\r\n";
            return method()
                    + " "
                    + path
                    + " HTTP/1.1\r\nHost: "
                    + host
                    + "\r\nx-pad: "
                    + pad
                    + "\r\n"
                    + framing
                    + "\r\n";
        }

        Asked withHead(int size) {
            return new Asked(host, path, "x".repeat(size - head().length()), body, isChunked);
        }

        RawClient.Answer by(RawClient client) throws IOException {
            String content =
                    isChunked
                            ? Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"
                            : body;
            return client.send(head() + content).answer();
        }

        void by(Http2Wire client) throws IOException {
            List<String> fields =
                    new ArrayList<>(
                            List.of(
                                    ":method: " + method(),
                                    ":scheme: http",
                                    ":path: " + path,
                                    ":authority: " + host,
                                    "x-pad: " + pad));
            if (!body.isEmpty() && !isChunked) {
                fields.add("content-length: " + body.length());
            }
            client.headers(body.isEmpty() ? END_STREAM : 0, 1, fields.toArray(String[]::new));
            if (!body.isEmpty()) {
                client.data(END_STREAM, 1, body);
            }
        }
    }

    // --- requests ---

    @ParameterizedTest
    @CsvSource({
        "url, 100, 200, ''",
        "url, 101, 414, uri_too_long",
        "query, 101, 414, uri_too_long",
        "head, 400, 200, ''",
        "head, 401, 431, headers_too_large",
        "both, 401, 414, uri_too_long",
        "body, 50, 200, ''",
        "body, 51, 413, body_too_large",
        "chunks, 50, 200, ''",
        "chunks, 51, 413, body_too_large"
    })
    void aRequestIsAsLargeAsItMayBe(String what, int size, int status, String code)
            throws Exception {
        for (String host : List.of("one.test", "two.test")) {
            Asked plain = Asked.get(host, "/length/5");
            String text = "x".repeat(size);
            Asked asked =
                    switch (what) {
                        case "url" -> Asked.get(host, "/" + text.substring(1));
                        case "query" -> Asked.get(host, "/?" + text.substring(2));
                        case "head" -> plain.withHead(size);
                        case "both" -> Asked.get(host, "/" + text.substring(1)).withHead(600);
                        case "body" -> new Asked(host, "/", "", text, false);
                        default -> new Asked(host, "/", "", text, true);
                    };
            try (var client = rig.client();
                    var stream = Http2Wire.client(rig.address)) {
                RawClient.Answer first = asked.by(client);
                asked.by(stream);
                Http2Wire.Message second = stream.message(1);

                assertThat(first.status()).isEqualTo(status);
                assertThat(second.status()).isEqualTo("" + status);
                if (status != 200) {
                    assertThat(List.of(first.body(), second.body()))
                            .allMatch(body -> body.contains("\"code\":\"" + code + "\""))
                            .allMatch(body -> body.contains("service production/"));
                }
                if (status == 414 || status == 431) {
                    // the connection stays open
                    assertThat(plain.by(client).status()).isEqualTo(200);
                }
            }
        }
    }

    /// What is fixed for all stands where it stood.
    @Test
    void noRouteTakesMoreThanTheGatewayDoes() {
        assertThat(Sizes.MOST_URL).isEqualTo(HeadBuffer.MAX_START_LINE);
        assertThat(Sizes.MOST_HEAD).isEqualTo(HeadBuffer.MAX_BYTES);
        assertThatThrownBy(() -> new Sizes(63, 0, 0, 0)).hasMessage("url: 63 (expected: 64..8192)");
        assertThatThrownBy(() -> new Sizes(0, 32_769, 0, 0))
                .hasMessage("head: 32769 (expected: 256..32768)");
    }

    // --- answers ---

    @ParameterizedTest
    @CsvSource({
        "head, 300, 200",
        "head, 301, 502",
        "early, 300, 200",
        "early, 301, 502",
        "length, 1000, 200",
        "length, 1001, 502",
        "unchanged, 5000, 304"
    })
    void anAnswerIsAsLargeAsItMayBe(String what, int size, int status) throws Exception {
        for (String host : List.of("one.test", "two.test")) {
            Asked asked = Asked.get(host, "/" + what + "/" + size);
            try (var client = rig.client();
                    var stream = Http2Wire.client(rig.address)) {
                RawClient.Answer first = asked.by(client);
                first = first.status() == 103 ? client.answer() : first;
                asked.by(stream);
                Http2Wire.Frame second = stream.await(Http2Wire.HEADERS, 1);
                second =
                        second.field(":status").equals("103")
                                ? stream.await(Http2Wire.HEADERS, 1)
                                : second;

                assertThat(first.status()).isEqualTo(status);
                assertThat(second.field(":status")).isEqualTo("" + status);
                if (status == 502) {
                    assertThat(first.body())
                            .contains("\"code\":\"answer_too_large\"", "service production/");
                    // it is over for the request alone
                    assertThat(Asked.get(host, "/length/5").by(client).status()).isEqualTo(200);
                } else if (what.equals("length")) {
                    assertThat(first.body()).hasSize(size);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "one.test, 1000, true",
        "one.test, 1001, false",
        "two.test, 1000, true",
        "two.test, 1001, false"
    })
    void anAnswerThatTurnsOutToBeTooLongIsCut(String host, int size, boolean isWhole)
            throws Exception {
        Asked asked = Asked.get(host, "/chunks/" + size);
        try (var client = rig.client();
                var stream = Http2Wire.client(rig.address)) {
            asked.by(stream);
            if (isWhole) {
                assertThat(asked.by(client).body()).hasSize(size);
                assertThat(stream.message(1).body()).hasSize(size);
            } else {
                assertThatThrownBy(() -> asked.by(client)).isInstanceOf(EOFException.class);
                assertThatThrownBy(() -> stream.message(1))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("reset with 2");
            }
        }
    }

    /// It says how long the answer to GET would be.
    @Test
    void anAnswerToHeadHasNoBodyThatCouldBeTooLarge() throws Exception {
        try (var client = rig.client()) {
            client.request("HEAD /length/5000 HTTP/1.1", "Host: one.test");

            assertThat(client.answer(false).status()).isEqualTo(200);
        }
    }

    /// gRPC has a word of its own for either.
    @ParameterizedTest
    @CsvSource({"/length/5, 401", "/length/1001, 0", "/head/301, 0"})
    void aCallOfGrpcIsToldWithItsOwnStatus(String path, int head) throws Exception {
        try (var client = Http2Wire.client(rig.address)) {
            String[] fields = {
                ":method: POST",
                ":scheme: http",
                ":path: " + path,
                ":authority: two.test",
                "content-type: application/grpc",
                "x-pad: " + "x".repeat(head)
            };
            client.headers(END_STREAM, 1, fields);

            Http2Wire.Frame answer = client.await(Http2Wire.HEADERS, 1);
            assertThat(answer.field(":status")).isEqualTo("200");
            assertThat(answer.field("grpc-status")).isEqualTo("8");
        }
    }
}
