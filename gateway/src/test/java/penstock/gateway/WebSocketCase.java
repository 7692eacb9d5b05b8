package penstock.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What one side of a WebSocket says, right or wrong: some frames of RFC 6455 section 5.2. The cases are of the kinds that the Autobahn
/// test suite has, and are numbered like its sections.
public record WebSocketCase(String name, List<Frame> frames) {

    private static final int CONT = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FIN = 0x80;
    private static final int RSV1 = 0x40;
    private static final int RSV2 = 0x20;
    private static final int RSV3 = 0x10;

    /// How the length is told: as short as can be, or in more bytes than needed.
    enum Form {
        SHORTEST,
        TWO_BYTES,
        EIGHT_BYTES
    }

    /// A frame; its first byte is flags and opcode.
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    public record Frame(int first, byte[] content, Form form) {

        Frame(int first, byte[] content) {
            this(first, content, Form.SHORTEST);
        }

        public boolean isClose() {
            return (first & 0x0f) == CLOSE;
        }

        /// On the wire; masked as from a client.
        public byte[] bytes(boolean isMasked) {
            var out = new ByteArrayOutputStream();
            int mask = isMasked ? 0x80 : 0;
            out.write(first);
            if (form == Form.EIGHT_BYTES || content.length > 0xffff) {
                out.write(mask | 127);
                out.writeBytes(ByteBuffer.allocate(8).putLong(content.length).array());
            } else if (form == Form.TWO_BYTES || content.length > 125) {
                out.write(mask | 126);
                out.writeBytes(ByteBuffer.allocate(2).putShort((short) content.length).array());
            } else {
                out.write(mask | content.length);
            }
            if (isMasked) {
                byte[] key = {0x12, (byte) 0xfe, 0x00, 0x7f};
                out.writeBytes(key);
                byte[] masked = content.clone();
                for (int i = 0; i < masked.length; i++) {
                    masked[i] ^= key[i % 4];
                }
                out.writeBytes(masked);
            } else {
                out.writeBytes(content);
            }
            return out.toByteArray();
        }
    }

    /// All of it on the wire.
    public byte[] bytes(boolean isMasked) {
        var out = new ByteArrayOutputStream();
        frames.forEach(frame -> out.writeBytes(frame.bytes(isMasked)));
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return name;
    }

    public static List<WebSocketCase> all() {
        var all = new ArrayList<WebSocketCase>();
        messages(all);
        pings(all);
        reserved(all);
        fragments(all);
        texts(all);
        closes(all);
        large(all);
        compressed(all);
        return all;
    }

    /// 1: messages of all the lengths at which a frame changes its form.
    private static void messages(List<WebSocketCase> all) {
        for (int opcode : List.of(TEXT, BINARY)) {
            for (int length : List.of(0, 1, 125, 126, 127, 128, 65_535, 65_536)) {
                add(all, "1 opcode " + opcode + ", " + length + " bytes", whole(opcode, length));
            }
        }
        add(
                all,
                "1 lengths in more bytes than needed",
                new Frame(FIN | TEXT, text("short"), Form.TWO_BYTES),
                new Frame(FIN | BINARY, text("short"), Form.EIGHT_BYTES),
                new Frame(FIN | BINARY, new byte[0], Form.EIGHT_BYTES));
    }

    /// 2: pings and pongs.
    private static void pings(List<WebSocketCase> all) {
        add(all, "2 an empty ping", whole(PING, 0));
        add(all, "2 a ping with a text", new Frame(FIN | PING, text("payload")));
        add(all, "2 a ping with bytes that are no text", new Frame(FIN | PING, bytes(0, 255, 254)));
        add(all, "2 a ping of 125 bytes", whole(PING, 125));
        add(all, "2 a ping that is too long", whole(PING, 126));
        add(all, "2 a pong nobody asked for, and a ping", whole(PONG, 3), whole(PING, 3));
        add(
                all,
                "2 ten pings",
                IntStream.range(0, 10).mapToObj(i -> whole(PING, i)).toArray(Frame[]::new));
    }

