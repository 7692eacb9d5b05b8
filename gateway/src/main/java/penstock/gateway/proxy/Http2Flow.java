package penstock.gateway.proxy;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.Trailers;
import penstock.gateway.http2.ErrorCode;
import penstock.gateway.http2.HeadCollector;
import penstock.gateway.http2.Http2Exception;

/// One stream of an HTTP/2 connection, seen from either side: what comes is held back while nobody takes it, what leaves waits for
/// the windows of the other side (RFC 9113 section 5.2).
final class Http2Flow {

    /// Whose message it is. Nothing is told any more once the stream has ended.
    interface Owner {

        /// What the next field block is.
        HeadCollector.Kind expects();

        /// A head has come, or the trailers; with `isLast` nothing more will.
        void onFields(HeadCollector fields, boolean isLast)
                throws BadMessageException, Http2Exception;

        /// Takes the data over.
        void onContent(Data content);

        /// Everything that the other side sends was handed over. Comes once.
        void onInputEnd();

        /// Everything written has left: there is room for more.
        void onRoom();

        /// The stream has ended in both directions.
        void onOver();

        /// It ends before its time, by the other side or for what the other side did.
        void onReset(ErrorCode code);
    }

    /// Pieces of held content that are handed on.
    private static final int PIECE = 16 * 1024;

    private static final byte[] NONE = {};

    final int id;
    final Owner owner;

    private final Http2Link link;

    /// What leaves next, in part or whole.
    private @Nullable Data first;

    /// What waits behind it; most streams need none.
    private @Nullable Deque<Data> rest;

    private byte[] trailers = Trailers.NONE;
    private boolean isEnding;
    private boolean isOutputEnded;
    private boolean isInputEnded;

    /// The head or the trailers that are being handed over are the last that comes.
    private boolean isLastHere;

    private boolean isInputTold;
    private boolean isIgnoring;
    private boolean isClosed;
    private boolean isReading = true;
    private boolean isHanding;

    /// Whether it stands in the link's line of streams with something to send.
    boolean isInLine;

    /// Both at most 2^31-1 bytes; below zero where the other side has made its windows smaller.
    private int sendWindow;

    private int receiveWindow;
    private int uncredited;
    private byte[] held = NONE;
    private int heldFrom;
    private int heldTo;

    /// -1 when the head does not say.
    private long announced = -1;

    private long received;

    Http2Flow(Http2Link link, int id, Owner owner, int sendWindow, int receiveWindow) {
        this.link = link;
        this.id = id;
        this.owner = owner;
        this.sendWindow = sendWindow;
        this.receiveWindow = receiveWindow;
    }

    boolean isClosed() {
        return isClosed;
    }

    boolean isInputEnded() {
        return isInputEnded;
    }

    boolean isOutputEnded() {
        return isOutputEnded;
    }

    /// Whether the other side has all it asked for before it has said all of it.
    boolean isAnswered() {
        return isOutputEnded && isIgnoring;
    }

    // --- what comes ---

    /// How much content there must be (RFC 9113 section 8.1.1).
    void announce(long length) {
        announced = length;
    }

    /// A DATA frame begins; all of it counts.
    void charge(int length) throws Http2Exception {
        if (isInputEnded) {
            throw Http2Exception.stream(id, ErrorCode.STREAM_CLOSED, "DATA after the end");
        }
        if (owner.expects() != HeadCollector.Kind.TRAILERS) {
            throw Http2Exception.stream(id, ErrorCode.PROTOCOL_ERROR, "DATA before a head");
        }
        receiveWindow -= length;
        if (receiveWindow < 0) {
            throw Http2Exception.stream(id, ErrorCode.FLOW_CONTROL_ERROR, "more than the window");
        }
    }

