package penstock.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/// An instance that keeps every byte it gets, and reads requests as strictly as can be.
final class RecordingUpstream implements Place, AutoCloseable {

    private static final String REQUEST_ID = "X-Request-Id: test\\d+-[0-9a-f]+\r\n";

    private record Recorded(int peerPort, ByteArrayOutputStream bytes, AtomicBoolean isOver) {}

    private final String name;
    private final RawUpstream server;
    private final List<Recorded> connections = new CopyOnWriteArrayList<>();

    /// Answers every request with 200 and its name.
    RecordingUpstream(String name) throws IOException {
        this.name = name;
        this.server = new RawUpstream(this::serve);
    }

    private void serve(RawUpstream.Peer peer) throws Exception {
        var recorded =
                new Recorded(
                        peer.socket.getPort(), new ByteArrayOutputStream(), new AtomicBoolean());
        connections.add(recorded);
        try {
            InputStream in = new Tee(peer.in, recorded.bytes());
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                if (value(head, "expect").equalsIgnoreCase("100-continue")) {
                    peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                }
                skipBody(in, head);
                String body = head.startsWith("HEAD ") ? "" : name;
                peer.send(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + body);
            }
        } finally {
            recorded.isOver().set(true);
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    static void skipBody(InputStream in, String head) throws IOException {
        if (value(head, "transfer-encoding").equals("chunked")) {
            while (true) {
                int size = Integer.parseInt(line(in), 16);
                in.readNBytes(size);
                if (size == 0) {
                    for (String trailer = line(in); !trailer.isEmpty(); trailer = line(in)) {
                        // recorded
                    }
                    return;
                }
                line(in);
            }
        }
        String length = value(head, "content-length");
        in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("closed in a chunk");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static String value(String head, String field) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /// Everything received, once all connections have ended; the ids of requests are replaced by `{id}`.
    String received() throws IOException {
        int marker;
        try (var last = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            marker = last.getLocalPort();
        }
        // those that were accepted before it may be served after it
        Await.until(
                () ->
                        connections.stream().anyMatch(one -> one.peerPort() == marker)
                                && connections.size() == server.connections.get()
                                && connections.stream().allMatch(one -> one.isOver().get()));
        var all = new StringBuilder();
        connections.forEach(one -> all.append(one.bytes().toString(StandardCharsets.ISO_8859_1)));
        return all.toString().replaceAll(REQUEST_ID, "X-Request-Id: {id}\r\n");
    }

    private static final class Tee extends FilterInputStream {
        private final ByteArrayOutputStream copy;

        Tee(InputStream in, ByteArrayOutputStream copy) {
            super(new BufferedInputStream(in));
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            if (next >= 0) {
                copy.write(next);
            }
            return next;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int read = super.read(to, from, length);
            if (read > 0) {
                copy.write(to, from, read);
            }
            return read;
        }
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
