package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http2.Budget;
import penstock.gateway.http2.ErrorCode;
import penstock.gateway.http2.Http2Exception;
import penstock.gateway.http2.PeerSettings;

/// A client's connection that speaks HTTP/2: each of its streams is a request.
final class Http2Session implements ClientSession, Http2Side {

    /// Requests at the same time.
    static final int MAX_STREAMS = 128;

    /// What may come of one request's body before some of it was taken.
    private static final int STREAM_WINDOW = 256 * 1024;

    private static final int MAX_HEADERS = 32 * 1024;

    private static final long GREETING_NANOS = 10_000_000_000L;

    /// How long the last word of a drain waits for the client's answer to the first.
    private static final long NOTICE_NANOS = 1_000_000_000L;

    /// Requests that may be taken back, at once and a second: a client that asks and takes back without end costs us the work, and
    /// itself nothing (CVE-2023-44487).
    private static final int MOST_RESETS = 200;

    private static final int RESETS = 20;

    private enum Phase {
        OPEN,
        /// The client was told to send no more requests; those on their way are served.
        LEAVING,
        /// No more requests are taken.
        LAST,
        /// Nothing more will be written; what still comes is thrown away for a while.
        LINGER,
        CLOSED
    }

    private final Ways ways;
    private final Worker worker;
    private final Connection connection;
    private final Http2Link link;
    private final Budget resets;
    private Phase phase = Phase.OPEN;
    private boolean isGreeted;
    private boolean isInputEnded;
    private long since;

    Http2Session(Worker worker, Connection connection) {
        this.worker = worker;
        this.connection = connection;
        this.ways = new Ways(worker.engine.clients, connection.peer());
        this.since = worker.now();
        this.resets = new Budget(MOST_RESETS, RESETS, since);
        this.link = new Http2Link(worker, connection, this, STREAM_WINDOW, false);
    }

    /// Begins to speak, once the client's preface has come.
    Connection.Handler greet() {
        link.out.greet(
                PeerSettings.MAX_CONCURRENT_STREAMS,
                MAX_STREAMS,
                PeerSettings.INITIAL_WINDOW_SIZE,
                STREAM_WINDOW,
                PeerSettings.MAX_HEADER_LIST_SIZE,
                MAX_HEADERS,
                PeerSettings.ENABLE_CONNECT_PROTOCOL,
                1);
        link.flush();
        return link;
    }

    @Override
    public @Nullable Http2Flow open(int stream, boolean isSelfDependent) throws Http2Exception {
        if (stream <= link.streams.last() || (stream & 1) == 0) {
            if (link.streams.wasReset(stream)) {
                return null;
            }
            throw link.streams.hasEnded(stream)
                    ? Http2Exception.connection(
                            ErrorCode.STREAM_CLOSED, "HEADERS of a stream that has ended")
                    : Http2Exception.connection(
                            ErrorCode.PROTOCOL_ERROR, "a stream whose number is not the next");
        }
        if (phase == Phase.LAST) {
            // not among those that the client was told are served
            return null;
        }
        link.streams.began(stream);
        if (isSelfDependent) {
            throw Http2Exception.stream(
                    stream, ErrorCode.PROTOCOL_ERROR, "a stream that depends on itself");
        }
        if (link.streams.count() >= MAX_STREAMS) {
            throw Http2Exception.stream(stream, ErrorCode.REFUSED_STREAM, "too many streams");
        }
        return new Http2Stream(worker, link, ways, stream, STREAM_WINDOW).flow();
    }

    @Override
    public void onSettings() {
        isGreeted = true;
    }

    @Override
    public void onPingAnswered() {
        if (phase == Phase.LEAVING) {
            takeNoMore();
        }
    }

    @Override
    public void onGoAway(int last) {
        // it sends no more requests, and we send none
    }

    @Override
    public void onStreamClosed(Http2Flow flow) {
        if (link.streams.count() > 0) {
            return;
        }
        since = worker.now();
        if (phase == Phase.LAST || isInputEnded) {
            linger("");
        }
    }

    @Override
    public boolean mayReset() {
        return resets.take(worker.now());
    }

    @Override
    public void onInputEnd() {
        isInputEnded = true;
        for (Http2Flow flow : link.streams.all()) {
            if (!flow.isInputEnded()) {
                flow.reset(ErrorCode.CANCEL);
                flow.owner.onReset(ErrorCode.CANCEL);
            }
        }
        if (link.streams.count() == 0 && phase != Phase.LINGER) {
            linger("");
        }
    }

    private void linger(String why) {
        link.fail(ErrorCode.NO_ERROR, why);
    }

    @Override
    public void onWrong(String why) {
        // the client is told
    }

    @Override
    public void onFailed() {
        if (phase != Phase.CLOSED) {
            phase = Phase.LINGER;
            since = worker.now();
        }
    }

    @Override
    public void onLinkClosed() {
        phase = Phase.CLOSED;
        worker.forget(connection);
    }

    // --- as the loop sees it ---

    @Override
    public void tick(long now) {
        switch (phase) {
            case OPEN, LEAVING, LAST -> tickOpen(now);
            case LINGER -> {
                if (Worker.isLingerOver(link.isOutputEnded(), isInputEnded, now - since)) {
                    link.close();
                }
            }
            case CLOSED -> {}
        }
    }

    private void tickOpen(long now) {
        if (!isGreeted && now - since > GREETING_NANOS) {
            link.fail(ErrorCode.SETTINGS_TIMEOUT, "no SETTINGS in time");
            link.flush();
            return;
        }
        if (worker.isDraining() && phase == Phase.OPEN) {
            phase = Phase.LEAVING;
            since = now;
            link.out.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR, "");
            link.out.ping();
            link.flush();
        } else if (phase == Phase.LEAVING && now - since > NOTICE_NANOS) {
            takeNoMore();
        }
        if (link.streams.count() == 0) {
            if (phase == Phase.OPEN && worker.isIdleTooLong(now, since)) {
                linger("idle");
                link.flush();
            } else if (now - since > Worker.IDLE_CLIENT_NANOS) {
                link.frame.release();
                link.collector.release();
            }
            return;
        }
        for (Http2Flow flow : link.streams.all()) {
            if (flow.owner instanceof Http2Stream request) {
                request.tick(now);
            }
        }
    }

    /// Requests that came in the meantime are served; those that come now were not told of.
    private void takeNoMore() {
        phase = Phase.LAST;
        if (link.streams.count() == 0) {
            linger("");
        } else {
            link.out.goAway(link.streams.last(), ErrorCode.NO_ERROR, "");
        }
        link.flush();
    }

    @Override
    public long idleFor(long now) {
        return phase == Phase.OPEN && isGreeted && link.streams.count() == 0 ? now - since : -1;
    }

    @Override
    public void turnAway() {
        link.fail(ErrorCode.ENHANCE_YOUR_CALM, "as many connections as can be served");
        link.flush();
    }

    @Override
    public void cut() {
        link.close();
    }

    @Override
    public boolean isClosed() {
        return phase == Phase.CLOSED;
    }
}
