package penstock.gateway.proxy;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.http.Trailers;
import penstock.gateway.http2.ErrorCode;
import penstock.gateway.http2.HeadCollector;
import penstock.gateway.http2.Http2Exception;

/// One request to an instance on a stream of a shared connection.
final class Http2Call implements UpstreamCall, Http2Flow.Owner {

    /// Interim answers to one request. Each passes to the client without waiting for it to read, and renews the time limit.
    private static final int MAX_INTERIMS = 32;

    private final Worker worker;
    private final Http2Upstream upstream;
    private @Nullable UpstreamUser user;
    private @Nullable Http2Flow flow;
    private byte[] trailers = Trailers.NONE;
    private boolean hasHead;
    private boolean isUnprocessed;
    private boolean isOver;
    private int interims;

    /// How often the connection had brought something when the request was sent.
    private long heardBefore;

    Http2Call(Worker worker, Http2Upstream upstream) {
        this.worker = worker;
        this.upstream = upstream;
    }

    @Override
    public void use(UpstreamUser next) {
        user = next;
    }

    /// The connection was in use before, and has brought nothing since the request.
    @Override
    public boolean wasStale() {
        return upstream.hasServed() && upstream.link.heardCount() == heardBefore;
    }

    @Override
    public boolean wasUnprocessed() {
        return isUnprocessed;
    }

    /// The instance says that it has done nothing about it.
    void unprocessed() {
        isUnprocessed = true;
    }

    // --- what is sent ---

    @Override
    public boolean isWritable() {
        return flow == null || flow.isWritable();
    }

    @Override
    public void send(
            RequestHead request,
            Way way,
            byte[] requestId,
            KeptBody kept,
            boolean isWhole,
            @Nullable Filtering filtering) {
        Heads.request(worker.out, request, way, requestId, false, filtering);
        begin(worker.out.bytes(), worker.out.length(), kept, isWhole);
    }

    @Override
    public void send(byte[] head, KeptBody kept, boolean isChunked) {
        begin(head, head.length, kept, true);
    }

    private void begin(byte[] head, int length, KeptBody kept, boolean isWhole) {
        if (!upstream.link.isOpen()) {
            worker.loop.execute(() -> onReset(ErrorCode.INTERNAL_ERROR));
            return;
        }
        heardBefore = upstream.link.heardCount();
        Http2Flow begun = upstream.begin(this);
        flow = begun;
        boolean isAlone = isWhole && kept.length() == 0 && kept.trailers().length == 0;
        begun.head(head, length, true, isAlone);
        if (kept.length() > 0) {
            begun.write(kept.copy(worker.loop));
        }
        if (isWhole) {
            begun.end(kept.trailers());
        }
    }

    @Override
    public void content(Data content) {
        if (flow == null) {
            content.release();
        } else {
            flow.write(content);
        }
    }

    @Override
    public void end(byte[] lines) {
        if (flow != null) {
            flow.end(lines);
        }
    }

    @Override
    public void flush() {
        upstream.link.flush();
    }

    // --- what comes back ---

    @Override
    public HeadCollector.Kind expects() {
        return hasHead ? HeadCollector.Kind.TRAILERS : HeadCollector.Kind.RESPONSE;
    }

    @Override
    public void onFields(HeadCollector fields, boolean isLast)
            throws BadMessageException, Http2Exception {
        upstream.instance.heard(worker.now());
        UpstreamUser current = user;
        if (hasHead) {
            trailers = trailers(fields);
            return;
        }
        ByteBuffer text = fields.response();
        if (current == null || flow == null || text == null) {
            throw new BadMessageException(502, "upstream_failed", String.valueOf(fields.fault()));
        }
        ResponseHead response = upstream.response;
        response.head().reset();
        response.head().feed(text);
        response.parse();
        if (response.isInterim()) {
            interim(current, response, isLast);
        } else {
            answer(current, flow, response, isLast);
        }
        current.flushClient();
    }

    private void interim(UpstreamUser current, ResponseHead response, boolean isLast)
            throws BadMessageException {
        if (isLast || response.status() == 101 || ++interims > MAX_INTERIMS) {
            throw new BadMessageException(
                    502, "upstream_failed", "an interim answer that cannot be one, or too many");
        }
        current.onInterim(response);
    }

    private void answer(
            UpstreamUser current, Http2Flow begun, ResponseHead response, boolean isLast)
            throws BadMessageException {
        hasHead = true;
        boolean isEmpty =
                current.answersHead() || response.status() == 204 || response.status() == 304;
        if (isLast && !isEmpty && response.contentLength() > 0) {
            throw new BadMessageException(
                    502, "upstream_failed", "no content in spite of Content-Length");
        }
        begun.announce(isEmpty ? 0 : response.contentLength());
        response.alone(isLast);
        current.onHead(response, !isEmpty && response.contentLength() < 0);
    }

    /// What passes of the trailers of a message.
    static byte[] trailers(HeadCollector fields) throws BadMessageException {
        ByteBuffer text = fields.trailers();
        if (text == null) {
            return Trailers.NONE;
        }
        var lines = new HeadBuffer();
        lines.feed(text);
        return Trailers.of(lines);
    }

    @Override
    public void onContent(Data content) {
        UpstreamUser current = user;
        upstream.instance.heard(worker.now());
        if (current == null) {
            content.release();
            return;
        }
        current.onContent(content);
        current.flushClient();
    }

    @Override
    public void onInputEnd() {
        UpstreamUser current = user;
        if (current != null) {
            current.onAnswered(trailers, true);
            current.flushClient();
        }
    }

    @Override
    public void onRoom() {
        if (user != null) {
            user.onUpstreamWritable();
        }
    }

    @Override
    public void onOver() {
        // the user hands it back
    }

    @Override
    public void onReset(ErrorCode code) {
        UpstreamUser current = user;
        if (current != null) {
            current.onUpstreamFailed(failure(code));
            current.flushClient();
        }
    }

    private Failure failure(ErrorCode code) {
        if (code == ErrorCode.REFUSED_STREAM && !isUnprocessed) {
            return Failure.REFUSED;
        }
        return code == ErrorCode.PROTOCOL_ERROR ? Failure.BAD_ANSWER : Failure.RESET;
    }

    @Override
    public void reading(boolean isOn) {
        if (flow != null) {
            flow.reading(isOn);
        }
    }

    /// There is no change of protocol on a stream that an instance could make.
    @Override
    public Tunnel tunnel(Tunnel.Owner owner, Connection client, boolean isWebSocket) {
        throw new IllegalStateException("a change of protocol is refused before");
    }

    // --- the end ---

    @Override
    public void release(boolean isReusable) {
        if (isOver) {
            return;
        }
        isOver = true;
        user = null;
        if (flow != null && !(flow.isInputEnded() && flow.isOutputEnded())) {
            flow.reset(ErrorCode.CANCEL);
        }
        upstream.leave();
    }

    @Override
    public void close() {
        release(false);
    }
}
