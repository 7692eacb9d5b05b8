package penstock.gateway.proxy;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.http.Trailers;
import penstock.gateway.http2.ErrorCode;
import penstock.gateway.http2.HeadCollector;
import penstock.gateway.http2.Http2Exception;

/// One request on a client's HTTP/2 connection.
final class Http2Stream implements Downstream, Answer, Http2Flow.Owner {

    private enum State {
        HEAD,
        EXCHANGE,
        /// The route is paused; the request waits for it to open, its body unread.
        PAUSED,
        TUNNEL,
        /// The answer is written, and leaves as the client takes it.
        LEAVING,
        OVER
    }

    private static final byte[] NONE = {};
    private static final int KEY_BYTES = 16;
    private static final int NOT_IMPLEMENTED = 501;

    /// For the end of a request that was answered whole.
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    private final Worker worker;
    private final Http2Link link;
    private final Http2Flow flow;
    private final RequestHeads.Kept kept;
    private final RequestHead request;
    private final Origin origin;
    private final Admission admission;
    private final RequestBody body;

    private State state = State.HEAD;
    private @Nullable Serving exchange;
    private @Nullable Tunnel tunnel;
    private boolean isPumping;

    /// The client asks for another protocol on the stream.
    private boolean isExtended;

    private long since;

    Http2Stream(Worker worker, Http2Link link, Ways ways, int id, int window) {
        this.worker = worker;
        this.link = link;
        this.flow = new Http2Flow(link, id, this, link.settings().initialWindow(), window);
        this.kept = worker.heads.take(this, ways);
        this.request = kept.head();
        this.origin = kept.origin();
        this.admission = kept.admission();
        this.body = kept.body();
        this.since = worker.now();
    }

    Http2Flow flow() {
        return flow;
    }

    // --- what the client sends ---

    @Override
    public HeadCollector.Kind expects() {
        return state == State.HEAD ? HeadCollector.Kind.REQUEST : HeadCollector.Kind.TRAILERS;
    }

    @Override
    public void onFields(HeadCollector fields, boolean isLast)
            throws BadMessageException, Http2Exception {
        if (state != State.HEAD) {
            body.end(Http2Call.trailers(fields));
            return;
        }
        ByteBuffer text = fields.request(upgrade(fields));
        if (text == null) {
            throw Http2Exception.stream(
                    flow.id, ErrorCode.PROTOCOL_ERROR, String.valueOf(fields.fault()));
        }
        try {
            checkProtocol(fields.protocol());
            request.head().reset();
            request.head().feed(text);
            request.parseStream(!isLast && !fields.isExtended());
        } catch (BadMessageException bad) {
            body.startStream(isLast);
            onProblem(Problem.of(bad));
            return;
        }
        if (isLast && request.contentLength() > 0) {
            throw Http2Exception.stream(
                    flow.id, ErrorCode.PROTOCOL_ERROR, "no content in spite of Content-Length");
        }
        isExtended = fields.isExtended();
        flow.announce(fields.isExtended() ? -1 : request.contentLength());
        flow.reading(false);
        body.startStream(isLast || fields.isExtended());
        state = State.EXCHANGE;
        origin.reset(since, "HTTP/2");
        if (request.maxForwards() == 0) {
            onOptions();
        } else {
            route();
        }
    }

    /// A request that goes no further (RFC 9110 section 7.6.2).
    private void onOptions() {
        Heads.options(worker.out, worker.date, false);
        flow.head(worker.out.bytes(), worker.out.length(), false, true);
        origin.answered(Problem.answer(204, "No Content", List.of()), 0);
        onExchangeEnd(false);
    }

    private static void checkProtocol(String protocol) throws BadMessageException {
        if (!protocol.isEmpty() && !protocol.equals("websocket")) {
            throw new BadMessageException(
                    501, "not_implemented", "the only protocol known here is websocket");
        }
    }

    /// An instance is asked for a WebSocket as HTTP/1.1 does it; the key means nothing but must be there.
    private static byte[] upgrade(HeadCollector fields) {
        if (!fields.isExtended()) {
            return NONE;
        }
        byte[] key = new byte[KEY_BYTES];
        ThreadLocalRandom.current().nextBytes(key);
        return Ascii.bytes(
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: "
                        + Base64.getEncoder().encodeToString(key)
                        + "\r\n");
    }

