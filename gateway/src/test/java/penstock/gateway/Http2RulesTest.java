package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.ACK;
import static penstock.gateway.Http2Wire.CONTINUATION;
import static penstock.gateway.Http2Wire.DATA;
import static penstock.gateway.Http2Wire.END_HEADERS;
import static penstock.gateway.Http2Wire.END_STREAM;
import static penstock.gateway.Http2Wire.GOAWAY;
import static penstock.gateway.Http2Wire.HEADERS;
import static penstock.gateway.Http2Wire.PADDED;
import static penstock.gateway.Http2Wire.PING;
import static penstock.gateway.Http2Wire.PRIORITY;
import static penstock.gateway.Http2Wire.PUSH_PROMISE;
import static penstock.gateway.Http2Wire.RST_STREAM;
import static penstock.gateway.Http2Wire.SETTINGS;
import static penstock.gateway.Http2Wire.WINDOW_UPDATE;
import static penstock.gateway.Http2Wire.WITH_PRIORITY;
import static penstock.gateway.Http2Wire.block;
import static penstock.gateway.Http2Wire.ints;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of RFC 9113 and RFC 7541 that a client can break or lean on, each as what it sends and what it gets for it.
final class Http2RulesTest {

    private static final int NO_ERROR = 0;
    private static final int PROTOCOL_ERROR = 1;
    private static final int FLOW_CONTROL_ERROR = 3;
    private static final int STREAM_CLOSED = 5;
    private static final int FRAME_SIZE_ERROR = 6;
    private static final int COMPRESSION_ERROR = 9;

    private static final byte[] GET =
            block(":method: GET", ":scheme: http", ":path: /", ":authority: shop.test");

    private static RecordingUpstream shop;
    private static GatewayRig rig;

    private interface Sending {
        void on(Http2Wire client) throws IOException;
    }

    /// What must come, other frames left aside.
    private interface Expectation {
        void of(Http2Wire client) throws IOException;
    }

    private record Rule(String name, Sending sent, Expectation expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        shop = new RecordingUpstream("hello");
        rig = new GatewayRig().serveStable(shop);
    }

    @AfterAll
    static void stop() throws IOException {
        rig.close();
        shop.close();
    }

    @ParameterizedTest
    @MethodSource({"frames", "streams", "settings", "windows", "messages", "compression"})
    void holds(Rule rule) throws Exception {
        try (var client = Http2Wire.client(rig.address)) {
            rule.sent().on(client);

            rule.expected().of(client);
        }
    }

    // --- what may be expected ---

    private static Expectation goAway(int code) {
        return client -> assertThat(client.goodbye()).isEqualTo(code);
    }

    private static Expectation reset(int stream, int code) {
        return client ->
                assertThat(client.await(RST_STREAM, stream).number(0))
                        .describedAs("reset")
                        .isEqualTo(code);
    }

    /// The stream or the whole connection ends with the code, whichever it was too late for.
    private static Expectation ended(int stream, int code) {
        return client -> {
            Http2Wire.Frame next = client.next();
            while (next.type() != GOAWAY && !next.is(RST_STREAM, stream)) {
                next = client.next();
            }
            assertThat(next.number(next.type() == GOAWAY ? 4 : 0)).isEqualTo(code);
        };
    }

    private static Expectation status(int stream, int status) {
        return client -> assertThat(client.message(stream).status()).isEqualTo("" + status);
    }

    /// The connection is as good as before.
    private static Expectation alive() {
        return client -> {
            client.frame(PING, 0, 0, "are you?".getBytes("ASCII"));
            assertThat(client.await(PING, 0).text()).isEqualTo("are you?");
        };
    }

