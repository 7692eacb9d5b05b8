package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Rule.FLOW_CONTROL_ERROR;
import static penstock.gateway.Http2Rule.FRAME_SIZE_ERROR;
import static penstock.gateway.Http2Rule.PROTOCOL_ERROR;
import static penstock.gateway.Http2Rule.STREAM_CLOSED;
import static penstock.gateway.Http2Rule.alive;
import static penstock.gateway.Http2Rule.ended;
import static penstock.gateway.Http2Rule.goAway;
import static penstock.gateway.Http2Rule.reset;
import static penstock.gateway.Http2Rule.rule;
import static penstock.gateway.Http2Rule.status;
import static penstock.gateway.Http2Wire.ACK;
import static penstock.gateway.Http2Wire.DATA;
import static penstock.gateway.Http2Wire.END_STREAM;
import static penstock.gateway.Http2Wire.SETTINGS;
import static penstock.gateway.Http2Wire.WINDOW_UPDATE;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of RFC 9113 sections 5 and 6 about streams, settings and windows.
final class Http2StreamsTest {

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
        "streamsFirst",
        "streamsSecond",
        "settingsFirst",
        "settingsSecond",
        "windowsFirst",
        "windowsSecond"
    })
    void holds(Http2Rule rule) throws Exception {
        rule.holds(rig);
    }

    // --- the life of a stream: section 5 ---

    static Stream<Http2Rule> streamsFirst() {
        return Stream.of(
                rule(
                        "DATA of an idle stream",
                        c -> c.data(END_STREAM, 1, "x"),
                        goAway(PROTOCOL_ERROR)),
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
                        reset(1, STREAM_CLOSED)));
    }

    static Stream<Http2Rule> streamsSecond() {
        return Stream.of(
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
                        c -> c.request(0, 1, "POST", "/").data(0, 1, "x").headers(0, 1, "x-sum: 1"),
                        reset(1, PROTOCOL_ERROR)),
                rule(
                        "pseudo-header fields in trailers",
                        c -> c.request(0, 1, "POST", "/").headers(END_STREAM, 1, ":path: /other"),
                        reset(1, PROTOCOL_ERROR)));
    }

    // --- settings: section 6.5 ---

    static Stream<Http2Rule> settingsFirst() {
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
                rule(
                        "unknown SETTINGS are ignored",
                        c -> c.settings(0xff, 1).get(1, "/"),
                        status(1, 200)),
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
                        goAway(FLOW_CONTROL_ERROR)));
    }

    static Stream<Http2Rule> settingsSecond() {
        return Stream.of(
                rule(
                        "MAX_FRAME_SIZE below 16,384",
                        c -> c.settings(5, 16_383),
                        goAway(PROTOCOL_ERROR)),
                rule(
                        "MAX_FRAME_SIZE beyond 2^24-1",
                        c -> c.settings(5, 1 << 24),
                        goAway(PROTOCOL_ERROR)),
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

    static Stream<Http2Rule> windowsFirst() {
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
                rule(
                        "a window that grows by nothing",
                        c -> c.windowUpdate(0, 0),
                        goAway(PROTOCOL_ERROR)),
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
                        goAway(FLOW_CONTROL_ERROR)));
    }

    static Stream<Http2Rule> windowsSecond() {
        return Stream.of(
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
}
