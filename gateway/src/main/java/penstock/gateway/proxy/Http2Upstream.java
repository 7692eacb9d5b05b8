package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.http2.ErrorCode;
import penstock.gateway.http2.Http2Exception;
import penstock.gateway.http2.PeerSettings;

/// A connection to an instance that speaks HTTP/2 without TLS, known beforehand (RFC 9113 section 3.3): many requests at once.
final class Http2Upstream implements Http2Side {

    /// Requests at the same time, whatever the instance allows.
    private static final int MOST = 1_000;

    /// What may come of one answer before the client took some of it. There is no such limit for all answers together, so that clients
    /// that do not read keep up nobody but themselves.
    private static final int STREAM_WINDOW = 64 * 1024;

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    final Instance instance;
    final Http2Link link;

    /// The head of the answer that is just being handed on.
    final ResponseHead response = new ResponseHead(new HeadBuffer());

    private final Worker worker;
    private final Http2Pool pool;
    private int calls;
    private int nextStream = 1;
    private boolean isLeaving;
    private boolean hasServed;
    private long idleSince;

    Http2Upstream(Worker worker, Http2Pool pool, Connection connection, Instance instance) {
        this.worker = worker;
        this.pool = pool;
        this.instance = instance;
        this.idleSince = worker.now();
        this.link = new Http2Link(worker, connection, this, STREAM_WINDOW, true);
        byte[] preface = Ascii.bytes(PREFACE);
        connection.handler(link);
        connection.write(preface, 0, preface.length);
        link.out.greet(
                PeerSettings.ENABLE_PUSH, 0, PeerSettings.INITIAL_WINDOW_SIZE, STREAM_WINDOW);
        link.flush();
    }

    /// Whether it takes one more request.
    boolean hasRoom() {
        return !isLeaving
                && link.isOpen()
                && calls < Math.min(link.settings().maxStreams(), MOST)
                && nextStream > 0;
    }

    Http2Call call() {
        calls++;
        return new Http2Call(worker, this);
    }

    /// The call's stream, from now on open.
    Http2Flow begin(Http2Call call) {
        int id = nextStream;
        nextStream += 2;
        link.streams.began(id);
        var flow = new Http2Flow(link, id, call, link.settings().initialWindow(), STREAM_WINDOW);
        link.streams.put(flow);
        return flow;
    }

    /// A call is over.
    void leave() {
        calls--;
        hasServed = true;
        idleSince = worker.now();
        pool.onRoom(this);
        if (isIdle() && instance.slots.isAwaited()) {
            pool.forget(this);
            isLeaving = true;
        }
        endWhenOver();
    }

    boolean hasServed() {
        return hasServed;
    }

    boolean isIdle() {
        return calls == 0;
    }

    boolean isIdleSince(long time) {
        return isIdle() && idleSince - time < 0;
    }

    /// Takes no more requests, and ends with those that it has.
    void retire() {
        isLeaving = true;
        endWhenOver();
    }

    private void endWhenOver() {
        if (isLeaving && calls == 0) {
            link.fail(ErrorCode.NO_ERROR, "");
        }
    }

    void close() {
        link.close();
    }

    @Override
    public @Nullable Http2Flow open(int stream, boolean isSelfDependent) throws Http2Exception {
        if (link.streams.isIdle(stream)) {
            throw Http2Exception.connection(
                    ErrorCode.PROTOCOL_ERROR, "HEADERS of a stream that was not begun");
        }
        return null;
    }

    @Override
    public void onSettings() {
        pool.onRoom(this);
    }

    @Override
    public void onPingAnswered() {
        // none is sent
    }

    /// Streams that nothing was done for are begun anew elsewhere.
    @Override
    public void onGoAway(int last) {
        isLeaving = true;
        pool.forget(this);
        for (Http2Flow flow : link.streams.all()) {
            if (flow.id > last && flow.owner instanceof Http2Call call) {
                call.unprocessed();
                flow.fail(ErrorCode.REFUSED_STREAM);
            }
        }
        endWhenOver();
    }

    @Override
    public void onStreamClosed(Http2Flow flow) {
        // the call says when it is over
    }

    @Override
    public boolean mayReset() {
        return true;
    }

    @Override
    public void onInputEnd() {
        link.close();
    }

    @Override
    public void onWrong(String why) {
        instance.answeredWrong(why, worker.now());
    }

    @Override
    public void onFailed() {
        pool.forget(this);
        worker.loop.execute(link::close);
    }

    @Override
    public void onLinkClosed() {
        worker.disconnected(instance);
        pool.forget(this);
    }
}
