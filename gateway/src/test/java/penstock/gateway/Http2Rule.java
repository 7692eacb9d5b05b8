package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.END_HEADERS;
import static penstock.gateway.Http2Wire.END_STREAM;
import static penstock.gateway.Http2Wire.GOAWAY;
import static penstock.gateway.Http2Wire.HEADERS;
import static penstock.gateway.Http2Wire.PING;
import static penstock.gateway.Http2Wire.RST_STREAM;
import static penstock.gateway.Http2Wire.block;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A rule of RFC 9113 or RFC 7541 that a client can break or lean on: what it sends and what it gets for it.
record Http2Rule(String name, Step sent, Step expected) {

    static final int NO_ERROR = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int FLOW_CONTROL_ERROR = 3;
    static final int STREAM_CLOSED = 5;
    static final int FRAME_SIZE_ERROR = 6;
    static final int COMPRESSION_ERROR = 9;

    static final byte[] GET =
            block(":method: GET", ":scheme: http", ":path: /", ":authority: shop.test");

    interface Step {
        void on(Http2Wire client) throws IOException;
    }

    static Http2Rule rule(String name, Step sent, Step expected) {
        return new Http2Rule(name, sent, expected);
    }

    /// Each on a connection of its own.
    void holds(GatewayRig rig) throws IOException {
        try (var client = Http2Wire.client(rig.address)) {
            sent.on(client);

            expected.on(client);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    // --- what may be expected; other frames are left aside ---

    static Step goAway(int code) {
        return client -> assertThat(client.goodbye()).isEqualTo(code);
    }

    static Step reset(int stream, int code) {
        return client ->
                assertThat(client.await(RST_STREAM, stream).number(0))
                        .describedAs("reset")
                        .isEqualTo(code);
    }

    /// The stream or the whole connection ends with the code, whichever it was too late for.
    static Step ended(int stream, int code) {
        return client -> {
            Http2Wire.Frame next = client.next();
            while (next.type() != GOAWAY && !next.is(RST_STREAM, stream)) {
                next = client.next();
            }
            assertThat(next.number(next.type() == GOAWAY ? 4 : 0)).isEqualTo(code);
        };
    }

    static Step status(int stream, int status) {
        return client -> assertThat(client.message(stream).status()).isEqualTo("" + status);
    }

    /// The connection is as good as before.
    static Step alive() {
        return client -> {
            client.frame(PING, 0, 0, ascii("are you?"));
            assertThat(client.await(PING, 0).text()).isEqualTo("are you?");
        };
    }

    // --- requests that are malformed ---

    static Http2Rule malformed(String name, String... fields) {
        return rule(name, c -> c.headers(END_STREAM, 1, fields), reset(1, PROTOCOL_ERROR));
    }

    static Http2Rule malformedWith(String name, String... more) {
        return rule(name, c -> c.get(1, "/", more), reset(1, PROTOCOL_ERROR));
    }

    static Http2Rule block1(String name, Step expected, byte[]... parts) {
        return rule(
                name, c -> c.frame(HEADERS, END_STREAM | END_HEADERS, 1, join(parts)), expected);
    }

    // --- bytes ---

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
