package penstock.cli.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// One kept connection that speaks as much HTTP/1.1 as a load needs, and reads every answer to its end.
final class WireConnection implements AutoCloseable {
    /// An answer as read to its end.
    ///
    /// @param content empty where it is not wanted
    /// @param isKept whether the connection can take another request
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    record Reply(Head head, byte[] content, boolean isKept) {}

    /// The head of an answer.
    ///
    /// @param fields by name in lower case
    /// @param isKept whether the connection may take another request once the body has ended
    /// @param length of the body; -1 when the head does not say
    record Head(
            int status,
            Map<String, String> fields,
            boolean isKept,
            boolean isChunked,
            long length) {}

    private static final int MAX_LINE = 64 * 1024;

    private final SocketChannel channel;
    private final Socket socket;
    private final Socket spoken;
    private final BufferedInputStream input;
    private final byte[] block = new byte[4096];
    private long idleSince;
    private boolean hasAnswerBegun;

    /// @param host for TLS: the name that is asked for
    /// @param tls absent for a connection without
    WireConnection(LoadPlan.Address address, String host, Optional<SSLContext> tls, int limitMillis)
            throws IOException {
        channel = SocketChannel.open();
        socket = channel.socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.host(), address.port()), limitMillis);
            spoken = tls.isPresent() ? secured(tls.get(), host) : socket;
            input = new BufferedInputStream(spoken.getInputStream(), 4096);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// The handshake comes with the first byte that is written.
    private Socket secured(SSLContext context, String host) throws IOException {
        return context.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
    }

    void idle(long nanos) {
        idleSince = nanos;
    }

    long idleSince() {
        return idleSince;
    }

    /// Whether the other side has closed the connection, or sent something that nobody asked for.
    boolean isStale() {
        try {
            channel.configureBlocking(false);
            int read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read != 0;
        } catch (IOException e) {
            return true;
        }
    }

    /// Whether a byte of the current answer has arrived.
    boolean hasAnswerBegun() {
        return hasAnswerBegun;
    }

    /// Sends a request and reads its answer to the end.
    ///
    /// @param isWanted whether anybody looks at the body
    /// @param deadline in terms of [System#nanoTime]
    Reply exchange(byte[] request, boolean isHead, boolean isWanted, long deadline)
            throws IOException {
        var head = open(request, deadline);
        while (head.status() / 100 == 1) { // interim answers
            head = readHead(deadline);
        }
        var kept = new ByteArrayOutputStream();
        var sink = isWanted ? kept : OutputStream.nullOutputStream();
        boolean isEmpty = isHead || head.status() == 204 || head.status() == 304;
        boolean isMarked = isEmpty || readBody(head, sink, deadline);
        return new Reply(head, kept.toByteArray(), head.isKept() && isMarked);
    }

    /// Sends a request and reads the first head that comes back, which may be an interim one or a change of protocol.
    Head open(byte[] request, long deadline) throws IOException {
        hasAnswerBegun = false;
        limit(deadline);
        spoken.getOutputStream().write(request);
        return readHead(deadline);
    }

    InputStream input() {
        return input;
    }

    OutputStream output() throws IOException {
        return spoken.getOutputStream();
    }

    private Head readHead(long deadline) throws IOException {
        var start = line(deadline);
        if (!start.startsWith("HTTP/1.") || start.length() < 12) {
            throw new IOException("not an HTTP/1 answer");
        }
        var fields = new HashMap<String, String>();
        for (var field = line(deadline); !field.isEmpty(); field = line(deadline)) {
            int colon = Math.max(0, field.indexOf(':'));
            var name = field.substring(0, colon).toLowerCase(Locale.ROOT);
            fields.put(name, field.substring(colon + 1).strip());
        }
        boolean isClosing = fields.getOrDefault("connection", "").equalsIgnoreCase("close");
        var coding = fields.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT);
        return new Head(
                (int) number(start.substring(9, 12), 10),
                fields,
                start.startsWith("HTTP/1.1") && !isClosing,
                coding.endsWith("chunked"),
                number(fields.getOrDefault("content-length", "-1"), 10));
    }

    private static long number(String text, int radix) throws IOException {
        try {
            return Long.parseLong(text, radix);
        } catch (NumberFormatException e) {
            throw new IOException("not a number: " + text, e);
        }
    }

    /// @return whether the body's end was marked, so that the connection can go on
    private boolean readBody(Head head, OutputStream sink, long deadline) throws IOException {
        if (head.isChunked()) {
            for (long size = chunk(deadline); size > 0; size = chunk(deadline)) {
                read(size, sink, deadline);
                line(deadline);
            }
            var trailer = line(deadline);
            while (!trailer.isEmpty()) {
                trailer = line(deadline);
            }
            return true;
        }
        if (head.length() >= 0) {
            read(head.length(), sink, deadline);
            return true;
        }
        for (int count = input.read(block); count >= 0; count = input.read(block)) {
            sink.write(block, 0, count);
            limit(deadline);
        }
        return false;
    }

    private long chunk(long deadline) throws IOException {
        var size = line(deadline);
        int extension = size.indexOf(';');
        return number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
    }

    private void read(long bytes, OutputStream sink, long deadline) throws IOException {
        long left = bytes;
        while (left > 0) {
            limit(deadline);
            int count = input.read(block, 0, (int) Math.min(left, block.length));
            if (count < 0) {
                throw new EOFException("the answer ended " + left + " bytes early");
            }
            sink.write(block, 0, count);
            left -= count;
        }
    }

    private String line(long deadline) throws IOException {
        var bytes = new byte[64];
        int length = 0;
        while (true) {
            if (input.available() == 0) {
                limit(deadline);
            }
            int next = input.read();
            if (next < 0) {
                throw new EOFException("the answer ended early");
            }
            hasAnswerBegun = true;
            if (next == '\n') {
                int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
                return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
            }
            if (length == MAX_LINE) {
                throw new IOException("a line of the head is longer than " + MAX_LINE + " bytes");
            }
            bytes = length == bytes.length ? java.util.Arrays.copyOf(bytes, length * 2) : bytes;
            bytes[length++] = (byte) next;
        }
    }

    /// Sets what may be waited for the next byte.
    void limit(long deadline) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no complete answer in time");
        }
        spoken.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
    }

    @Override
    public void close() {
        try {
            spoken.close();
        } catch (IOException e) {
            // Nothing depends on a connection that is being given up.
            hasAnswerBegun = false;
        }
    }
}
