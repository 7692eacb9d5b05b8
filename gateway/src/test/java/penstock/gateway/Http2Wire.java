package penstock.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http2.HpackDecoder;
import penstock.gateway.http2.Http2Exception;

/// One side of an HTTP/2 connection that sends exactly the frames it is told to. Its own field blocks are plain: no string is encoded and
/// nothing is remembered.
final class Http2Wire implements AutoCloseable {

    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int WITH_PRIORITY = 0x20;

    /// A frame that came. `fields` are those of a field block, `name: value`.
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    record Frame(int type, int flags, int stream, byte[] payload, List<String> fields) {

        boolean is(int wanted, int onStream) {
            return type == wanted && stream == onStream;
        }

        boolean ends() {
            return (flags & END_STREAM) != 0 && (type == DATA || type == HEADERS);
        }

        int number(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }

        String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }

        String field(String name) {
            return fields.stream()
                    .filter(field -> field.startsWith(name + ": "))
                    .map(field -> field.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }
    }

    /// A whole message: its head, its content, and the trailers if there are any.
    record Message(Frame head, String body, List<String> trailers) {
        int stream() {
            return head.stream();
        }

        String status() {
            return head.field(":status");
        }

        String header(String name) {
            return head.field(name);
        }
    }

    final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final HpackDecoder decoder = new HpackDecoder();

    Http2Wire(Socket socket) throws IOException {
        this(socket, new BufferedInputStream(socket.getInputStream()));
    }

