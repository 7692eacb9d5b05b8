package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Rule.FRAME_SIZE_ERROR;
import static penstock.gateway.Http2Rule.GET;
import static penstock.gateway.Http2Rule.NO_ERROR;
import static penstock.gateway.Http2Rule.PROTOCOL_ERROR;
import static penstock.gateway.Http2Rule.ascii;
import static penstock.gateway.Http2Rule.bytes;
import static penstock.gateway.Http2Rule.goAway;
import static penstock.gateway.Http2Rule.join;
import static penstock.gateway.Http2Rule.reset;
import static penstock.gateway.Http2Rule.rule;
import static penstock.gateway.Http2Rule.status;
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
import static penstock.gateway.Http2Wire.WITH_PRIORITY;
import static penstock.gateway.Http2Wire.ints;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of RFC 9113 sections 4 and 6 about frames.
final class Http2FramesTest {

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
        "framesFirst",
        "framesSecond",
        "framesThird",
        "framesFourth",
        "framesFifth",
        "framesSixth"
    })
    void holds(Http2Rule rule) throws Exception {
        rule.holds(rig);
    }

    // --- frames: sections 4 and 6 ---

    static Stream<Http2Rule> framesFirst() {
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
                rule("DATA on stream 0", c -> c.data(0, 0, "x"), goAway(PROTOCOL_ERROR)));
    }

    static Stream<Http2Rule> framesSecond() {
        return Stream.of(
                rule(
                        "DATA may be padded",
                        c ->
                                c.request(0, 1, "POST", "/")
                                        .frame(
                                                DATA,
                                                PADDED | END_STREAM,
                                                1,
                                                bytes(3, 'x', 0, 0, 0)),
                        status(1, 200)),
                rule(
                        "but not with more than it has",
                        c ->
                                c.request(0, 1, "POST", "/")
                                        .frame(
                                                DATA,
                                                PADDED | END_STREAM,
                                                1,
                                                bytes(5, 'x', 0, 0, 0)),
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
                        status(1, 200)));
    }

    static Stream<Http2Rule> framesThird() {
        return Stream.of(
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
                        c -> c.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(GET, 7)).data(0, 1, "x"),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "another stream within a field block",
                        c ->
                                c.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(GET, 7))
                                        .frame(HEADERS, END_STREAM | END_HEADERS, 3, GET),
                        goAway(PROTOCOL_ERROR)));
    }

    static Stream<Http2Rule> framesFourth() {
        return Stream.of(
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
                        goAway(PROTOCOL_ERROR)));
    }

    static Stream<Http2Rule> framesFifth() {
        return Stream.of(
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
                        c -> c.frame(PING, 0, 0, ascii("penstock")),
                        c -> assertThat(c.await(PING, 0).text()).isEqualTo("penstock")),
                rule(
                        "the answer to a PING is not",
                        c ->
                                c.frame(PING, ACK, 0, ascii("first..."))
                                        .frame(PING, 0, 0, ascii("second..")),
                        c -> assertThat(c.await(PING, 0).text()).isEqualTo("second..")));
    }

    static Stream<Http2Rule> framesSixth() {
        return Stream.of(
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
}
