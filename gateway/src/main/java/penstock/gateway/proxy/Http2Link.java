package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http2.Budget;
import penstock.gateway.http2.ErrorCode;
import penstock.gateway.http2.FrameReader;
import penstock.gateway.http2.HeadCollector;
import penstock.gateway.http2.HpackDecoder;
import penstock.gateway.http2.Http2Exception;
import penstock.gateway.http2.PeerSettings;

/// One HTTP/2 connection, seen from either side: what is common to all its streams (RFC 9113). What it is used for is its side's
/// business.
///
/// While the other side does not take what we write, nothing of it is read either, so that answers to its frames cannot pile up.
final class Http2Link implements Receiver {

    private static final HpackDecoder.Fields NOBODY = (name, nf, nt, value, from, to) -> {};

    /// Frames that cost us more than the other side, and serve nothing: so many at once, and a second.
    private static final int MOST_IDLE_FRAMES = 1_000;

    private static final int IDLE_FRAMES = 100;

    final Http2Output out;
    final Http2Streams streams = new Http2Streams();
    final BodyMemory memory;
    private final Worker worker;
    private final Connection connection;
    private final Http2Side side;
    private final int streamWindow;
    private final boolean creditsAtOnce;
    final FrameReader frame;
    private final HpackDecoder decoder = new HpackDecoder();
    final HeadCollector collector = new HeadCollector();
    private final PeerSettings peer = new PeerSettings();
    private final Budget idleFrames;

    private @Nullable Http2Flow receiving;
    private int receivingLeft;
    private boolean isGreeted;
    private boolean isFailed;
    private boolean isClosed;
    private boolean isFlushScheduled;
    private final Runnable flushing = this::flushNow;
    private long receiveWindow;
    private int uncredited;
    private long heardCount;

    /// @param creditsAtOnce whether the window of the connection grows by what has come, and not only by what was taken: then a
    ///     stream that nobody takes from does not stop the others
    Http2Link(
            Worker worker,
            Connection connection,
            Http2Side side,
            int streamWindow,
            boolean creditsAtOnce) {
        this.worker = worker;
        this.memory = worker.engine.heldMemory;
        this.connection = connection;
        this.side = side;
        this.streamWindow = streamWindow;
        this.creditsAtOnce = creditsAtOnce;
        this.frame = new FrameReader(!creditsAtOnce);
        this.receiveWindow = Http2Output.CONNECTION_WINDOW;
        this.idleFrames = new Budget(MOST_IDLE_FRAMES, IDLE_FRAMES, worker.now());
        this.out = new Http2Output(connection, peer, !creditsAtOnce);
    }

    int streamWindow() {
        return streamWindow;
    }

    /// What the other side allows.
    PeerSettings settings() {
        return peer;
    }

    boolean isOpen() {
        return !isClosed && !isFailed && connection.isOpen();
    }

    /// How often something came.
    long heardCount() {
        return heardCount;
    }

    Peer otherEnd() {
        return connection.peer();
    }

    boolean isOutputEnded() {
        return connection.isOutputEnded();
    }

    // --- what comes ---

    @Override
    public void onData(Data data) {
        worker.receive(this, data);
    }

    @Override
    public void take(Data data) {
        if (isFailed || isClosed) {
            data.release();
            return;
        }
        heardCount++;
        try {
            while (next(data)) {
                // each step is one frame, or a part of one
            }
        } finally {
            data.release();
        }
        flush();
        if (!isClosed) {
            connection.reading(connection.isWritable() || isFailed);
        }
    }

    private boolean next(Data data) {
        try {
            FrameReader.Step step = frame.next(data.view());
            if (step == FrameReader.Step.NEED_MORE) {
                return false;
            }
            take(step, data);
        } catch (Http2Exception wrong) {
            side.onWrong(wrong.detail());
            if (wrong.stream() == 0) {
                fail(wrong.code(), wrong.detail());
            } else {
                failStream(wrong.stream(), wrong.code());
            }
        }
        return !isFailed && !isClosed;
    }

    private void take(FrameReader.Step step, Data data) throws Http2Exception {
        if (!isGreeted && step != FrameReader.Step.SETTINGS) {
            throw Http2Exception.connection(
                    ErrorCode.PROTOCOL_ERROR, "the first frame is not SETTINGS");
        }
        switch (step) {
            case NEED_MORE -> {}
            case HEADERS -> onHeaders();
            case DATA -> onDataFrame();
            case CONTENT -> onContent(data);
            case DATA_END -> onDataEnd();
            case PRIORITY -> onPriority();
            case RST_STREAM -> onReset();
            case SETTINGS -> onSettings();
            case SETTINGS_ACK, UNKNOWN -> idleFrame();
            case PING -> {
                idleFrame();
                out.pong(frame.payload());
            }
            case PING_ACK -> side.onPingAnswered();
            case GOAWAY -> side.onGoAway(frame.number(0) & 0x7fffffff);
            case WINDOW_UPDATE -> onWindowUpdate();
        }
    }