    private static Rule rule(String name, Sending sent, Expectation expected) {
        return new Rule(name, sent, expected);
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    // --- frames: RFC 9113 sections 4 and 6 ---

    static Stream<Rule> frames() {
        return Stream.of(
                rule("a request is answered", c -> c.get(1, "/"), status(1, 200)),
                rule(
                        "unknown frames are ignored",
                        c -> c.frame(0x16, 0xff, 0, new byte[8]).get(1, "/"),
                        status(1, 200)),
                rule(
                        "unknown frames within a field block are not",
                        c ->
                                c.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(GET, 5))
                                        .frame(0x16, 0, 1, new byte[8]),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "the highest bit of a stream's number means nothing",
                        c -> c.frame(HEADERS, END_STREAM | END_HEADERS, 0x80000001, GET),
                        status(1, 200)),
                rule(
                        "flags that are not defined are ignored",
                        c -> c.frame(PING, 0x16, 0, new byte[8]),
                        c -> assertThat(c.await(PING, 0).flags()).isEqualTo(ACK)),
                rule(
                        "a frame may have 16,384 bytes",
                        c ->
                                c.request(0, 1, "POST", "/")
                                        .frame(DATA, END_STREAM, 1, new byte[16_384]),
                        status(1, 200)),
                rule(
                        "but not one more",
                        c -> c.request(0, 1, "POST", "/").frame(DATA, 0, 1, new byte[16_385]),
                        goAway(FRAME_SIZE_ERROR)),
                rule("DATA on stream 0", c -> c.data(0, 0, "x"), goAway(PROTOCOL_ERROR)),
                rule(
                        "DATA may be padded",
                        c ->
                                c.request(0, 1, "POST", "/")
                                        .frame(DATA, PADDED | END_STREAM, 1, bytes(3, 'x', 0, 0, 0)),
                        status(1, 200)),
                rule(
                        "but not with more than it has",
                        c ->
                                c.request(0, 1, "POST", "/")
                                        .frame(DATA, PADDED | END_STREAM, 1, bytes(5, 'x', 0, 0, 0)),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "HEADERS on stream 0",
                        c -> c.frame(HEADERS, END_STREAM | END_HEADERS, 0, GET),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "HEADERS may be padded and have a priority",
                        c ->
                                c.frame(
                                        HEADERS,
                                        END_STREAM | END_HEADERS | PADDED | WITH_PRIORITY,
                                        1,
                                        join(bytes(2, 0, 0, 0, 0, 15), GET, bytes(0, 0))),
                        status(1, 200)),
                rule(
                        "HEADERS with more padding than block",
                        c ->
                                c.frame(
                                        HEADERS,
                                        END_STREAM | END_HEADERS | PADDED,
                                        1,
                                        join(bytes(GET.length + 1), GET)),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "a field block may come in several frames",
                        c ->
                                c.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(GET, 7))
                                        .frame(CONTINUATION, 0, 1)
                                        .frame(
                                                CONTINUATION,
                                                END_HEADERS,
                                                1,
                                                Arrays.copyOfRange(GET, 7, GET.length)),
                        status(1, 200)),
                rule(
                        "DATA within a field block",
                        c ->
                                c.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(GET, 7))
                                        .data(0, 1, "x"),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "another stream within a field block",
                        c ->
                                c.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(GET, 7))
                                        .frame(HEADERS, END_STREAM | END_HEADERS, 3, GET),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "CONTINUATION of another stream",
                        c ->
                                c.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(GET, 7))
                                        .frame(CONTINUATION, END_HEADERS, 3, GET),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "CONTINUATION after the end of a field block",
                        c -> c.get(1, "/").frame(CONTINUATION, END_HEADERS, 1, GET),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "CONTINUATION on stream 0",
                        c ->
                                c.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(GET, 7))
                                        .frame(CONTINUATION, END_HEADERS, 0, GET),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "a stream that depends on itself",
                        c ->
                                c.frame(
                                        HEADERS,
                                        END_STREAM | END_HEADERS | WITH_PRIORITY,
                                        1,
                                        join(bytes(0, 0, 0, 1, 15), GET)),
                        reset(1, PROTOCOL_ERROR)),
                rule(
                        "PRIORITY is ignored",
                        c -> c.frame(PRIORITY, 0, 5, bytes(0, 0, 0, 3, 15)).get(7, "/"),
                        status(7, 200)),
                rule(
                        "PRIORITY on stream 0",
                        c -> c.frame(PRIORITY, 0, 0, bytes(0, 0, 0, 3, 15)),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "PRIORITY of another size",
                        c -> c.frame(PRIORITY, 0, 1, bytes(0, 0, 0, 3)),
                        goAway(FRAME_SIZE_ERROR)),
                rule(
                        "PRIORITY on itself",
                        c -> c.frame(PRIORITY, 0, 3, bytes(0, 0, 0, 3, 15)),
                        reset(3, PROTOCOL_ERROR)),
                rule("RST_STREAM on stream 0", c -> c.reset(0, 8), goAway(PROTOCOL_ERROR)),
                rule("RST_STREAM of an idle stream", c -> c.reset(1, 8), goAway(PROTOCOL_ERROR)),
                rule(
                        "RST_STREAM of another size",
                        c -> c.request(0, 1, "POST", "/").frame(RST_STREAM, 0, 1, new byte[3]),
                        goAway(FRAME_SIZE_ERROR)),
                rule(
                        "PUSH_PROMISE",
                        c -> c.frame(PUSH_PROMISE, END_HEADERS, 1, join(ints(2), GET)),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "PING is answered with what it has",
                        c -> c.frame(PING, 0, 0, "penstock".getBytes("ASCII")),
                        c -> assertThat(c.await(PING, 0).text()).isEqualTo("penstock")),
                rule(
                        "the answer to a PING is not",
                        c ->
                                c.frame(PING, ACK, 0, "first...".getBytes("ASCII"))
                                        .frame(PING, 0, 0, "second..".getBytes("ASCII")),
                        c -> assertThat(c.await(PING, 0).text()).isEqualTo("second..")),
                rule(
                        "PING on a stream",
                        c -> c.frame(PING, 0, 1, new byte[8]),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "PING of another size",
                        c -> c.frame(PING, 0, 0, new byte[6]),
                        goAway(FRAME_SIZE_ERROR)),
                rule(
                        "GOAWAY of a client ends nothing",
                        c -> c.frame(GOAWAY, 0, 0, ints(0, NO_ERROR)).get(1, "/"),
                        status(1, 200)),
                rule(
                        "GOAWAY on a stream",
                        c -> c.frame(GOAWAY, 0, 1, ints(0, NO_ERROR)),
                        goAway(PROTOCOL_ERROR)));
    }

    // --- the life of a stream: section 5 ---

    static Stream<Rule> streams() {
        return Stream.of(
                rule("DATA of an idle stream", c -> c.data(END_STREAM, 1, "x"), goAway(PROTOCOL_ERROR)),
                rule(
                        "WINDOW_UPDATE of an idle stream",
                        c -> c.windowUpdate(1, 100),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "DATA after the end of the request",
                        c -> c.request(END_STREAM, 1, "POST", "/").data(END_STREAM, 1, "x"),
                        reset(1, STREAM_CLOSED)),
                rule(
                        "HEADERS after the end of the request",
                        c -> c.get(1, "/").get(1, "/"),
                        ended(1, STREAM_CLOSED)),
                rule(
                        "HEADERS of a stream that has ended",
                        c -> {
                            c.get(1, "/").message(1);
                            c.get(1, "/");
                        },
                        goAway(STREAM_CLOSED)),
                rule(
                        "DATA of a stream that has ended",
                        c -> {
                            c.get(1, "/").message(1);
                            c.data(END_STREAM, 1, "x");
                        },
                        reset(1, STREAM_CLOSED)),
                rule(
                        "DATA of a stream that the client took back",
                        c -> c.request(0, 1, "POST", "/").reset(1, 8).data(END_STREAM, 1, "x"),
                        reset(1, STREAM_CLOSED)),
                rule(
                        "WINDOW_UPDATE and RST_STREAM of a stream that has ended",
                        c -> {
                            c.get(1, "/").message(1);
                            c.windowUpdate(1, 1).reset(1, 8);
                        },
                        alive()),
                rule("an even number", c -> c.get(2, "/"), goAway(PROTOCOL_ERROR)),
                rule("a smaller number", c -> c.get(5, "/").get(3, "/"), goAway(PROTOCOL_ERROR)),
                rule(
                        "numbers may be left out",
                        c -> c.get(7, "/").get(2_147_483_647, "/"),
                        status(2_147_483_647, 200)),
                rule(
                        "trailers end a request",
                        c ->
                                c.request(0, 1, "POST", "/")
                                        .data(0, 1, "x")
                                        .headers(END_STREAM, 1, "x-sum: 1"),
                        status(1, 200)),
                rule(
                        "fields in the middle of a request",
                        c ->
                                c.request(0, 1, "POST", "/")
                                        .data(0, 1, "x")
                                        .headers(0, 1, "x-sum: 1"),
                        reset(1, PROTOCOL_ERROR)),
                rule(
                        "pseudo-header fields in trailers",
                        c ->
                                c.request(0, 1, "POST", "/")
                                        .headers(END_STREAM, 1, ":path: /other"),
                        reset(1, PROTOCOL_ERROR)));
    }

    // --- settings: section 6.5 ---

    static Stream<Rule> settings() {
        return Stream.of(
                rule(
                        "SETTINGS are acknowledged",
                        c -> {},
                        c -> {
                            Http2Wire.Frame next = c.await(SETTINGS, 0);
                            while ((next.flags() & ACK) == 0) {
                                next = c.await(SETTINGS, 0);
                            }
                        }),
                rule("unknown SETTINGS are ignored", c -> c.settings(0xff, 1).get(1, "/"), status(1, 200)),
                rule(
                        "SETTINGS on a stream",
                        c -> c.frame(SETTINGS, 0, 1, new byte[6]),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "SETTINGS of another size",
                        c -> c.frame(SETTINGS, 0, 0, new byte[3]),
                        goAway(FRAME_SIZE_ERROR)),
                rule(
                        "an acknowledgement that says something",
                        c -> c.frame(SETTINGS, ACK, 0, new byte[6]),
                        goAway(FRAME_SIZE_ERROR)),
                rule("ENABLE_PUSH is a truth", c -> c.settings(2, 2), goAway(PROTOCOL_ERROR)),
                rule(
                        "INITIAL_WINDOW_SIZE beyond 2^31-1",
                        c -> c.settings(4, Integer.MIN_VALUE),
                        goAway(FLOW_CONTROL_ERROR)),
                rule("MAX_FRAME_SIZE below 16,384", c -> c.settings(5, 16_383), goAway(PROTOCOL_ERROR)),
                rule("MAX_FRAME_SIZE beyond 2^24-1", c -> c.settings(5, 1 << 24), goAway(PROTOCOL_ERROR)),
                rule(
                        "ENABLE_CONNECT_PROTOCOL is a truth",
                        c -> c.settings(8, 2),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "MAX_CONCURRENT_STREAMS concerns nobody who is not asked",
                        c -> c.settings(3, 0).get(1, "/"),
                        status(1, 200)),
                rule(
                        "a table of no size",
                        c -> c.settings(1, 0).get(1, "/").get(3, "/").get(5, "/"),
                        status(5, 200)));
    }

    // --- flow control: section 6.9 ---

    static Stream<Rule> windows() {
        return Stream.of(
                rule(
                        "an answer waits for its window",
                        c -> c.settings(4, 1).get(1, "/"),
                        c -> {
                            assertThat(c.await(DATA, 1).text()).isEqualTo("h");
                            c.windowUpdate(1, 2);
                            assertThat(c.await(DATA, 1).text()).isEqualTo("el");
                            c.settings(4, 100);
                            assertThat(c.await(DATA, 1).text()).isEqualTo("lo");
                        }),
                rule(
                        "a window may become negative",
                        c -> c.settings(4, 3).get(1, "/"),
                        c -> {
                            assertThat(c.await(DATA, 1).text()).isEqualTo("hel");
                            c.settings(4, 1).windowUpdate(1, 3);
                            assertThat(c.await(DATA, 1).text()).isEqualTo("l");
                        }),
                rule("a window that grows by nothing", c -> c.windowUpdate(0, 0), goAway(PROTOCOL_ERROR)),
                rule(
                        "a stream's window that grows by nothing",
                        c -> c.request(0, 1, "POST", "/").windowUpdate(1, 0),
                        reset(1, PROTOCOL_ERROR)),
                rule(
                        "WINDOW_UPDATE of another size",
                        c -> c.frame(WINDOW_UPDATE, 0, 0, new byte[3]),
                        goAway(FRAME_SIZE_ERROR)),
                rule(
                        "a window of more than 2^31-1",
                        c -> c.windowUpdate(0, 0x7fffffff).windowUpdate(0, 0x7fffffff),
                        goAway(FLOW_CONTROL_ERROR)),
                rule(
                        "a stream's window of more than 2^31-1",
                        c ->
                                c.request(0, 1, "POST", "/")
                                        .windowUpdate(1, 0x7fffffff)
                                        .windowUpdate(1, 0x7fffffff),
                        reset(1, FLOW_CONTROL_ERROR)),
                rule(
                        "windows that SETTINGS make too large",
                        c ->
                                c.request(0, 1, "POST", "/")
                                        .windowUpdate(1, 0x7fffffff - 65_535)
                                        .settings(4, 65_536),
                        goAway(FLOW_CONTROL_ERROR)));
    }

    // --- messages: section 8 ---

    private static Rule malformed(String name, String... fields) {
        return rule(name, c -> c.headers(END_STREAM, 1, fields), reset(1, PROTOCOL_ERROR));
    }

    private static Rule malformedWith(String name, String... more) {
        return rule(name, c -> c.get(1, "/", more), reset(1, PROTOCOL_ERROR));
    }

    static Stream<Rule> messages() {
        var rules =
                new ArrayList<>(
                        List.of(
                                malformedWith("a name in upper case", "X-Upper: 1"),
                                malformedWith("an empty name", ": x"),
                                malformedWith("a name that is no token", "a b: 1"),
                                malformedWith("a value with a line end", "x-split: a\r\nb: c"),
                                malformedWith("a value with NUL", "x-nul: a\0"),
                                malformedWith("a value that begins with a blank", "x-blank:  a"),
                                malformedWith("an unknown pseudo-header field", ":test: 1"),
                                malformedWith("one of an answer", ":status: 200"),
                                malformedWith("Connection", "connection: keep-alive"),
                                malformedWith("Proxy-Connection", "proxy-connection: keep-alive"),
                                malformedWith("Keep-Alive", "keep-alive: 5"),
                                malformedWith("Transfer-Encoding", "transfer-encoding: chunked"),
                                malformedWith("Upgrade", "upgrade: h2c"),
                                malformedWith("TE but trailers", "te: trailers, deflate"),
                                malformedWith("another Host", "host: other.test"),
                                malformedWith("two paths", "x: 1", ":path: /b")));
        rules.addAll(
                List.of(
                        malformed("pseudo after others", ":method: GET", ":scheme: http", "x: 1", ":path: /"),
                        malformed("no method", ":scheme: http", ":path: /", ":authority: a"),
                        malformed("no scheme", ":method: GET", ":path: /", ":authority: a"),
                        malformed("no path", ":method: GET", ":scheme: http", ":authority: a"),
                        malformed("an empty path", ":method: GET", ":scheme: http", ":path: "),
                        malformed("no slash", ":method: GET", ":scheme: http", ":path: a"),
                        malformed("a blank in the path", ":method: GET", ":scheme: http", ":path: / x"),
                        malformed(
                                "two methods", ":method: GET", ":method: GET", ":scheme: http", ":path: /"),
                        malformed(
                                "two schemes", ":method: GET", ":scheme: a", ":scheme: a", ":path: /"),
                        malformed("CONNECT with a path", ":method: CONNECT", ":authority: a", ":path: /"),
                        malformed(
                                "a protocol without CONNECT",
                                ":method: GET",
                                ":protocol: websocket",
                                ":scheme: http",
                                ":path: /")));
        rules.addAll(
                List.of(
                        rule(
                                "less content than Content-Length",
                                c ->
                                        c.request(0, 1, "POST", "/", "content-length: 2")
                                                .data(END_STREAM, 1, "x"),
                                reset(1, PROTOCOL_ERROR)),
                        rule(
                                "more content than Content-Length",
                                c ->
                                        c.request(0, 1, "POST", "/", "content-length: 1")
                                                .data(0, 1, "x")
                                                .data(END_STREAM, 1, "y"),
                                reset(1, PROTOCOL_ERROR)),
                        rule(
                                "no content in spite of Content-Length",
                                c -> c.request(END_STREAM, 1, "POST", "/", "content-length: 1"),
                                reset(1, PROTOCOL_ERROR)),
                        rule(
                                "no host at all",
                                c ->
                                        c.headers(
                                                END_STREAM,
                                                1,
                                                ":method: GET",
                                                ":scheme: http",
                                                ":path: /"),
                                status(1, 400)),
                        rule(
                                "Host in place of :authority",
                                c ->
                                        c.headers(
                                                END_STREAM,
                                                1,
                                                ":method: GET",
                                                ":scheme: http",
                                                ":path: /",
                                                "host: shop.test"),
                                status(1, 200)),
                        rule("TE: trailers", c -> c.get(1, "/", "te: trailers"), status(1, 200)),
                        rule(
                                "OPTIONS *",
                                c -> c.request(END_STREAM, 1, "OPTIONS", "*"),
                                status(1, 200)),
                        rule(
                                "CONNECT is not offered",
                                c -> c.headers(0, 1, ":method: CONNECT", ":authority: a:1"),
                                status(1, 405)),
                        rule(
                                "nor another protocol than websocket",
                                c ->
                                        c.headers(
                                                0,
                                                1,
                                                ":method: CONNECT",
                                                ":protocol: ftp",
                                                ":scheme: http",
                                                ":path: /",
                                                ":authority: a"),
                                status(1, 501)),
                        rule(
                                "a path that is too long",
                                c -> c.get(1, "/" + "x".repeat(9_000)),
                                status(1, 414)),
                        rule(
                                "too many fields",
                                c -> c.get(1, "/", fields(101)),
                                status(1, 431))));
        return rules.stream();
    }

    private static String[] fields(int count) {
        return Stream.iterate(0, i -> i < count, i -> i + 1)
                .map(i -> "x-" + i + ": " + i)
                .toArray(String[]::new);
    }

    // --- the compression of fields: RFC 7541 ---

    private static Rule block1(String name, Expectation expected, byte[]... parts) {
        return rule(
                name,
                c -> c.frame(HEADERS, END_STREAM | END_HEADERS, 1, join(parts)),
                expected);
    }

    static Stream<Rule> compression() {
        byte[] indexed = bytes(0x82, 0x86, 0x84, 0x41, 4, 's', 'h', 'o', 'p');
        return Stream.of(
                block1("fields of the static table", status(1, 200), indexed),
                rule(
                        "fields that are remembered",
                        c ->
                                c.frame(HEADERS, END_STREAM | END_HEADERS, 1, indexed)
                                        .frame(
                                                HEADERS,
                                                END_STREAM | END_HEADERS,
                                                3,
                                                bytes(0x82, 0x86, 0x84, 0xbe)),
                        status(3, 200)),
                block1(
                        "strings in the Huffman code",
                        status(1, 200),
                        // www.example.com, as in RFC 7541 appendix C.4.1
                        bytes(0x82, 0x86, 0x84, 0x41, 0x8c, 0xf1, 0xe3, 0xc2, 0xe5, 0xf2, 0x3a),
                        bytes(0x6b, 0xa0, 0xab, 0x90, 0xf4, 0xff)),
                block1("the table may shrink first", status(1, 200), bytes(0x20, 0x3f, 0xe1, 0x1f), indexed),
                block1("but not later", goAway(COMPRESSION_ERROR), indexed, bytes(0x20)),
                block1("nor grow", goAway(COMPRESSION_ERROR), bytes(0x3f, 0xe2, 0x1f), indexed),
                block1("index 0", goAway(COMPRESSION_ERROR), bytes(0x80)),
                block1("an index beyond the table", goAway(COMPRESSION_ERROR), bytes(0xbe)),
                block1("an index of a name beyond the table", goAway(COMPRESSION_ERROR), bytes(0x7f, 0, 0)),
                block1("a block that ends within a number", goAway(COMPRESSION_ERROR), bytes(0xff)),
                block1(
                        "a number of too many bits",
                        goAway(COMPRESSION_ERROR),
                        bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f)),
                block1("a block that ends within a string", goAway(COMPRESSION_ERROR), bytes(0, 5, 'a')),
                block1("a block that ends before a value", goAway(COMPRESSION_ERROR), bytes(0, 1, 'a')),
                block1(
                        "padding of more than 7 bits",
                        goAway(COMPRESSION_ERROR),
                        bytes(0, 1, 'a', 0x82, 0x1f, 0xff)),
                block1("padding that is not all ones", goAway(COMPRESSION_ERROR), bytes(0, 1, 'a', 0x81, 0x18)),
                block1(
                        "the end of a string within it",
                        goAway(COMPRESSION_ERROR),
                        bytes(0, 1, 'a', 0x84, 0xff, 0xff, 0xff, 0xff)));
    }
}