    private Http2Wire(Socket socket, InputStream in) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(60_000);
        this.in = in;
        this.out = socket.getOutputStream();
    }

    /// A client that has sent its preface and nothing of its settings.
    static Http2Wire connect(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.connect(address);
        return new Http2Wire(socket).raw(PREFACE.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// A client that has sent its settings, pairs of identifier and value.
    static Http2Wire client(InetSocketAddress address, int... settings) throws IOException {
        return connect(address).settings(settings);
    }

    /// An instance that has got the preface and sent its settings.
    static Http2Wire server(Socket socket, int... settings) throws IOException {
        return server(new Http2Wire(socket), settings);
    }

    /// The same where somebody has looked at the beginning.
    static Http2Wire server(Socket socket, InputStream in) throws IOException {
        return server(new Http2Wire(socket, in));
    }

    private static Http2Wire server(Http2Wire wire, int... settings) throws IOException {
        String preface =
                new String(wire.in.readNBytes(PREFACE.length()), StandardCharsets.US_ASCII);
        if (!preface.equals(PREFACE)) {
            throw new IOException("no preface: \"" + preface + "\"");
        }
        return wire.settings(settings);
    }

    // --- what is sent ---

    Http2Wire raw(byte[] bytes) throws IOException {
        out.write(bytes);
        return this;
    }

    Http2Wire frame(int type, int flags, int stream, byte... payload) throws IOException {
        return frameOf(payload.length, type, flags, stream, payload);
    }

    /// With a length that need not be the payload's.
    Http2Wire frameOf(int length, int type, int flags, int stream, byte... payload)
            throws IOException {
        var bytes = ByteBuffer.allocate(9 + payload.length);
        bytes.put((byte) (length >> 16)).put((byte) (length >> 8)).put((byte) length);
        bytes.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        return raw(bytes.array());
    }

    Http2Wire settings(int... settings) throws IOException {
        var payload = ByteBuffer.allocate(settings.length / 2 * 6);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload.array());
    }

    Http2Wire windowUpdate(int stream, int by) throws IOException {
        return frame(WINDOW_UPDATE, 0, stream, ints(by));
    }

    Http2Wire reset(int stream, int code) throws IOException {
        return frame(RST_STREAM, 0, stream, ints(code));
    }

    static byte[] ints(int... numbers) {
        var bytes = ByteBuffer.allocate(numbers.length * 4);
        for (int number : numbers) {
            bytes.putInt(number);
        }
        return bytes.array();
    }

    Http2Wire headers(int flags, int stream, String... fields) throws IOException {
        return frame(HEADERS, flags | END_HEADERS, stream, block(fields));
    }

    Http2Wire data(int flags, int stream, String content) throws IOException {
        return frame(DATA, flags, stream, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// A request without a body.
    Http2Wire get(int stream, String path, String... more) throws IOException {
        return request(END_STREAM, stream, "GET", path, more);
    }

    Http2Wire request(int flags, int stream, String method, String path, String... more)
            throws IOException {
        var fields =
                new ArrayList<>(
                        List.of(
                                ":method: " + method,
                                ":scheme: http",
                                ":path: " + path,
                                ":authority: shop.test"));
        fields.addAll(List.of(more));
        return headers(flags, stream, fields.toArray(String[]::new));
    }

    /// Fields as literals that are not remembered (RFC 7541 section 6.2.2).
    static byte[] block(String... fields) {
        var block = new ByteArrayOutputStream();
        for (String field : fields) {
            int colon = field.startsWith(": ") ? 0 : field.indexOf(": ", 1);
            block.write(0);
            string(block, field.substring(0, colon));
            string(block, field.substring(colon + 2));
        }
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write((rest & 0x7f) | 0x80);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    // --- what comes ---

    /// The next frame; field blocks must come in one.
    Frame next() throws IOException {
        byte[] header = in.readNBytes(9);
        if (header.length < 9) {
            throw new EOFException("the connection was closed");
        }
        var read = ByteBuffer.wrap(header);
        int length = ((read.get() & 0xff) << 16) | ((read.get() & 0xff) << 8) | (read.get() & 0xff);
        int type = read.get();
        int flags = read.get();
        int stream = read.getInt();
        byte[] payload = in.readNBytes(length);
        return new Frame(type, flags, stream, payload, fields(type, payload));
    }

    private List<String> fields(int type, byte[] payload) throws IOException {
        var fields = new ArrayList<String>();
        if (type == HEADERS) {
            try {
                decoder.decode(
                        payload,
                        0,
                        payload.length,
                        (name, nameFrom, nameTo, value, from, to) ->
                                fields.add(
                                        text(name, nameFrom, nameTo)
                                                + ": "
                                                + text(value, from, to)));
            } catch (Http2Exception malformed) {
                throw new IOException(malformed);
            }
        }
        return fields;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /// The next frame of a type on a stream; others are passed over.
    Frame await(int type, int stream) throws IOException {
        while (true) {
            Frame next = next();
            if (next.is(type, stream)) {
                return next;
            }
        }
    }

    /// The next whole message on a stream; the windows grow by what it has.
    Message message(int stream) throws IOException {
        // Content of other streams has its share of the window too, and may come first.
        Frame head = credited();
        while (!head.is(HEADERS, stream)) {
            head = credited();
        }
        var body = new StringBuilder();
        for (Frame next = head; !next.ends(); ) {
            next = credited();
            if (next.is(DATA, stream)) {
                body.append(next.text());
                if (next.payload().length > 0) {
                    windowUpdate(stream, next.payload().length);
                }
            } else if (next.is(HEADERS, stream)) {
                return new Message(head, body.toString(), next.fields());
            } else if (next.is(RST_STREAM, stream)) {
                throw new IOException("reset with " + next.number(0) + " after \"" + body + "\"");
            }
        }
        return new Message(head, body.toString(), List.of());
    }

    private Frame credited() throws IOException {
        Frame next = next();
        if (next.type() == DATA && next.payload().length > 0) {
            windowUpdate(0, next.payload().length);
        }
        return next;
    }

    private final Map<Integer, Message> incoming = new HashMap<>();

    /// The next request that is whole, on whichever stream; the windows grow by what it has. Null when the connection has ended.
    @Nullable Message requestOrNull() throws IOException {
        while (true) {
            Frame next;
            try {
                next = next();
            } catch (EOFException closed) {
                return null;
            }
            Message known = incoming.get(next.stream());
            if (next.type() == HEADERS && known == null) {
                known = new Message(next, "", List.of());
            } else if (next.type() == HEADERS && known != null) {
                known = new Message(known.head(), known.body(), next.fields());
            } else if (next.type() == DATA && known != null) {
                known = new Message(known.head(), known.body() + next.text(), List.of());
                if (next.payload().length > 0 && !next.ends()) {
                    windowUpdate(0, next.payload().length);
                    windowUpdate(next.stream(), next.payload().length);
                }
            } else {
                continue;
            }
            incoming.put(next.stream(), known);
            if (next.ends()) {
                incoming.remove(next.stream());
                return known;
            }
        }
    }

    /// As `requestOrNull`, where the connection must not end.
    Message request() throws IOException {
        return Objects.requireNonNull(requestOrNull(), "the connection has ended");
    }

    /// An answer with a body.
    Http2Wire answer(int stream, int status, String body) throws IOException {
        return headers(0, stream, ":status: " + status, "content-length: " + body.length())
                .data(END_STREAM, stream, body);
    }

    /// How the other side ends the connection: the code it gives, -1 when it just closes.
    int goodbye() throws IOException {
        try {
            return await(GOAWAY, 0).number(4);
        } catch (EOFException closed) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