    private void idleFrame() throws Http2Exception {
        if (!idleFrames.take(worker.now())) {
            throw Http2Exception.connection(
                    ErrorCode.ENHANCE_YOUR_CALM, "too many frames that serve nothing");
        }
    }

    /// The block is read in any case, as both sides must have the same table.
    private void onHeaders() throws Http2Exception {
        int id = frame.stream();
        Http2Flow flow = streams.get(id);
        boolean isNew = flow == null;
        Http2Exception refusal = null;
        if (flow == null) {
            try {
                flow = side.open(id, frame.isSelfDependent());
            } catch (Http2Exception wrong) {
                if (wrong.stream() == 0) {
                    throw wrong;
                }
                refusal = wrong;
            }
        }
        if (flow == null) {
            decoder.decode(frame.block(), 0, frame.blockLength(), NOBODY);
            if (refusal != null) {
                throw refusal;
            }
            return;
        }
        if (isNew) {
            streams.put(flow);
        }
        HeadCollector.Kind kind = flow.owner.expects();
        collector.start(kind);
        decoder.decode(frame.block(), 0, frame.blockLength(), collector);
        checkFields(flow, kind);
        flow.deliver(collector, frame.endsStream());
    }

    private void checkFields(Http2Flow flow, HeadCollector.Kind kind) throws Http2Exception {
        if (flow.isInputEnded()) {
            throw Http2Exception.stream(flow.id, ErrorCode.STREAM_CLOSED, "fields after the end");
        }
        if (kind == HeadCollector.Kind.TRAILERS && !frame.endsStream()) {
            throw Http2Exception.stream(
                    flow.id, ErrorCode.PROTOCOL_ERROR, "trailers that do not end the stream");
        }
        if (collector.fault() != null) {
            throw Http2Exception.stream(
                    flow.id, ErrorCode.PROTOCOL_ERROR, String.valueOf(collector.fault()));
        }
    }

    private void onDataFrame() throws Http2Exception {
        int length = frame.length();
        receiveWindow -= length;
        if (receiveWindow < 0) {
            throw Http2Exception.connection(
                    ErrorCode.FLOW_CONTROL_ERROR, "more than the window of the connection");
        }
        if (creditsAtOnce) {
            creditConnection(length);
        }
        if (length == 0 && !frame.endsStream()) {
            idleFrame();
        }
        receivingLeft = length;
        receiving = streams.get(frame.stream());
        if (receiving != null) {
            receiving.charge(length);
            return;
        }
        if (streams.isIdle(frame.stream())) {
            throw Http2Exception.connection(ErrorCode.PROTOCOL_ERROR, "DATA of an idle stream");
        }
        if (!streams.wasReset(frame.stream())) {
            throw Http2Exception.stream(
                    frame.stream(), ErrorCode.STREAM_CLOSED, "DATA of a stream that has ended");
        }
    }

    private void onContent(Data data) throws Http2Exception {
        Http2Flow flow = receiving;
        int length = frame.contentLength();
        receivingLeft -= length;
        if (flow == null || flow.isClosed()) {
            credit(length);
        } else {
            flow.receive(data, frame.contentFrom(), length);
        }
    }

    private void onDataEnd() throws Http2Exception {
        Http2Flow flow = receiving;
        receiving = null;
        if (flow == null || flow.isClosed()) {
            credit(receivingLeft);
            return;
        }
        if (receivingLeft > 0) {
            flow.credit(receivingLeft);
        }
        if (frame.endsStream()) {
            flow.endInput();
        }
    }

    private void onPriority() throws Http2Exception {
        idleFrame();
        if ((frame.number(0) & 0x7fffffff) == frame.stream()) {
            throw Http2Exception.stream(
                    frame.stream(), ErrorCode.PROTOCOL_ERROR, "a stream that depends on itself");
        }
    }

    private void onReset() throws Http2Exception {
        Http2Flow flow = streams.get(frame.stream());
        if (flow == null) {
            if (streams.isIdle(frame.stream())) {
                throw Http2Exception.connection(
                        ErrorCode.PROTOCOL_ERROR, "RST_STREAM of an idle stream");
            }
            idleFrame();
            return;
        }
        boolean isAnswered = flow.isAnswered();
        flow.fail(ErrorCode.of(frame.number(0)));
        if (isAnswered) {
            idleFrame();
        } else if (!side.mayReset()) {
            throw Http2Exception.connection(
                    ErrorCode.ENHANCE_YOUR_CALM, "too many streams that end before their time");
        }
    }

