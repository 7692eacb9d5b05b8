package penstock.cli.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import penstock.cli.api.Wire;

/// One kept connection that speaks as much HTTP/1.1 as a load needs, and reads every answer to its end.
final class WireConnection implements AutoCloseable {
    /// An answer as read.
    ///
    /// @param isKept whether the connection can take another request
    record Reply(int status, String version, boolean isRescued, boolean isKept) {}

    private static final int MAX_LINE = 64 * 1024;

    private final SocketChannel channel;
    private final Socket socket;
    private final BufferedInputStream input;
    private long idleSince;
    private boolean hasAnswerBegun;

    WireConnection(LoadPlan.Address address, int limitMillis) throws IOException {
        channel = SocketChannel.open();
        socket = channel.socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.host(), address.port()), limitMillis);
            input = new BufferedInputStream(socket.getInputStream(), 4096);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
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

    /// @param deadline in terms of [System#nanoTime]
    Reply exchange(byte[] request, boolean isHead, long deadline) throws IOException {
        hasAnswerBegun = false;
        limit(deadline);
        socket.getOutputStream().write(request);
        var reply = readHead(deadline);
        while (reply.status() / 100 == 1) { // interim answers
            reply = readHead(deadline);
        }
        boolean isEmpty = isHead || reply.status() == 204 || reply.status() == 304;
        boolean isKept = reply.isKept();
        if (!isEmpty) {
            isKept = isKept && readBody(reply, deadline);
        }
        return new Reply(reply.status(), reply.version(), reply.rescued(), isKept);
    }

    private record Head(
            int status,
            String version,
            boolean rescued,
            boolean isKept,
            boolean isChunked,
            long length) {}

    private Head readHead(long deadline) throws IOException {
        var start = line(deadline);
        if (!start.startsWith("HTTP/1.") || start.length() < 12) {
            throw new IOException("not an HTTP/1 answer");
        }
        var version = "";
        boolean isRescued = false;
        boolean isKept = start.startsWith("HTTP/1.1");
        boolean isChunked = false;
        long length = -1;
        for (var field = line(deadline); !field.isEmpty(); field = line(deadline)) {
            int colon = field.indexOf(':');
            var value = field.substring(colon + 1).strip();
            switch (field.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = number(value, 10);
                case "transfer-encoding" ->
                        isChunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
                case "connection" -> isKept = isKept && !value.equalsIgnoreCase("close");
                default -> {
                    if (field.regionMatches(true, 0, Wire.ANSWERED_BY, 0, colon)) {
                        version = value;
                    } else if (field.regionMatches(true, 0, Wire.RESCUED, 0, colon)) {
                        isRescued = !value.equals("false");
                    }
                }
            }
        }
        return new Head(
                (int) number(start.substring(9, 12), 10),
                version,
                isRescued,
                isKept,
                isChunked,
                length);
    }

    private static long number(String text, int radix) throws IOException {
        try {
            return Long.parseLong(text, radix);
        } catch (NumberFormatException e) {
            throw new IOException("not a number: " + text, e);
        }
    }

    /// @return whether the body's end was marked, so that the connection can go on
    private boolean readBody(Head head, long deadline) throws IOException {
        if (head.isChunked()) {
            for (long size = chunk(deadline); size > 0; size = chunk(deadline)) {
                skip(size, deadline);
                line(deadline);
            }
            var trailer = line(deadline);
            while (!trailer.isEmpty()) {
                trailer = line(deadline);
            }
            return true;
        }
        if (head.length() >= 0) {
            skip(head.length(), deadline);
            return true;
        }
        while (input.skip(Long.MAX_VALUE) > 0 || input.read() >= 0) {
            limit(deadline);
        }
        return false;
    }

    private long chunk(long deadline) throws IOException {
        var size = line(deadline);
        int extension = size.indexOf(';');
        return number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
    }

    private void skip(long bytes, long deadline) throws IOException {
        long left = bytes;
        while (left > 0) {
            limit(deadline);
            long skipped = input.skip(left);
            if (skipped == 0) {
                if (input.read() < 0) {
                    throw new EOFException("the answer ended " + left + " bytes early");
                }
                skipped = 1;
            }
            left -= skipped;
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

    private void limit(long deadline) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no complete answer in time");
        }
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing depends on a connection that is being given up.
            hasAnswerBegun = false;
        }
    }
}
