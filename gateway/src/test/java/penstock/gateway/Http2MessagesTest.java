package penstock.gateway;

import static penstock.gateway.Http2Rule.COMPRESSION_ERROR;
import static penstock.gateway.Http2Rule.PROTOCOL_ERROR;
import static penstock.gateway.Http2Rule.block1;
import static penstock.gateway.Http2Rule.bytes;
import static penstock.gateway.Http2Rule.goAway;
import static penstock.gateway.Http2Rule.malformed;
import static penstock.gateway.Http2Rule.malformedWith;
import static penstock.gateway.Http2Rule.reset;
import static penstock.gateway.Http2Rule.rule;
import static penstock.gateway.Http2Rule.status;
import static penstock.gateway.Http2Wire.END_HEADERS;
import static penstock.gateway.Http2Wire.END_STREAM;
import static penstock.gateway.Http2Wire.HEADERS;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of RFC 9113 section 8 about messages, and those of RFC 7541 about their fields.
final class Http2MessagesTest {

    private static final byte[] INDEXED = bytes(0x82, 0x86, 0x84, 0x41, 4, 's', 'h', 'o', 'p');

    private static RecordingUpstream shop;
    private static GatewayRig rig;

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
    @MethodSource({
        "fields",
        "pseudoFirst",
        "pseudoSecond",
        "messagesFirst",
        "messagesSecond",
        "messagesThird",
        "compressionFirst",
        "compressionSecond"
    })
    void holds(Http2Rule rule) throws Exception {
        rule.holds(rig);
    }

    // --- fields: section 8.2 ---

    static Stream<Http2Rule> fields() {
        return Stream.of(
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
                malformedWith("two paths", "x: 1", ":path: /b"));
    }

    // --- pseudo-header fields: section 8.3 ---

    static Stream<Http2Rule> pseudoFirst() {
        return Stream.of(
                malformed(
                        "pseudo after others", ":method: GET", ":scheme: http", "x: 1", ":path: /"),
                malformed("no method", ":scheme: http", ":path: /", ":authority: a"),
                malformed("no scheme", ":method: GET", ":path: /", ":authority: a"),
                malformed("no path", ":method: GET", ":scheme: http", ":authority: a"),
                malformed("an empty path", ":method: GET", ":scheme: http", ":path: "),
                malformed("no slash", ":method: GET", ":scheme: http", ":path: a"),
                malformed("a blank in the path", ":method: GET", ":scheme: http", ":path: / x"),
                malformed(
                        "two methods", ":method: GET", ":method: GET", ":scheme: http", ":path: /"),
                malformed("two schemes", ":method: GET", ":scheme: a", ":scheme: a", ":path: /"));
    }

    static Stream<Http2Rule> pseudoSecond() {
        return Stream.of(
                malformed("CONNECT with a path", ":method: CONNECT", ":authority: a", ":path: /"),
                malformed(
                        "a protocol without CONNECT",
                        ":method: GET",
                        ":protocol: websocket",
                        ":scheme: http",
                        ":path: /"));
    }

    // --- messages: section 8.1 ---

    static Stream<Http2Rule> messagesFirst() {
        return Stream.of(
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
                        c -> c.headers(END_STREAM, 1, ":method: GET", ":scheme: http", ":path: /"),
                        status(1, 400)));
    }

    static Stream<Http2Rule> messagesSecond() {
        return Stream.of(
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
                rule("OPTIONS *", c -> c.request(END_STREAM, 1, "OPTIONS", "*"), status(1, 200)),
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
                        status(1, 501)));
    }

    static Stream<Http2Rule> messagesThird() {
        return Stream.of(
                rule(
                        "a path that is too long",
                        c -> c.get(1, "/" + "x".repeat(9_000)),
                        status(1, 414)),
                rule("too many fields", c -> c.get(1, "/", fields(101)), status(1, 431)));
    }

    // --- the compression of fields: RFC 7541 ---

    static Stream<Http2Rule> compressionFirst() {
        return Stream.of(
                block1("fields of the static table", status(1, 200), INDEXED),
                rule(
                        "fields that are remembered",
                        c ->
                                c.frame(HEADERS, END_STREAM | END_HEADERS, 1, INDEXED)
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
                block1(
                        "the table may shrink first",
                        status(1, 200),
                        bytes(0x20, 0x3f, 0xe1, 0x1f),
                        INDEXED),
                block1("but not later", goAway(COMPRESSION_ERROR), INDEXED, bytes(0x20)),
                block1("nor grow", goAway(COMPRESSION_ERROR), bytes(0x3f, 0xe2, 0x1f), INDEXED),
                block1("index 0", goAway(COMPRESSION_ERROR), bytes(0x80)),
                block1("an index beyond the table", goAway(COMPRESSION_ERROR), bytes(0xbe)),
                block1(
                        "an index of a name beyond the table",
                        goAway(COMPRESSION_ERROR),
                        bytes(0x7f, 0, 0)));
    }

    static Stream<Http2Rule> compressionSecond() {
        return Stream.of(
                block1("a block that ends within a number", goAway(COMPRESSION_ERROR), bytes(0xff)),
                block1(
                        "a number of too many bits",
                        goAway(COMPRESSION_ERROR),
                        bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f)),
                block1(
                        "a block that ends within a string",
                        goAway(COMPRESSION_ERROR),
                        bytes(0, 5, 'a')),
                block1(
                        "a block that ends before a value",
                        goAway(COMPRESSION_ERROR),
                        bytes(0, 1, 'a')),
                block1(
                        "padding of more than 7 bits",
                        goAway(COMPRESSION_ERROR),
                        bytes(0, 1, 'a', 0x82, 0x1f, 0xff)),
                block1(
                        "padding that is not all ones",
                        goAway(COMPRESSION_ERROR),
                        bytes(0, 1, 'a', 0x81, 0x18)),
                block1(
                        "the end of a string within it",
                        goAway(COMPRESSION_ERROR),
                        bytes(0, 1, 'a', 0x84, 0xff, 0xff, 0xff, 0xff)));
    }

    private static String[] fields(int count) {
        return Stream.iterate(0, i -> i < count, i -> i + 1)
                .map(i -> "x-" + i + ": " + i)
                .toArray(String[]::new);
    }
}