    /// 3 and 4: bits and opcodes that mean nothing yet.
    private static void reserved(List<WebSocketCase> all) {
        for (int rsv = 1; rsv < 8; rsv++) {
            int bits = rsv << 4;
            add(
                    all,
                    "3 reserved bits " + rsv,
                    whole(TEXT, 3),
                    new Frame(FIN | bits | TEXT, text("x")),
                    new Frame(FIN | bits | PING, new byte[0]));
        }
        for (int opcode : List.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)) {
            add(all, "4 opcode " + opcode, whole(opcode, 0), whole(opcode, 130), whole(TEXT, 2));
        }
    }

    /// 5: messages in pieces, and pieces without a message.
    private static void fragments(List<WebSocketCase> all) {
        add(all, "5 two pieces", part(TEXT, "frag"), last("ment"));
        add(all, "5 with a ping between", part(TEXT, "frag"), whole(PING, 4), last("ment"));
        add(all, "5 a ping in pieces", new Frame(PING, text("a")), last("b"));
        add(all, "5 a pong in pieces", new Frame(PONG, text("a")), last("b"));
        add(all, "5 a close in pieces", new Frame(CLOSE, bytes(3, 232)), last(""));
        add(all, "5 a last piece of nothing", last("x"), whole(TEXT, 1));
        add(all, "5 a piece of nothing", part(CONT, "x"), last("y"), whole(TEXT, 1));
        add(
                all,
                "5 a new message in the middle of one",
                part(TEXT, "x"),
                whole(TEXT, 2),
                last("y"));
        add(all, "5 empty pieces", part(TEXT, ""), part(CONT, ""), last(""));
        add(
                all,
                "5 pieces of all lengths",
                part(BINARY, "x".repeat(126)),
                part(CONT, "y".repeat(70_000)),
                last("z".repeat(65_535)));
    }

    /// 6: texts that are UTF-8, and texts that are not.
    private static void texts(List<WebSocketCase> all) {
        add(
                all,
                "6 text of two, three and four bytes",
                new Frame(FIN | TEXT, text("\u03ba\u2713\ud83d\ude80")));
        byte[] rocket = text("\ud83d\ude80");
        add(
                all,
                "6 a character in four pieces",
                new Frame(TEXT, bytes(rocket[0])),
                new Frame(CONT, bytes(rocket[1])),
                new Frame(CONT, bytes(rocket[2])),
                new Frame(FIN | CONT, bytes(rocket[3])));
        for (byte[] bad :
                List.of(
                        bytes(0xce, 0xba, 0xe1, 0xbd, 0xb9, 0xed, 0xa0, 0x80),
                        bytes(0xf4, 0x90, 0x80, 0x80),
                        bytes(0xc0, 0xaf),
                        bytes(0xf8, 0x88, 0x80, 0x80, 0x80),
                        bytes(0xff),
                        bytes(0x80),
                        bytes(0xef, 0xbf, 0xbf),
                        bytes(0))) {
            add(
                    all,
                    "6 the bytes " + java.util.HexFormat.of().formatHex(bad),
                    new Frame(FIN | TEXT, bad),
                    new Frame(TEXT, bad),
                    last("x"));
        }
    }

    /// 7: closes, with all that may come after them.
    private static void closes(List<WebSocketCase> all) {
        add(all, "7 a message and a close", whole(TEXT, 5), close(1000, ""));
        add(all, "7 a close and a message", close(1000, ""), whole(TEXT, 5));
        add(all, "7 two closes", close(1000, "once"), close(1000, "twice"));
        add(all, "7 a close and a ping", close(1000, ""), whole(PING, 0));
        add(
                all,
                "7 a close in the middle of a message",
                part(TEXT, "x"),
                close(1000, ""),
                last("y"));
        add(all, "7 a close without a code", whole(CLOSE, 0));
        add(all, "7 a close of one byte", whole(CLOSE, 1));
        add(all, "7 a close of 125 bytes", close(1000, "x".repeat(123)));
        add(all, "7 a close that is too long", close(1000, "x".repeat(124)));
        add(all, "7 a close whose reason is no text", new Frame(FIN | CLOSE, bytes(3, 232, 0xff)));
        for (int code :
                List.of(
                        0, 999, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010,
                        1011, 1015, 1016, 2999, 3000, 3999, 4000, 4999, 5000, 65_535)) {
            add(all, "7 the code " + code, close(code, "r"));
        }
    }

    /// 9: large messages, in one frame and in many.
    private static void large(List<WebSocketCase> all) {
        add(all, "9 a message of 8 MiB", whole(BINARY, 8 << 20));
        var pieces = new ArrayList<Frame>();
        pieces.add(part(BINARY, "x"));
        IntStream.range(0, 4_000).forEach(i -> pieces.add(part(CONT, "y".repeat(64))));
        pieces.add(last("z"));
        add(all, "9 a message in 4,000 pieces", pieces.toArray(Frame[]::new));
    }

    /// 12 and 13: compressed messages have the first reserved bit on their first frame.
    private static void compressed(List<WebSocketCase> all) {
        byte[] deflated = bytes(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00);
        add(all, "12 a compressed message", new Frame(FIN | RSV1 | TEXT, deflated));
        add(
                all,
                "12 a compressed message in pieces",
                new Frame(RSV1 | TEXT, bytes(0xf2, 0x48, 0xcd)),
                whole(PING, 1),
                new Frame(FIN | CONT, bytes(0xc9, 0xc9, 0x07, 0x00)));
        add(
                all,
                "13 compressed and not, in turn",
                new Frame(FIN | RSV1 | TEXT, deflated),
                whole(TEXT, 5),
                new Frame(FIN | RSV1 | RSV2 | RSV3 | BINARY, deflated));
    }

    private static void add(List<WebSocketCase> all, String name, Frame... frames) {
        all.add(new WebSocketCase(name, List.of(frames)));
    }

    private static Frame whole(int opcode, int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) ('a' + i % 26);
        }
        return new Frame(FIN | opcode, content);
    }

    private static Frame part(int opcode, String content) {
        return new Frame(opcode, text(content));
    }

    private static Frame last(String content) {
        return new Frame(FIN | CONT, text(content));
    }

    private static Frame close(int code, String reason) {
        byte[] content =
                ByteBuffer.allocate(2 + reason.length())
                        .putShort((short) code)
                        .put(text(reason))
                        .array();
        return new Frame(FIN | CLOSE, content);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] all = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            all[i] = (byte) values[i];
        }
        return all;
    }
}