    void receive(Data from, int start, int length) throws Http2Exception {
        received += length;
        if (isIgnoring) {
            credit(length);
            return;
        }
        if (announced >= 0 && received > announced) {
            throw Http2Exception.stream(
                    id, ErrorCode.PROTOCOL_ERROR, "more content than Content-Length");
        }
        if (isReading && heldTo == heldFrom && !isHanding) {
            hand(from.slice(start, length), length);
        } else {
            hold(from, start, length);
        }
    }

    private void hand(Data content, int length) {
        isHanding = true;
        owner.onContent(content);
        isHanding = false;
        credit(length);
    }

    private void hold(Data from, int start, int length) throws Http2Exception {
        int needed = heldTo - heldFrom + length;
        if (heldTo + length > held.length) {
            int capacity = Math.max(needed, Math.min(held.length * 2, link.streamWindow()));
            if (!link.memory.take(capacity - held.length)) {
                throw Http2Exception.stream(
                        id, ErrorCode.ENHANCE_YOUR_CALM, "no memory for content that nobody takes");
            }
            byte[] moved = new byte[capacity];
            System.arraycopy(held, heldFrom, moved, 0, heldTo - heldFrom);
            held = moved;
            heldTo -= heldFrom;
            heldFrom = 0;
        }
        from.view().get(start, held, heldTo, length);
        heldTo += length;
    }

    /// Takes note that content was taken, padding included. What means nothing makes no room for more.
    void credit(int length) {
        link.credit(length);
        uncredited += length;
        if (!isInputEnded && !isClosed && !isIgnoring && uncredited >= link.streamWindow() / 2) {
            link.windowUpdate(id, uncredited);
            receiveWindow += uncredited;
            uncredited = 0;
        }
    }

    /// Hands a head over, or the trailers; with `isLast` nothing more will come.
    void deliver(HeadCollector fields, boolean isLast) throws Http2Exception {
        isLastHere |= isLast;
        try {
            owner.onFields(fields, isLast);
        } catch (BadMessageException bad) {
            throw Http2Exception.stream(id, ErrorCode.PROTOCOL_ERROR, bad.detail());
        }
        if (isLast && !isClosed) {
            endInput();
        }
    }

    void endInput() throws Http2Exception {
        if (announced >= 0 && received != announced && !isIgnoring) {
            throw Http2Exception.stream(
                    id, ErrorCode.PROTOCOL_ERROR, "less content than Content-Length");
        }
        isInputEnded = true;
        handOn();
        closeWhenOver();
    }

    /// Whether content is handed on; off, it is held and the other side feels it.
    void reading(boolean isOn) {
        isReading = isOn;
        handOn();
    }

    private void handOn() {
        if (isHanding) {
            return;
        }
        while (isReading && heldTo > heldFrom && !isClosed) {
            int length = Math.min(PIECE, heldTo - heldFrom);
            Data piece = link.copy(held, heldFrom, length);
            heldFrom += length;
            if (heldFrom == heldTo) {
                dropHeld();
            }
            hand(piece, length);
        }
        if (isReading && isInputEnded && heldTo == heldFrom && !isInputTold && !isClosed) {
            isInputTold = true;
            owner.onInputEnd();
        }
    }

    /// What still comes means nothing any more.
    void ignoreInput() {
        isIgnoring = true;
        isInputTold = true;
        if (heldTo > heldFrom) {
            credit(heldTo - heldFrom);
        }
        dropHeld();
        closeWhenOver();
    }

    private void dropHeld() {
        if (held.length > 0) {
            link.memory.give(held.length);
            held = NONE;
        }
        heldFrom = 0;
        heldTo = 0;
    }

    // --- what leaves ---

    /// The head of a message, in the form of HTTP/1.1; with `isLast` nothing follows.
    void head(byte[] head, int length, boolean isRequest, boolean isLast) {
        if (!isOutputEnded && !isClosed) {
            isOutputEnded = isLast;
            link.head(id, head, length, isRequest, isLast);
            closeWhenOver();
        }
    }

