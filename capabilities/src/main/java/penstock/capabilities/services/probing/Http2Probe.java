package penstock.capabilities.services.probing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import penstock.capabilities.services.Endpoint;

/// Asks an instance that speaks HTTP/2, agreed on within TLS, or without it from the first byte (RFC 9113 section 3): one request on a connection of its
/// own. Of the answer only the status is read, and by gRPC the message of `grpc.health.v1.HealthCheckResponse`.
final class Http2Probe {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String CHECK = "/grpc.health.v1.Health/Check";

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;

    private static final int END_STREAM = 1;
    private static final int ACKNOWLEDGED = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 32;

    /// The largest frame without another agreement.
    private static final int MAX_FRAME = 16_384;

    private static final int MAX_FRAMES = 200;
    private static final int MAX_MESSAGE = 1_024;

    /// What precedes a message of gRPC: whether it is compressed, and its length.
    private static final int MESSAGE_HEAD = 5;

    /// The states of `grpc.health.v1`, by number.
    private static final String[] STATES = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};

    private static final int SERVING = 1;

    /// `:status` as it is spelled, after its length: in plain text, and in the code of RFC 7541 appendix B.
    private static final byte[][] STATUS_NAMES = {
        HexFormat.of().parseHex("073a737461747573"), HexFormat.of().parseHex("85b8848d36a3")
    };

    private final Socket socket;
    private final long deadline;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private int status;

    private Http2Probe(Socket socket, long deadline) {
        this.socket = socket;
        this.deadline = deadline;
    }

    /// Asks for a path with GET; 200 to 399 is a yes.
    static Answer path(String path, Dial dial, Endpoint at, Duration timeout) throws IOException {
        var block = head((byte) 0x82, path, dial, at);
        return ask(
                dial,
                at,
                timeout,
                probe -> {
                    probe.exchange(block, new byte[0]);
                    return new Answer(
                            probe.status >= 200 && probe.status < 400, "HTTP " + probe.status);
                });
    }

    /// Asks for the health of a gRPC service; an empty name means the whole instance.
    static Answer grpc(String name, Dial dial, Endpoint at, Duration timeout) throws IOException {
        var block = head((byte) 0x83, CHECK, dial, at);
        indexed(block, 31, "application/grpc");
        block.write(0);
        text(block, "te");
        text(block, "trailers");
        return ask(
                dial,
                at,
                timeout,
                probe -> {
                    probe.exchange(block, question(name));
                    return probe.health();
                });
    }

    /// What is done over the connection.
    private interface Talk {
        Answer over(Http2Probe probe) throws IOException;
    }

    private static Answer ask(Dial dial, Endpoint at, Duration timeout, Talk talk)
            throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (var socket = dial.connect(at, "h2", deadline)) {
            return talk.over(new Http2Probe(socket, deadline));
        } catch (EOFException _) {
            return new Answer(false, "no HTTP/2 answer");
        } catch (NoAnswerException e) {
            return new Answer(false, e.words);
        }
    }

    /// What came is no answer.
    private static final class NoAnswerException extends IOException {
        private static final long serialVersionUID = 1L;
        private final String words;

        NoAnswerException(String words) {
            super(words);
            this.words = words;
        }
    }

    // --- the request ---

    /// A field block that refers to no earlier one (RFC 7541).
    private static ByteArrayOutputStream head(byte method, String path, Dial dial, Endpoint at) {
        var block = new ByteArrayOutputStream();
        block.write(method);
        block.write(dial.isSecure() ? 0x87 : 0x86); // :scheme https or http
        indexed(block, 4, path);
        indexed(block, 1, at.toString());
        indexed(block, 58, "penstock-probe");
        return block;
    }

    /// A value of a name of the static table.
    private static void indexed(ByteArrayOutputStream block, int name, String value) {
        number(block, 4, name);
        text(block, value);
    }

    private static void text(ByteArrayOutputStream block, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        number(block, 7, bytes.length);
        block.writeBytes(bytes);
    }

    /// A number with so many bits in its first byte (RFC 7541 section 5.1).
    private static void number(ByteArrayOutputStream block, int bits, int number) {
        int most = (1 << bits) - 1;
        if (number < most) {
            block.write(number);
            return;
        }
        block.write(most);
        int rest = number - most;
        for (; rest >= 0x80; rest >>>= 7) {
            block.write((rest & 0x7f) | 0x80);
        }
        block.write(rest);
    }

    /// `HealthCheckRequest` as a message of gRPC.
    private static byte[] question(String name) {
        var service = name.getBytes(StandardCharsets.US_ASCII);
        int length = service.length == 0 ? 0 : 2 + service.length;
        var bytes = ByteBuffer.allocate(MESSAGE_HEAD + length).put((byte) 0).putInt(length);
        if (length > 0) {
            bytes.put((byte) 0x0a).put((byte) service.length).put(service);
        }
        return bytes.array();
    }

    private void exchange(ByteArrayOutputStream block, byte[] content) throws IOException {
        if (block.size() > MAX_FRAME) {
            throw new NoAnswerException("the path is too long to be asked for");
        }
        var all = new ByteArrayOutputStream();
        all.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
        // no table of earlier fields, no pushed answers
        frame(all, SETTINGS, 0, 0, new byte[] {0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0});
        boolean isWhole = content.length == 0;
        frame(all, HEADERS, END_HEADERS | (isWhole ? END_STREAM : 0), 1, block.toByteArray());
        if (!isWhole) {
            frame(all, DATA, END_STREAM, 1, content);
        }
        socket.getOutputStream().write(all.toByteArray());
        read();
    }

    private static void frame(
            ByteArrayOutputStream to, int type, int flags, int stream, byte[] payload) {
        var head = ByteBuffer.allocate(9);
        head.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        head.put((byte) type).put((byte) flags).putInt(stream);
        to.writeBytes(head.array());
        to.writeBytes(payload);
    }

    // --- the answer ---

    private void read() throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        for (int count = 0; count < MAX_FRAMES; count++) {
            socket.setSoTimeout(NetworkProbe.remaining(deadline));
            int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt() & Integer.MAX_VALUE;
            if (length > MAX_FRAME || (count == 0 && type != SETTINGS)) {
                throw new NoAnswerException("no HTTP/2 answer");
            }
            var payload = new byte[length];
            for (int at = 0; at < length; ) {
                socket.setSoTimeout(NetworkProbe.remaining(deadline));
                int more = in.read(payload, at, length - at);
                if (more < 0) {
                    throw new EOFException();
                }
                at += more;
            }
            if (isLast(type, flags, stream, payload)) {
                return;
            }
        }
        throw new NoAnswerException("no end of the answer in " + MAX_FRAMES + " frames");
    }

    /// @return whether the answer is complete
    private boolean isLast(int type, int flags, int stream, byte[] payload) throws IOException {
        switch (type) {
            case SETTINGS, PING -> acknowledge(type, flags, payload);
            case GO_AWAY, RESET -> throw new NoAnswerException("refused: " + code(type, payload));
            case HEADERS -> {
                if (stream == 1 && (status < 200)) {
                    status = status(payload, flags);
                }
                return stream == 1 && (flags & END_STREAM) != 0;
            }
            case DATA -> {
                int room = MAX_MESSAGE - message.size();
                message.write(payload, 0, Math.min(payload.length, room));
                return stream == 1 && (flags & END_STREAM) != 0;
            }
            default -> {}
        }
        return false;
    }

    private void acknowledge(int type, int flags, byte[] payload) throws IOException {
        if ((flags & ACKNOWLEDGED) == 0) {
            var answer = new ByteArrayOutputStream();
            frame(answer, type, ACKNOWLEDGED, 0, type == PING ? payload : new byte[0]);
            socket.getOutputStream().write(answer.toByteArray());
        }
    }

    private static String code(int type, byte[] payload) {
        int at = type == GO_AWAY ? 4 : 0;
        return payload.length < at + 4
                ? "without a code"
                : "error " + ByteBuffer.wrap(payload).getInt(at);
    }

    /// The status comes first in an answer's block, for which the only table is the static one.
    private static int status(byte[] payload, int flags) throws IOException {
        int at = ((flags & PADDED) != 0 ? 1 : 0) + ((flags & PRIORITY) != 0 ? 5 : 0);
        while (at < payload.length && (payload[at] & 0xe0) == 0x20) {
            at++; // the table is of size 0, as was asked for
        }
        int first = at < payload.length ? payload[at] & 0xff : 0xff;
        if (first >= 0x88 && first <= 0x8e) {
            return new int[] {200, 204, 206, 304, 400, 404, 500}[first - 0x88];
        }
        boolean isLiteral = first == 0x08 || first == 0x18 || first == 0x48;
        for (var name : isSpelled(first) ? STATUS_NAMES : new byte[0][]) {
            int to = Math.min(at + 1 + name.length, payload.length);
            if (Arrays.equals(payload, at + 1, to, name, 0, name.length)) {
                isLiteral = true;
                at += name.length;
            }
        }
        if (!isLiteral || at + 1 >= payload.length) {
            throw new NoAnswerException("no status at the beginning of the answer");
        }
        int length = payload[at + 1] & 0x7f;
        if (at + 2 + length > payload.length) {
            throw new NoAnswerException("no status at the beginning of the answer");
        }
        boolean isCoded = (payload[at + 1] & 0x80) != 0;
        return isCoded ? coded(payload, at + 2, length) : plain(payload, at + 2, length);
    }

    /// Whether a field begins whose name is not of a table.
    private static boolean isSpelled(int first) {
        return first == 0x00 || first == 0x10 || first == 0x40;
    }

    private static int plain(byte[] payload, int from, int length) throws IOException {
        var text = new String(payload, from, length, StandardCharsets.ISO_8859_1);
        if (!text.matches("[1-9][0-9]{2}")) {
            throw new NoAnswerException("a status that is none");
        }
        return Integer.parseInt(text);
    }

    /// Three digits in the code of RFC 7541 appendix B: 0 to 2 have five bits, the others six.
    private static int coded(byte[] payload, int from, int length) throws IOException {
        long bits = 0;
        for (int i = 0; i < 4; i++) {
            bits = (bits << 8) | (i < length ? payload[from + i] & 0xff : 0xff);
        }
        int left = 32;
        int number = 0;
        for (int digits = 0; digits < 3; digits++) {
            int five = (int) (bits >> (left - 5)) & 0x1f;
            int six = (int) (bits >> (left - 6)) & 0x3f;
            if (five <= 2) {
                number = number * 10 + five;
                left -= 5;
            } else if (six >= 0x19 && six <= 0x1f) {
                number = number * 10 + six - 0x19 + 3;
                left -= 6;
            } else {
                throw new NoAnswerException("a status that is none");
            }
        }
        return number;
    }

    private Answer health() {
        if (status != 200) {
            return new Answer(false, "HTTP " + status);
        }
        var bytes = message.toByteArray();
        if (bytes.length < MESSAGE_HEAD) {
            return new Answer(
                    false, "no health by gRPC (expected: grpc.health.v1.Health, with this name)");
        }
        // UNKNOWN is the value that need not be written
        boolean isTold = bytes.length >= MESSAGE_HEAD + 2 && bytes[MESSAGE_HEAD] == 0x08;
        int state = isTold ? bytes[MESSAGE_HEAD + 1] : 0;
        var word = state >= 0 && state < STATES.length ? STATES[state] : "state " + state;
        return new Answer(state == SERVING, word);
    }
}