    private void onSettings() throws Http2Exception {
        idleFrame();
        isGreeted = true;
        int before = peer.initialWindow();
        peer.read(frame);
        out.onSettings();
        int wider = peer.initialWindow() - before;
        if (wider != 0) {
            for (Http2Flow flow : streams.all()) {
                try {
                    flow.widen(wider);
                } catch (Http2Exception tooWide) {
                    throw Http2Exception.connection(tooWide.code(), tooWide.detail());
                }
            }
        }
        side.onSettings();
        out.serveLine();
        flush();
    }

    private void onWindowUpdate() throws Http2Exception {
        int id = frame.stream();
        int more = frame.number(0) & 0x7fffffff;
        if (id == 0) {
            if (more == 0 || !out.widen(more)) {
                throw Http2Exception.connection(
                        more == 0 ? ErrorCode.PROTOCOL_ERROR : ErrorCode.FLOW_CONTROL_ERROR,
                        "a window that grows by " + more);
            }
        } else {
            Http2Flow flow = streams.get(id);
            if (flow == null && streams.isIdle(id)) {
                throw Http2Exception.connection(
                        ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE of an idle stream");
            }
            if (flow != null && more == 0) {
                throw Http2Exception.stream(
                        id, ErrorCode.PROTOCOL_ERROR, "a window that grows by 0");
            }
            if (flow != null) {
                flow.widen(more);
            }
        }
        out.serveLine();
        flush();
    }

    // --- windows ---

    /// Content was taken.
    void credit(int length) {
        if (!creditsAtOnce) {
            creditConnection(length);
        }
    }

    private void creditConnection(int length) {
        uncredited += length;
        if (uncredited >= Http2Output.CONNECTION_WINDOW / 2) {
            windowUpdate(0, uncredited);
            receiveWindow += uncredited;
            uncredited = 0;
        }
    }

    void windowUpdate(int stream, int by) {
        out.windowUpdate(stream, by);
        flush();
    }

    Data copy(byte[] bytes, int from, int length) {
        return worker.loop.copy(bytes, from, length);
    }

    // --- what leaves ---

    void data(int stream, Data content, int length) {
        out.data(stream, content, length);
        if (connection.isWritable()) {
            flush();
        } else {
            connection.flush();
        }
    }

    void endData(int stream) {
        out.endData(stream);
        flush();
    }

    void head(int stream, byte[] head, int length, boolean isRequest, boolean isLast) {
        out.head(stream, head, length, isRequest, isLast);
        flush();
    }

    void trailers(int stream, byte[] lines) {
        out.trailers(stream, lines);
        flush();
    }

    void reset(int stream, ErrorCode code) {
        streams.reset(stream);
        out.reset(stream, code);
        flush();
    }

    /// What is written in one turn of the loop leaves together.
    void flush() {
        if (!isFlushScheduled && !isClosed) {
            isFlushScheduled = true;
            worker.loop.execute(flushing);
        }
    }

    private void flushNow() {
        isFlushScheduled = false;
        if (!isClosed) {
            connection.flush();
        }
    }

    // --- the end ---

    /// Of a stream.
    void closed(Http2Flow flow) {
        streams.ended(flow);
        side.onStreamClosed(flow);
    }

    private void failStream(int id, ErrorCode code) {
        Http2Flow flow = streams.get(id);
        reset(id, code);
        if (flow != null) {
            flow.fail(code);
        }
        if (!side.mayReset()) {
            fail(ErrorCode.ENHANCE_YOUR_CALM, "too many streams that break the rules");
        }
    }

    /// Says why, and ends; what still comes is thrown away.
    void fail(ErrorCode code, String why) {
        if (isFailed || isClosed) {
            return;
        }
        isFailed = true;
        out.goAway(streams.last(), code, why);
        endStreams(code == ErrorCode.NO_ERROR ? ErrorCode.CANCEL : ErrorCode.INTERNAL_ERROR);
        connection.shutdownOutput();
        connection.reading(true);
        side.onFailed();
    }

    private void endStreams(ErrorCode code) {
        streams.all().forEach(flow -> flow.fail(code));
    }

    /// Closes without a word.
    void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        endStreams(ErrorCode.INTERNAL_ERROR);
        connection.flush();
        connection.close();
        side.onLinkClosed();
    }

    @Override
    public void onEnd() {
        side.onInputEnd();
    }

    @Override
    public void onWritable() {
        if (isFailed || isClosed) {
            return;
        }
        out.serveLine();
        flush();
        connection.reading(connection.isWritable());
    }

    @Override
    public void onClosed() {
        close();
    }
}
