package penstock.gateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import penstock.gateway.http2.ErrorCode;
import penstock.gateway.http2.FrameReader;
import penstock.gateway.http2.FrameType;
import penstock.gateway.http2.HeadEncoder;
import penstock.gateway.http2.HpackEncoder;
import penstock.gateway.http2.PeerSettings;

/// Writes the frames that leave an HTTP/2 connection, content as far as the other side's window allows, the streams by turns.
final class Http2Output {

    /// What may come on all streams together before some of it was taken.
    static final int CONNECTION_WINDOW = 1 << 20;

    private static final int END_STREAM = 0x1;
    private static final int ACK = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int HEADER = FrameReader.HEADER_LENGTH;
    private static final int MAX_REASON = 128;

    private final Connection connection;
    private final PeerSettings peer;
    private final HpackEncoder encoder;
    private final byte[] frame = new byte[HEADER + 8];
    private final Deque<Http2Flow> line = new ArrayDeque<>();
    private long window = PeerSettings.DEFAULT_WINDOW;

    /// @param hasTable see `HpackEncoder`
    Http2Output(Connection connection, PeerSettings peer, boolean hasTable) {
        this.connection = connection;
        this.peer = peer;
        this.encoder = new HpackEncoder(hasTable);
    }

    /// Tells the other side our settings, pairs of identifier and value, and the window of the connection.
    void greet(int... settings) {
        header(frame, settings.length / 2 * 6, FrameType.SETTINGS, 0, 0);
        connection.write(frame, 0, HEADER);
        for (int i = 0; i < settings.length; i += 2) {
            frame[0] = (byte) (settings[i] >> 8);
            frame[1] = (byte) settings[i];
            number(frame, 2, settings[i + 1]);
            connection.write(frame, 0, 6);
        }
        windowUpdate(0, CONNECTION_WINDOW - PeerSettings.DEFAULT_WINDOW);
    }

    /// Takes note of the other side's settings, and says so.
    void onSettings() {
        encoder.tableSize(peer.tableSize());
        header(frame, 0, FrameType.SETTINGS, ACK, 0);
        connection.write(frame, 0, HEADER);
    }

    void ping() {
        header(frame, 8, FrameType.PING, 0, 0);
        number(frame, HEADER, 0);
        number(frame, HEADER + 4, 1);
        connection.write(frame, 0, HEADER + 8);
    }

    void pong(byte[] payload) {
        header(frame, 8, FrameType.PING, ACK, 0);
        System.arraycopy(payload, 0, frame, HEADER, 8);
        connection.write(frame, 0, HEADER + 8);
    }

    void windowUpdate(int stream, int by) {
        header(frame, 4, FrameType.WINDOW_UPDATE, 0, stream);
        number(frame, HEADER, by);
        connection.write(frame, 0, HEADER + 4);
    }

    void reset(int stream, ErrorCode code) {
        header(frame, 4, FrameType.RST_STREAM, 0, stream);
        number(frame, HEADER, code.number);
        connection.write(frame, 0, HEADER + 4);
    }

    void goAway(int lastStream, ErrorCode code, String why) {
        byte[] reason =
                why.substring(0, Math.min(MAX_REASON, why.length()))
                        .getBytes(StandardCharsets.US_ASCII);
        header(frame, 8 + reason.length, FrameType.GOAWAY, 0, 0);
        number(frame, HEADER, lastStream);
        number(frame, HEADER + 4, code.number);
        connection.write(frame, 0, HEADER + 8);
        connection.write(reason, 0, reason.length);
    }

    // --- content ---

    /// The other side takes more on all streams together; false when that is too much.
    boolean widen(int by) {
        window += by;
        return window <= Integer.MAX_VALUE;
    }

    /// How many bytes of content may be sent now in one frame by a stream with such a window.
    int room(long streamWindow) {
        return connection.isWritable()
                ? (int) Math.min(Math.min(streamWindow, window), peer.maxFrame())
                : 0;
    }

    /// Stands at the end of the line of streams that have something to send.
    void line(Http2Flow flow) {
        if (!flow.isInLine) {
            flow.isInLine = true;
            line.add(flow);
        }
    }

    boolean hasLine() {
        return !line.isEmpty();
    }

    void serveLine() {
        while (!line.isEmpty() && window > 0 && connection.isWritable()) {
            Http2Flow first = line.remove();
            first.isInLine = false;
            if (!first.isClosed()) {
                first.onTurn();
            }
        }
    }

    /// Takes the data over.
    void data(int stream, Data content, int length) {
        window -= length;
        header(frame, length, FrameType.DATA, 0, stream);
        connection.write(frame, 0, HEADER);
        connection.write(content);
    }

    void endData(int stream) {
        header(frame, 0, FrameType.DATA, END_STREAM, stream);
        connection.write(frame, 0, HEADER);
    }

    /// A head in the form of HTTP/1.1.
    void head(int stream, byte[] head, int length, boolean isRequest, boolean isLast) {
        encoder.begin(HEADER);
        if (isRequest) {
            HeadEncoder.request(encoder, head, length);
        } else {
            HeadEncoder.response(encoder, head, length);
        }
        block(stream, isLast);
    }

    void trailers(int stream, byte[] lines) {
        encoder.begin(HEADER);
        HeadEncoder.fields(encoder, lines, 0, lines.length);
        block(stream, true);
    }

    private void block(int stream, boolean isLast) {
        byte[] bytes = encoder.bytes();
        int length = encoder.to() - HEADER;
        int first = Math.min(length, peer.maxFrame());
        int flags = (isLast ? END_STREAM : 0) | (first == length ? END_HEADERS : 0);
        header(bytes, first, FrameType.HEADERS, flags, stream);
        connection.write(bytes, 0, HEADER + first);
        for (int sent = first; sent < length; ) {
            int next = Math.min(length - sent, peer.maxFrame());
            boolean isEnd = sent + next == length;
            header(frame, next, FrameType.CONTINUATION, isEnd ? END_HEADERS : 0, stream);
            connection.write(frame, 0, HEADER);
            connection.write(bytes, HEADER + sent, HEADER + sent + next);
            sent += next;
        }
    }

    private static void header(byte[] to, int length, int type, int flags, int stream) {
        to[0] = (byte) (length >> 16);
        to[1] = (byte) (length >> 8);
        to[2] = (byte) length;
        to[3] = (byte) type;
        to[4] = (byte) flags;
        number(to, 5, stream);
    }

    private static void number(byte[] to, int at, int value) {
        to[at] = (byte) (value >> 24);
        to[at + 1] = (byte) (value >> 16);
        to[at + 2] = (byte) (value >> 8);
        to[at + 3] = (byte) value;
    }
}