    private void route() {
        Admission.Decision decision;
        try {
            origin.check();
            decision = admission.decide(body);
        } catch (BadMessageException bad) {
            refuse(Problem.of(bad));
            return;
        }
        switch (decision) {
            case Admission.Decision.Served(var started, var instance) -> {
                exchange = started;
                started.start(instance);
            }
            case Admission.Decision.Refused(var problem) -> onProblem(problem);
            case Admission.Decision.Queued() -> state = State.PAUSED;
        }
    }

    @Override
    public void resume() {
        if (state != State.PAUSED || isStillPaused()) {
            return;
        }
        admission.tryAgain();
        state = State.EXCHANGE;
        route();
        pump();
    }

    /// What cannot be told is told by the next decision.
    private boolean isStillPaused() {
        try {
            return admission.isPaused();
        } catch (BadMessageException bad) {
            return false;
        }
    }

    /// Called again from inside, it leaves the work to the outer call.
    @Override
    public void pump() {
        if (isPumping || state != State.EXCHANGE) {
            return;
        }
        isPumping = true;
        flow.reading(exchange != null && exchange.wantsBody());
        passEnd();
        isPumping = false;
        if (exchange != null) {
            exchange.flushUpstream();
        }
        onTurn();
    }

    private void passEnd() {
        if (exchange != null && body.isWhole() && !body.isPassedOn() && exchange.wantsBody()) {
            exchange.sendEnd(body.passOn());
        }
    }

    @Override
    public void onContent(Data content) {
        if (tunnel != null) {
            tunnel.fromClient(content);
            return;
        }
        Serving current = exchange;
        body.took(content.view().remaining());
        if (current == null || body.isTooLarge()) {
            content.release();
            if (current != null) {
                refuse(admission.tooLarge(body));
            }
            return;
        }
        current.sendContent(content);
        if (!isPumping) {
            current.flushUpstream();
        }
        flow.reading(current.wantsBody());
        onTurn();
    }

    @Override
    public void onInputEnd() {
        if (tunnel != null) {
            tunnel.onClientEnd();
        } else if (state == State.EXCHANGE) {
            body.end();
            if (!isPumping) {
                pump();
            }
        }
    }

    /// The client's time runs only while it is the client who keeps the request from going on.
    @Override
    public void onTurn() {
        if (!body.isWhole()) {
            boolean isClients =
                    state == State.EXCHANGE && exchange != null && exchange.awaitsBody();
            body.awaited(isClients, worker.now());
        }
    }

    // --- where the request comes from ---

    @Override
    public Origin origin() {
        return origin;
    }

    // --- the answer ---

    @Override
    public Answer answer() {
        return this;
    }

    @Override
    public void interim(ResponseHead response) {
        Heads.interim(worker.out, response);
        flow.head(worker.out.bytes(), worker.out.length(), false, false);
    }

    @Override
    public void head(ResponseHead response, boolean isStream, Heads.Style style) {
        Heads.response(worker.out, response, style, Heads.Framing.AS_IS, false, false);
        if (isExtended && response.status() / 100 == 2) {
            // a success would say that the other protocol begins (RFC 8441 section 4)
            worker.out.status(NOT_IMPLEMENTED);
        }
        flow.head(worker.out.bytes(), worker.out.length(), false, response.isAlone());
    }

    @Override
    public boolean content(Data content) {
        return flow.write(content);
    }

    @Override
    public void end(byte[] trailers) {
        flow.end(trailers);
    }

    @Override
    public boolean isWritable() {
        return flow.isWritable();
    }

    @Override
    public void flush() {
        link.flush();
    }

    @Override
    public void onProblem(Problem problem) {
        if (state == State.OVER || state == State.LEAVING) {
            return;
        }
        Problem told = problem;
        if (state == State.HEAD) {
            origin.resetUnread(since, problem);
        } else {
            told = admission.filtered(problem);
        }
        boolean isCall = state != State.HEAD && Grpc.isCall(request);
        byte[] text = isCall ? NONE : told.body(origin.knownRequestId());
        boolean isAlone = text.length == 0 || (state != State.HEAD && request.isHead());
        if (isCall) {
            Grpc.problem(worker.out, told);
        } else {
            Heads.problem(worker.out, told, worker.date, false, text.length);
        }
        flow.head(worker.out.bytes(), worker.out.length(), false, isAlone);
        if (!isAlone) {
            flow.write(worker.loop.copy(text, 0, text.length));
            flow.end(Trailers.NONE);
        }
        origin.answered(told, isAlone ? 0 : text.length);
        onExchangeEnd(false);
    }