    /// Takes the data over; false when it has to wait, until `onRoom`.
    boolean write(Data content) {
        if (isClosed || isEnding || isOutputEnded || !content.view().hasRemaining()) {
            content.release();
            return true;
        }
        if (first == null) {
            first = content;
        } else {
            waiting().add(content);
        }
        if (!isInLine) {
            send();
        }
        return first == null;
    }

    private Deque<Data> waiting() {
        Deque<Data> known = rest;
        if (known == null) {
            known = new ArrayDeque<>();
            rest = known;
        }
        return known;
    }

    /// Nothing more will be written.
    void end(byte[] lines) {
        if (isClosed || isEnding || isOutputEnded) {
            return;
        }
        isEnding = true;
        trailers = lines;
        if (first == null) {
            finish();
        }
    }

    private void finish() {
        isOutputEnded = true;
        if (trailers.length > 0) {
            link.trailers(id, trailers);
        } else {
            link.endData(id);
        }
        closeWhenOver();
    }

    boolean isWritable() {
        return first == null && !isClosed;
    }

    /// Sends what the windows allow, one frame at a time if others wait too; true when it could go on.
    boolean send() {
        for (Data next = first; next != null; next = first) {
            int room = link.out.room(sendWindow);
            if (room <= 0) {
                if (sendWindow > 0) {
                    link.out.line(this);
                }
                return false;
            }
            sendPiece(next, room);
            if (link.out.hasLine() && first != null) {
                link.out.line(this);
                return true;
            }
        }
        return true;
    }

    private void sendPiece(Data whole, int room) {
        int from = whole.view().position();
        int left = whole.view().remaining();
        int length = Math.min(room, left);
        sendWindow -= length;
        if (length < left) {
            link.data(id, whole.slice(from, length), length);
            whole.view().position(from + length);
            return;
        }
        first = rest == null ? null : rest.poll();
        if (left < whole.length()) {
            link.data(id, whole.slice(from, length), length);
            whole.release();
        } else {
            link.data(id, whole, length);
        }
    }

    /// The line has come to it.
    void onTurn() {
        send();
        afterSending();
    }

    private void afterSending() {
        if (first != null || isClosed) {
            return;
        }
        if (isEnding && !isOutputEnded) {
            finish();
        } else {
            owner.onRoom();
        }
    }

    /// The other side takes more, or less.
    void widen(long by) throws Http2Exception {
        long wider = sendWindow + by;
        if (wider > Integer.MAX_VALUE) {
            throw Http2Exception.stream(
                    id, ErrorCode.FLOW_CONTROL_ERROR, "a window of more than 2^31-1 bytes");
        }
        sendWindow = (int) wider;
        if (first != null && !isInLine && sendWindow > 0) {
            link.out.line(this);
        }
    }

    // --- the end ---

    private void closeWhenOver() {
        if (isClosed || !isOutputEnded || !isInputTold) {
            return;
        }
        if (isInputEnded || isLastHere) {
            close();
            owner.onOver();
        } else if (isIgnoring) {
            owner.onRoom();
        }
    }

    /// Tells who has the whole answer not to send the rest of the request (RFC 9113 section 8.1).
    void stopInput() {
        if (isAnswered() && !isClosed) {
            link.reset(id, ErrorCode.NO_ERROR);
            close();
            owner.onOver();
        }
    }

    /// Ends it for both sides. The owner is not told.
    void reset(ErrorCode code) {
        if (!isClosed) {
            link.reset(id, code);
            close();
        }
    }

    /// It has ended; the owner is told.
    void fail(ErrorCode code) {
        if (!isClosed) {
            close();
            owner.onReset(code);
        }
    }

    private void close() {
        isClosed = true;
        for (Data left = first; left != null; left = rest == null ? null : rest.poll()) {
            left.release();
        }
        first = null;
        if (heldTo > heldFrom) {
            link.credit(heldTo - heldFrom);
        }
        dropHeld();
        link.closed(this);
    }
}
