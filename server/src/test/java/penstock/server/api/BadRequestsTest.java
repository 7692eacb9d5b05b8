package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BadRequestsTest {
    private static final String LAMP = "/api/v1/environments/production/gadgets/lamp";

    @TempDir Path folder;
    private TestApi api;

    @BeforeEach
    void start() {
        api = TestApi.start(folder);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private void nothingChanged() {
        assertThat(api.store.revision()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    spec: {}                                | gadget/lamp spec.size: missing (required) [line 1]
                    spec: {size: big}                       | gadget/lamp spec.size: "big" (expected: a whole number) [line 1]
                    spec: {size: 300}                       | gadget/lamp spec.size: 300 (expected: 1..100) [line 1]
                    spec: {size: 3, color: blue}            | gadget/lamp spec.color: unknown field (did you mean "colour"?) [line 1]
                    spec: {size: 3, colour: blu}            | gadget/lamp spec.colour: "blu" (expected: one of dark-red, blue) (did you mean "blue"?) [line 1]
                    spec: {size: 3, note: forbidden}        | gadget/lamp spec.note: "forbidden" (expected: something polite)
                    spec: {size: 3, power: {steam: {}}}     | gadget/lamp spec.power: unknown "steam" (expected: one of battery, wind) [line 1]
                    {kind: Charter, spec: {size: 3}}        | gadget/lamp kind: "Charter" (expected: Gadget, as in the path)
                    {apiVersion: v2, spec: {size: 3}}       | gadget/lamp apiVersion: "v2" (expected: penstock/v1)
                    {sepc: {size: 3}, spec: {size: 3}}      | gadget/lamp sepc: unknown field (did you mean "spec"?)
                    {metadata: {name: lump}, spec: {size: 3}} | gadget/lamp metadata.name: "lump" (expected: lamp, as in the path)
                    {metadata: {environment: x}, spec: {size: 3}} | gadget/lamp metadata.environment: "x" (expected: production, as in the path)
                    just words                              | gadget/lamp body: no manifest (expected: a mapping)
                    """)
    void aWrongManifestIsToldByPlaceValueAndExpectation(String body, String message) {
        var reply = api.put(LAMP, body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.code()).isEqualTo("invalid");
        assertThat(reply.detail()).isEqualTo(message);
        nothingChanged();
    }

    @Test
    void allMistakesAreToldAtOnceAsViolations() {
        var reply = api.put(LAMP, "{metadata: {name: lump}, spec: {size: 0, tags: x, other: 1}}");

        var violations = reply.json().at("violations").orElseThrow().asList();
        assertThat(violations)
                .extracting(violation -> violation.textAt("path"))
                .containsExactlyInAnyOrder("metadata.name", "spec.tags", "spec.other");
        assertThat(reply.json().textAt("type")).isEqualTo("/api/v1/problems#invalid");
        assertThat(reply.json().textAt("status")).isEqualTo("400");
        nothingChanged();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    application/yaml | 'spec: [1, 2'        | body line 1
                    application/yaml | 'a: 1\n---\nb: 2'    | body: 2 documents (expected: one per request)
                    application/json | '{"spec": '          | JSON line 1
                    application/json | 'spec: {size: 3}'    | JSON line 1
                    application/json | '{"a": 1} {"b": 2}'  | 2 values (expected: one)
                    application/yaml | ''                   | spec.size: missing (required)
                    """)
    void aMalformedBodyIsToldWithItsPlace(String type, String body, String part) {
        var text = body.replace("\\n", "\n");

        var reply = api.put(LAMP, text, "Content-Type", type);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).contains(part);
        nothingChanged();
    }

    @Test
    void bodiesThatAreNotUtf8AreRefused() throws IOException {
        var body = new byte[] {'a', ':', ' ', (byte) 0xff};

        var reply = raw(head("PUT", "application/yaml", body.length), body);

        assertThat(reply).startsWith("HTTP/1.1 400 ").contains("body: not readable as text");
        nothingChanged();
    }

    @Test
    void otherContentTypesAreRefusedWithTheOnesThatWork() {
        var reply = api.put(LAMP, "size=3", "Content-Type", "application/x-www-form-urlencoded");

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.code()).isEqualTo("unsupported-media-type");
        assertThat(reply.detail()).contains("expected: application/json or application/yaml");
        nothingChanged();
    }

    @Test
    void bodiesBeyondTheLimitAreRefusedWithAndWithoutALength() throws IOException {
        var big = "spec: {size: 3, note: \"" + "x".repeat(70_000) + "\"}";

        var announced = api.put(LAMP, big);
        var chunk = Integer.toHexString(big.length()) + "\r\n" + big + "\r\n0\r\n\r\n";
        var streamed =
                raw(
                        head("PUT", "application/yaml", -1)
                                .replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n"),
                        chunk.getBytes(StandardCharsets.UTF_8));

        assertThat(announced.status()).isEqualTo(413);
        assertThat(announced.code()).isEqualTo("too-large");
        assertThat(announced.detail())
                .isEqualTo("the request body is too large (expected: at most 64Ki).");
        assertThat(streamed).startsWith("HTTP/1.1 413 ");
        nothingChanged();
    }

    @Test
    void aBodyThatEndsEarlyChangesNothing() throws IOException {
        var reply =
                raw(
                        head("PUT", "application/yaml", 500),
                        "spec: {size: 3}".getBytes(StandardCharsets.UTF_8));

        assertThat(reply).startsWith("HTTP/1.1 400 ").contains("body: ended early");
        nothingChanged();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /api/v1/gadgts                                  | The kind "gadgts" does not exist (expected: one of charters, environments, gadgets) (did you mean "gadgets"?).
                    /api/v1/environments/production/gadgts          | The kind "gadgts" does not exist (expected: one of gadgets) (did you mean "gadgets"?).
                    /api/v1/environments/production/charters/x      | The kind "charters" does not exist in an environment: it belongs to the whole installation (expected: /api/v1/charters).
                    /api/v1/gadgets/lamp                            | /api/v1/gadgets/lamp does not exist: gadgets live in an environment (expected: /api/v1/environments/{environment}/gadgets/lamp).
                    /api/v1/environments/production/gadgets/lump    | production/Gadget/lump does not exist (did you mean "lamp"?).
                    /api/v1/environments/production/gadgets/lamp/x/y | /api/v1/environments/production/gadgets/lamp/x/y does not exist.
                    /nowhere                                        | /nowhere does not exist (expected: a path below /api/v1).
                    /                                               | / does not exist (expected: a path below /api/v1).
                    """)
    void unknownPathsSuggestTheNearest(String path, String message) {
        api.gadget("lamp", 3);

        var reply = api.get(path);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("not-found");
        assertThat(reply.detail()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /api/v1/gadgets?limt=5       | ?limt: unknown parameter (expected: one of after, limit, watch) (did you mean "limit"?)
                    /api/v1/gadgets?limit=0      | ?limit: "0" (expected: a whole number from 1 to 1000)
                    /api/v1/gadgets?limit=x      | ?limit: "x" (expected: a whole number from 1 to 1000)
                    /api/v1/gadgets?limit=1&limit=2 | ?limit: given 2 times (expected: once)
                    /api/v1/gadgets?watch=-1     | ?watch: "-1" (expected: a whole number 0 or more)
                    /api/v1/kinds?x=1            | ?x: unknown parameter (expected: none)
                    /api/v1/charters/a%2Fb       | name: "a/b" (expected: 1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or digit)
                    /api/v1/charters/Big         | name: "Big" (expected: 1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or digit)
                    """)
    void wrongParametersAreTold(String path, String message) {
        var reply = api.get(path);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).isEqualTo(message);
    }

    @Test
    void aMisspelledDryRunDoesNotChangeAnything() {
        var put = api.put(LAMP + "?dryrun=true", "spec: {size: 3}");
        var wrong = api.put(LAMP + "?dryRun=yes", "spec: {size: 3}");

        assertThat(put.status()).isEqualTo(400);
        assertThat(put.detail()).contains("did you mean \"dryRun\"?");
        assertThat(wrong.detail()).isEqualTo("?dryRun: \"yes\" (expected: true or false)");
        nothingChanged();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    If-Match      | seven       | If-Match: seven (expected: one revision such as "7", or *)
                    If-Match      | "1", "2"    | If-Match: "1", "2" (expected: one revision such as "7", or *)
                    If-None-Match | "1"         | If-None-Match: "1" (expected: *, to create only)
                    """)
    void unusableConditionsAreRefused(String header, String value, String message) {
        var reply = api.put(LAMP, "spec: {size: 3}", header, value);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).isEqualTo(message);
        nothingChanged();
    }

    @Test
    void aPatchOfAnythingButSpecAndLabelsIsRefused() {
        api.gadget("lamp", 3);

        var status = api.send("PATCH", LAMP, "{status: {phase: done}, metadata: {lables: {}}}");
        var list = api.send("PATCH", LAMP, "[1]");
        var empty = api.send("PATCH", LAMP, "");

        assertThat(status.detail())
                .contains("status: cannot be patched (expected: one of metadata, spec)")
                .contains("metadata.lables: cannot be patched")
                .contains("did you mean \"labels\"?");
        assertThat(list.status()).isEqualTo(400);
        assertThat(empty.detail()).startsWith("body: empty (expected: a merge patch");
        assertThat(api.store.revision()).isEqualTo(1);
    }

    @Test
    void methodsThatDoNotExistAreNamedWithThoseThatDo() {
        var post = api.send("POST", "/api/v1/gadgets", "x");
        var delete = api.send("DELETE", "/api/v1/kinds", "");
        var options = api.send("OPTIONS", LAMP, "");

        assertThat(post.status()).isEqualTo(405);
        assertThat(post.header("Allow")).isEqualTo("GET");
        assertThat(delete.detail())
                .isEqualTo("DELETE /api/v1/kinds is not possible (expected: GET).");
        assertThat(options.header("Allow")).isEqualTo("DELETE, GET, PATCH, PUT");
    }

    @Test
    void wrongActionsAreToldWithTheKnownOnes() {
        api.gadget("lamp", 3);

        var unknown = api.send("POST", LAMP + "/pant", "");
        var none = api.send("POST", "/api/v1/charters/x/go", "");
        var method = api.get(LAMP + "/paint");
        var input = api.send("POST", LAMP + "/paint", "{colour: green, more: 1}");
        var query = api.get(LAMP + "/measure?unti=cm");
        var missing = api.send("POST", LAMP + "x/paint", "{colour: blue}");

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.detail())
                .isEqualTo(
                        "The action \"pant\" of gadget does not exist (expected: one of paint,"
                                + " measure, explode, refuse) (did you mean \"paint\"?).");
        assertThat(none.detail()).contains("charter has no actions");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("Allow")).isEqualTo("POST");
        assertThat(input.detail())
                .contains("paint colour: \"green\" (expected: one of dark-red, blue)")
                .contains("paint more: unknown field");
        assertThat(query.detail())
                .isEqualTo("measure unti: unknown field (did you mean \"unit\"?)");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(api.store.revision()).isEqualTo(1);
    }

    @Test
    void refusalsKeepTheirCodeAndDetails() {
        api.gadget("lamp", 3);

        var reply = api.send("POST", LAMP + "/refuse", "");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("too-shiny");
        assertThat(reply.json().textAt("details", "lux")).isEqualTo("900");
    }

    @Test
    void ourOwnMistakesShowNothingFromInside() {
        api.gadget("lamp", 3);

        var reply = api.send("POST", LAMP + "/explode", "");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.code()).isEqualTo("internal");
        assertThat(reply.detail())
                .matches(
                        "Something went wrong inside Penstock\\. The server's log has it under"
                                + " [0-9a-f]{16}\\.");
        assertThat(reply.text()).doesNotContain("secret").doesNotContain("Exception");
    }

    @Test
    void reasonsAreOneLineOfBoundedLength() {
        var longReason = api.put(LAMP, "spec: {size: 3}", "Penstock-Reason", "x".repeat(1_001));
        var lines = api.put(LAMP + "?reason=a%0Ab", "spec: {size: 3}");

        assertThat(longReason.status()).isEqualTo(400);
        assertThat(lines.status()).isEqualTo(400);
        assertThat(lines.detail()).contains("expected: one line");
        nothingChanged();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET /%zz HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                   | 400
                    NONSENSE\\r\\n\\r\\n                                        | 400
                    GET / HTTP/1.1\\r\\n\\r\\n                                  | 400
                    """)
    void malformedHttpIsAnsweredAsAProblem(String request, int status) throws IOException {
        var reply = raw(request.replace("\\r\\n", "\r\n"), new byte[0]);

        assertThat(reply).startsWith("HTTP/1.1 " + status + " ");
        assertThat(reply).doesNotContain("Jetty").doesNotContain("<html");
    }

    @Test
    void headersBeyondTheLimitAreRefused() throws IOException {
        var reply =
                raw(
                        "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(40_000) + "\r\n\r\n",
                        new byte[0]);

        assertThat(reply).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void everyCodeIsDocumented() {
        var items = api.get("/api/v1/problems").json().at("items").orElseThrow().asList();

        assertThat(items)
                .extracting(item -> item.textAt("code"))
                .containsExactlyElementsOf(HttpProblems.codes());
        assertThat(items).allMatch(item -> !item.textAt("remedy").isEmpty());
    }

    private static String head(String method, String type, int length) {
        return method
                + " "
                + LAMP
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                + TestApi.TOKEN
                + "\r\nContent-Type: "
                + type
                + (length < 0 ? "" : "\r\nContent-Length: " + length)
                + "\r\n\r\n";
    }

    private String raw(String head, byte[] body) throws IOException {
        try (var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(20_000);
            var out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