    @Override
    public Connection switching(ResponseHead response, Arm serving) {
        Heads.switching(worker.out, response, serving);
        flow.head(worker.out.bytes(), worker.out.length(), false, false);
        return new Http2TunnelEnd(link, flow);
    }

    @Override
    public void tunnel(Tunnel joined) {
        tunnel = joined;
        state = State.TUNNEL;
        flow.reading(true);
    }

    // --- the end ---

    /// What the client sends cannot be served.
    private void refuse(Problem problem) {
        Serving current = exchange;
        exchange = null;
        if (current != null) {
            current.refuse();
            if (current.isAnswerStarted()) {
                reset(ErrorCode.CANCEL);
                return;
            }
        }
        onProblem(problem);
    }

    @Override
    public void onExchangeEnd(boolean isBroken) {
        exchange = null;
        if (state == State.OVER) {
            return;
        }
        origin.ended(isBroken ? AccessEntry.End.BROKEN : AccessEntry.End.WHOLE);
        if (isBroken) {
            reset(ErrorCode.INTERNAL_ERROR);
            return;
        }
        flow.end(Trailers.NONE);
        state = State.LEAVING;
        since = worker.now();
        flow.ignoreInput();
        if (flow.isClosed()) {
            over();
        }
    }

    @Override
    public void onTunnelOver() {
        // the stream ends with it
    }

    @Override
    public void onBodyTimeout(boolean isInstanceSlow) {
        if (isInstanceSlow && exchange != null) {
            exchange.onUpstreamFailed(Failure.TIMEOUT);
        } else {
            refuse(Problem.requestTimeout());
        }
    }

    @Override
    public void cut() {
        reset(ErrorCode.CANCEL);
    }

    private void reset(ErrorCode code) {
        flow.reset(code);
        onReset(code);
    }

    /// What the client did wrong, or the end of the connection, looks the same from here: nobody waits for the answer.
    @Override
    public void onReset(ErrorCode code) {
        Serving current = exchange;
        exchange = null;
        if (current != null) {
            current.abandon();
        }
        if (state != State.OVER) {
            origin.ended(AccessEntry.End.ABANDONED);
            over();
        }
    }

    @Override
    public void onOver() {
        if (exchange == null && state == State.LEAVING) {
            over();
        }
    }

    private void over() {
        if (state != State.OVER) {
            state = State.OVER;
            admission.leaveQueue();
            worker.heads.give(kept);
        }
    }

    @Override
    public void onRoom() {
        since = worker.now();
        if (tunnel != null) {
            tunnel.onClientWritable();
        } else if (exchange != null) {
            exchange.onClientWritable();
        }
    }

    @Override
    public void onWritable() {
        onRoom();
    }

    void tick(long now) {
        switch (state) {
            case HEAD, OVER -> {}
            case EXCHANGE -> tickExchange(now, worker.isAnswerOverdue(now));
            case PAUSED -> tickPaused(now);
            case TUNNEL -> tickTunnel(now);
            case LEAVING -> tickLeaving(now);
        }
    }

    /// A client that has the whole answer may end its request by itself. An RST_STREAM right behind the answer would be taken for a
    /// failure by some, such as curl 7.88, which then tell nothing of the answer.
    private void tickLeaving(long now) {
        if (flow.isOutputEnded() && now - since > PATIENCE_NANOS) {
            flow.stopInput();
        } else if (now - since > Worker.KEEP_ALIVE_NANOS || worker.isAnswerOverdue(now)) {
            cut();
        }
    }

    private void tickPaused(long now) {
        Problem overdue = admission.overdue(now);
        if (overdue != null) {
            admission.leaveQueue();
            state = State.EXCHANGE;
            onProblem(overdue);
        }
    }

    private void tickExchange(long now, boolean isOverdue) {
        Serving current = exchange;
        if (isOverdue) {
            cut();
        } else if (current != null && !current.isAnswerStarted() && body.isTooSlow(now)) {
            refuse(Problem.requestTimeout());
        } else if (current != null) {
            current.tick(now);
        }
    }

    private void tickTunnel(long now) {
        boolean mayGoOn = !worker.isTunnelOverdue(now) || (tunnel != null && tunnel.leave(now));
        tickExchange(now, !mayGoOn);
    }
}
