package penstock.bench.upstream;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One connection of the gateway: reads requests and writes answers.
final class Wire implements AutoCloseable {
    /// A request's head.
    ///
    /// @param fields by lower-case name
    record Head(String method, String path, Map<String, String> fields) {
        String field(String name) {
            return fields.getOrDefault(name, "");
        }
    }

    /// What to do with a body's bytes while they arrive.
    interface Sink {
        void take(byte[] bytes, int count);
    }

    private static final int MAX_LINE = 16_384;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] block = new byte[8_192];

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 8_192);
        out = socket.getOutputStream();
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /// The next request; empty when the other side has closed.
    Optional<Head> next() throws IOException {
        var start = line();
        if (start.isEmpty()) {
            return Optional.empty();
        }
        var fields = new HashMap<String, String>();
        for (var field = line(); !field.isEmpty(); field = line()) {
            int colon = Math.max(0, field.indexOf(':'));
            var name = field.substring(0, colon).toLowerCase(Locale.ROOT);
            fields.put(name, field.substring(colon + 1).strip());
        }
        var parts = start.split(" ", -1);
        return Optional.of(new Head(parts[0], parts.length > 1 ? parts[1] : "/", fields));
    }

    private String line() throws IOException {
        var bytes = new ByteArrayOutputStream(80);
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                bytes.write(next);
            }
            if (bytes.size() > MAX_LINE) {
                throw new IOException("a line is longer than " + MAX_LINE + " bytes");
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /// Reads the body of a request to its end.
    void body(Head head, Sink sink) throws IOException {
        if (head.field("transfer-encoding").equalsIgnoreCase("chunked")) {
            for (int size = chunk(); size > 0; size = chunk()) {
                take(size, sink);
                line();
            }
            line();
            return;
        }
        var length = head.field("content-length");
        take(length.isEmpty() ? 0 : Long.parseLong(length), sink);
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private void take(long size, Sink sink) throws IOException {
        for (long left = size; left > 0; ) {
            int count = in.read(block, 0, (int) Math.min(left, block.length));
            if (count < 0) {
                throw new IOException("the request ended " + left + " bytes early");
            }
            sink.take(block, count);
            left -= count;
        }
    }

    /// Writes a whole answer with one write.
    ///
    /// @param fields each with its line end
    void answer(int status, String fields, byte[] body) throws IOException {
        var head = head(status, fields + "Content-Length: " + body.length + "\r\n");
        var whole = new ByteArrayOutputStream(head.length + body.length);
        whole.writeBytes(head);
        whole.writeBytes(body);
        whole.writeTo(out);
    }

    /// Writes an answer that has no body.
    ///
    /// @param fields each with its line end
    void answer(int status, String fields) throws IOException {
        out.write(head(status, fields));
    }

    /// Writes the head of an answer whose body goes in chunks.
    ///
    /// @param fields each with its line end
    void beginChunks(String fields) throws IOException {
        out.write(head(200, fields + "Transfer-Encoding: chunked\r\n"));
    }

    /// Writes a chunk; an empty one ends the body.
    void chunk(byte[] bytes) throws IOException {
        var whole = new ByteArrayOutputStream(bytes.length + 16);
        whole.writeBytes(
                (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        whole.writeBytes(bytes);
        whole.writeBytes(new byte[] {'\r', '\n'});
        whole.writeTo(out);
    }

    private static byte[] head(int status, String fields) {
        return ("HTTP/1.1 " + status + " -\r\n" + fields + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
