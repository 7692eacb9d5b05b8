package penstock.gateway.proxy;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.BodyDecoder;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// A connection to an instance that speaks HTTP/1.1: reads answers for the exchange that uses it, and waits in the pool in between.
final class Http1Upstream implements UpstreamCall, Receiver {

    /// Interim answers to one request. Each passes to the client without waiting for it to read, and renews the time limit.
    private static final int MAX_INTERIMS = 32;

    final Instance instance;

    private final Connection connection;
    private final Worker worker;
    private final HeadBuffer head = new HeadBuffer();
    private final ResponseHead response = new ResponseHead(head);
    private final BodyDecoder body = new BodyDecoder();
    private @Nullable UpstreamUser owner;

    /// Counts the changes of the owner.
    private int turn;

    private boolean isChunked;
    private boolean isInBody;
    private @Nullable Tunnel tunnel;
    private boolean isReused;
    private boolean hasAnswered;
    private int interims;
    private long idleSince;

    Http1Upstream(Worker worker, Connection connection, Instance instance) {
        this.worker = worker;
        this.connection = connection;
        this.instance = instance;
        connection.handler(this);
    }

    @Override
    public void use(UpstreamUser user) {
        hand(user);
        hasAnswered = false;
        isInBody = false;
        interims = 0;
        head.reset();
        connection.reading(true);
    }

    /// To the pool when it can be used again.
    @Override
    public void release(boolean isReusable) {
        hand(null);
        if (isReusable && connection.isOpen()) {
            isReused = true;
            idleSince = worker.now();
            connection.reading(true);
            worker.putIdle(this);
        } else {
            connection.close();
        }
    }

    @Override
    public void close() {
        hand(null);
        connection.close();
    }

    long idleSince() {
        return idleSince;
    }

    /// Whether the instance has neither closed it nor sent anything that nobody asked for, as far as the system knows.
    boolean isStillThere() {
        return connection.isOpen() && connection.isQuiet();
    }

    /// It came from the pool and failed before a byte of an answer: the instance had most likely closed it before the request.
    @Override
    public boolean wasStale() {
        return isReused && !hasAnswered;
    }

    /// There is no way to say so.
    @Override
    public boolean wasUnprocessed() {
        return false;
    }

    @Override
    public boolean isWritable() {
        return connection.isWritable();
    }

    @Override
    public void send(
            RequestHead request,
            Way way,
            byte[] requestId,
            KeptBody kept,
            boolean isWhole,
            @Nullable Filtering filtering) {
        isChunked = request.isChunked();
        Heads.request(worker.out, request, way, requestId, false, filtering);
        connection.write(worker.out.bytes(), 0, worker.out.length());
        kept.writeTo(connection, isChunked, isWhole);
    }

    @Override
    public void send(byte[] requestHead, KeptBody kept, boolean isKeptChunked) {
        isChunked = isKeptChunked;
        connection.write(requestHead, 0, requestHead.length);
        kept.writeTo(connection, isChunked, true);
    }

    @Override
    public void content(Data content) {
        if (isChunked) {
            Chunks.content(connection, content, content.length());
        } else {
            connection.write(content);
        }
    }

    @Override
    public void end(byte[] trailers) {
        if (isChunked) {
            Chunks.end(connection, trailers);
        }
    }

    @Override
    public void flush() {
        connection.flush();
    }

    @Override
    public void reading(boolean isOn) {
        connection.reading(isOn);
    }

    @Override
    public Tunnel tunnel(Tunnel.Owner tunnelOwner, Connection client, boolean isWebSocket) {
        var joined = new Tunnel(tunnelOwner, client, connection, isWebSocket);
        tunnel = joined;
        return joined;
    }

    @Override
    public void onData(Data data) {
        worker.receive(this, data);
    }

    @Override
    public void take(Data data) {
        UpstreamUser user = owner;
        if (user == null) {
            data.release();
            worker.dropIdle(this);
            connection.close();
            return;
        }
        hasAnswered = true;
        instance.heard(worker.now());
        if (tunnel != null) {
            tunnel.fromUpstream(data);
            return;
        }
        try {
            read(user, data);
        } catch (BadMessageException bad) {
            instance.answeredWrong(bad.detail(), worker.now());
            user.onUpstreamFailed(Failure.BAD_ANSWER);
        } finally {
            data.release();
        }
        user.flushClient();
    }

    private void hand(@Nullable UpstreamUser next) {
        owner = next;
        turn++;
    }

    private void read(UpstreamUser user, Data data) throws BadMessageException {
        int mine = turn;
        ByteBuffer in = data.view();
        while (turn == mine && tunnel == null) {
            if (!isInBody) {
                if (!head.feed(in)) {
                    return;
                }
                readHead(user);
                continue;
            }
            switch (body.next(in)) {
                case CONTENT ->
                        user.onContent(data.slice(body.contentFrom(), body.contentLength()));
                case NEED_MORE -> {
                    return;
                }
                case END ->
                        user.onAnswered(
                                body.trailers(), response.keepsAlive() && !in.hasRemaining());
            }
        }
        if (tunnel != null && turn == mine && in.hasRemaining()) {
            tunnel.fromUpstream(data.slice(in.position(), in.remaining()));
        }
    }

    private void readHead(UpstreamUser user) throws BadMessageException {
        response.parse();
        if (response.isInterim()) {
            if (++interims > MAX_INTERIMS) {
                throw new BadMessageException(502, "upstream_failed", "too many interim answers");
            }
            user.onInterim(response);
            head.reset();
            return;
        }
        response.startBody(body, user.answersHead());
        isInBody = true;
        user.onHead(response, body.isChunked() || body.isUntilClose());
    }

    @Override
    public void onEnd() {
        UpstreamUser user = owner;
        if (user == null) {
            worker.dropIdle(this);
            connection.close();
        } else if (tunnel != null) {
            tunnel.onUpstreamEnd();
        } else if (isInBody && body.isUntilClose()) {
            user.onAnswered(body.trailers(), false);
            user.flushClient();
        } else {
            user.onUpstreamFailed(Failure.RESET);
            user.flushClient();
        }
    }

    @Override
    public void onWritable() {
        if (owner != null && tunnel != null) {
            tunnel.onUpstreamWritable();
        } else if (owner != null) {
            owner.onUpstreamWritable();
        }
    }

    @Override
    public void onClosed() {
        UpstreamUser user = owner;
        worker.disconnected(instance);
        worker.dropIdle(this);
        if (user != null) {
            hand(null);
            user.onUpstreamFailed(Failure.RESET);
            user.flushClient();
        }
    }
}
