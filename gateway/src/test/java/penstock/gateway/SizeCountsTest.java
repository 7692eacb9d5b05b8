package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.END_STREAM;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.gateway.routes.EdgeRules;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Shadow;
import penstock.gateway.routes.SizeCount;
import penstock.gateway.routes.Sizes;
import penstock.gateway.routes.Split;

/// What is too large is counted once, by route and what it was, whichever version of HTTP the client speaks.
class SizeCountsTest {

    private static final Rules SIZED =
            Rules.DEFAULT.with(EdgeRules.DEFAULT.with(new Sizes(100, 400, 300, 1_000)));
    private static final int MOST_BODY = 50;

    private final Map<String, Long> counted = new HashMap<>();

    private static GatewayRig serve(Place shop) throws IOException {
        Limits usual = GatewayRig.CALM;
        var limits =
                new Limits(
                        usual.connectTimeout(),
                        usual.requestTimeout(),
                        usual.idleTimeout(),
                        MOST_BODY);
        return new GatewayRig()
                .serve(GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), limits, SIZED));
    }

    /// All that was counted, as `route what`.
    private Map<String, Long> counts(GatewayRig rig) {
        for (SizeCount count : rig.engine.take().edge().sizes()) {
            counted.merge(
                    count.routeId().orElse("-") + " " + count.what().text(),
                    count.times(),
                    Long::sum);
        }
        return counted;
    }

    /// Asks over HTTP/1.1 and over HTTP/2; answers may be refused, or cut.
    ///
    /// @param pads each the value of a field
    private static void ask(
            GatewayRig rig, String path, List<String> pads, String body, boolean isChunked)
            throws Exception {
        String method = body.isEmpty() ? "GET" : "POST";
        String length = "content-length: " + body.length();
        String content =
                isChunked
                        ? Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"
                        : body;
        List<String> first =
                new ArrayList<>(
                        List.of(method + " " + path + " HTTP/1.1", "Host: s", "Connection: close"));
        List<String> second =
                new ArrayList<>(
                        List.of(
                                ":method: " + method,
                                ":scheme: http",
                                ":path: " + path,
                                ":authority: s"));
        first.add(isChunked ? "Transfer-Encoding: chunked" : length);
        if (!isChunked) {
            second.add(length);
        }
        for (String pad : pads) {
            first.add("x-pad: " + pad);
            second.add("x-pad: " + pad);
        }
        try (var client = rig.client();
                var stream = Http2Wire.client(rig.address)) {
            client.request(first.toArray(String[]::new)).send(content).rest();
            stream.headers(body.isEmpty() ? END_STREAM : 0, 1, second.toArray(String[]::new));
            if (!body.isEmpty()) {
                stream.data(END_STREAM, 1, body);
            }
            stream.await(Http2Wire.HEADERS, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, 0, 0, false, ''",
        "/x, 100, 0, false, url",
        "/, 400, 0, false, head",
        "/, 0, 51, false, body",
        "/, 0, 51, true, body",
        "/head/301, 0, 0, false, answer-head",
        "/early/301, 0, 0, false, answer-head",
        "/length/1001, 0, 0, false, answer-body",
        "/chunks/1001, 0, 0, false, answer-body"
    })
    void whatIsTooLargeIsCountedForItsRoute(
            String path, int pad, int body, boolean isChunked, String what) throws Exception {
        String text = "x".repeat(pad);
        boolean isUrl = what.equals("url");
        try (var shop = SizedInstance.http1();
                var rig = serve(shop)) {
            ask(
                    rig,
                    isUrl ? path + text : path,
                    isUrl ? List.of() : List.of(text),
                    "x".repeat(body),
                    isChunked);

            Map<String, Long> expected =
                    what.isEmpty() ? Map.of() : Map.of("production/shop " + what, 2L);
            Await.until(() -> counts(rig).equals(expected) && rig.inFlight().isEmpty());
            assertThat(counts(rig)).isEqualTo(expected);
        }
    }

    /// Where it is not known for which route it is.
    @ParameterizedTest
    @CsvSource({"8193, 0, url", "1, 101, head"})
    void whatIsTooLargeForAnyRouteIsCountedForNone(int url, int fields, String what)
            throws Exception {
        try (var shop = SizedInstance.http1();
                var rig = serve(shop)) {
            ask(rig, "/" + "x".repeat(url), Collections.nCopies(fields, "x"), "", false);

            Await.until(() -> counts(rig).equals(Map.of("- " + what, 2L)));
        }
    }

    @Test
    void otherRequestsThatCannotBeReadAreNotCounted() throws Exception {
        try (var rig = new GatewayRig();
                var client = rig.client()) {
            assertThat(client.send("GET / HTTP/1.1\r\n\r\n").answer().status()).isEqualTo(400);

            assertThat(counts(rig)).isEmpty();
        }
    }

    /// Of the candidate, to which the request came first and of which it is a copy.
    @ParameterizedTest
    @CsvSource({"10000", "0"})
    void anAnswerThatNobodyGetsIsCountedToo(int share) throws Exception {
        Rules rules = share == 0 ? SIZED.with(new Shadow(10_000, false, 16)) : SIZED;
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = SizedInstance.http1();
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(
                    GatewayRig.route(
                            GatewayRig.split(
                                    GatewayRig.version("v1", stable),
                                    GatewayRig.version("v2", candidate),
                                    share),
                            rules));

            assertThat(client.get("/length/1001").body()).isEqualTo("stable");

            Await.until(() -> counts(rig).equals(Map.of("production/shop answer-body", 1L)));
        }
    }
}
