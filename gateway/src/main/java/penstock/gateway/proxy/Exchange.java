package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// One request of a client on its way through: the version it belongs to, the attempts on instances, the answer.
///
/// The version that the user's cohort chose is charged with the outcome; after a rescue it is another that answers.
final class Exchange implements UpstreamUser {

    private enum Phase {
        CONNECTING,
        SENDING,
        WAITING,
        ANSWERING,
        TUNNEL,
        DONE
    }

    private static final int CLIENT_GAVE_UP = 499;

    private final ClientSession session;
    private final Worker worker;
    private final RequestHead request;
    private final LiveRoute route;
    private final Outcome outcome;
    private final Attempts attempts;

    private @Nullable Instance instance;
    private @Nullable UpstreamConnection upstream;
    private @Nullable Tunnel tunnel;
    private @Nullable ShadowRequest shadow;
    private Phase phase = Phase.CONNECTING;
    private int attempt;
    private boolean isRescueCounted;
    private boolean isRequestSent;
    private boolean isAnswerStarted;
    private Heads.Framing framing = Heads.Framing.AS_IS;
    private long deadline;

    Exchange(ClientSession session, Worker worker, RequestHead request, LiveRoute route, Arm own) {
        this.session = session;
        this.worker = worker;
        this.request = request;
        this.route = route;
        this.attempts = new Attempts(worker, route, own, request);
        this.outcome = new Outcome(worker, route, own, request, session.remoteAddress());
    }

    /// Begins on an instance that was claimed already; with null there is none.
    void start(@Nullable Instance claimed) {
        isRequestSent = !request.hasBody();
        if (outcome.own == route.stable) {
            shadow = ShadowRequest.of(worker, route, request, session);
        }
        if (claimed != null) {
            attempt(claimed, false);
        } else {
            goOn(attempts.afterUnsent(true), Problem.noInstance(route.route.id()));
        }
    }

    // --- attempts ---

    private void attempt(Instance claimed, boolean isFresh) {
        instance = claimed;
        phase = Phase.CONNECTING;
        deadline = worker.now() + route.limits().connectTimeout().multipliedBy(2).toNanos();
        boolean isSure = attempts.isRepeatable() && !request.isChunked();
        UpstreamConnection idle = isFresh ? null : worker.takeIdle(claimed, isSure);
        if (idle != null) {
            send(idle);
            return;
        }
        int mine = ++attempt;
        worker.connect(
                claimed,
                route.limits().connectTimeout(),
                new Worker.Dialler() {
                    @Override
                    public void onConnected(UpstreamConnection fresh) {
                        if (mine == attempt && phase == Phase.CONNECTING) {
                            send(fresh);
                        } else {
                            fresh.close();
                        }
                    }

                    @Override
                    public void onFailed(boolean isRefused) {
                        if (mine == attempt && phase == Phase.CONNECTING) {
                            onUpstreamFailed(isRefused ? Failure.REFUSED : Failure.UNREACHABLE);
                            flushClient();
                        }
                    }
                });
    }

    private void send(UpstreamConnection connection) {
        upstream = connection;
        connection.use(this);
        Heads.request(worker.out, request, session.remoteAddress(), session.requestId(), false);
        connection.connection.write(worker.out.bytes(), 0, worker.out.length());
        attempts.body.writeTo(connection.connection, request.isChunked(), isRequestSent);
        connection.connection.flush();
        phase = isRequestSent ? Phase.WAITING : Phase.SENDING;
        touch();
        session.pump();
    }

    private void touch() {
        var limit =
                phase == Phase.WAITING
                        ? route.limits().requestTimeout()
                        : route.limits().idleTimeout();
        deadline = worker.now() + limit.toNanos();
    }

    private void letGo() {
        attempt++;
        if (instance != null) {
            instance.release();
            instance = null;
        }
        if (upstream != null) {
            upstream.close();
            upstream = null;
        }
    }

    /// An attempt ended without a whole answer.
    @Override
    public void onUpstreamFailed(Failure failure) {
        if (phase == Phase.DONE) {
            return;
        }
        if (phase == Phase.TUNNEL) {
            end(true);
            return;
        }
        UpstreamConnection used = upstream;
        Instance failed = instance;
        if (used != null
                && failed != null
                && failure == Failure.RESET
                && used.wasStale()
                && attempts.mayRepeat()) {
            used.close();
            upstream = null;
            attempt(failed, true);
            return;
        }
        if (attempts.serving() == outcome.own) {
            outcome.error();
        }
        letGo();
        if (failed != null) {
            attempts.failed(failed);
        }
        if (isAnswerStarted) {
            outcome.record(500);
            end(true);
            return;
        }
        switch (failure) {
            case REFUSED, UNREACHABLE ->
                    goOn(
                            attempts.afterUnsent(failure == Failure.REFUSED),
                            Problem.upstreamFailed(route.route.id()));
            case RESET, BAD_ANSWER ->
                    goOn(attempts.afterSent(), Problem.upstreamFailed(route.route.id()));
            case TIMEOUT -> goOn(attempts.afterSent(), Problem.upstreamTimeout(route.route.id()));
        }
    }

    private void goOn(@Nullable Instance next, Problem otherwise) {
        if (next == null) {
            giveUp(otherwise);
            return;
        }
        if (attempts.isRescue()) {
            outcome.record(outcome.statusOr(500));
        }
        attempt(next, false);
    }

    private void giveUp(Problem problem) {
        outcome.record(problem.status());
        finish();
        session.onProblem(problem);
    }

    private void finish() {
        phase = Phase.DONE;
        letGo();
        attempts.body.drop();
        if (shadow != null) {
            shadow.onEnd();
        }
        outcome.end();
    }

    // --- the request's body ---

    boolean wantsBody() {
        UpstreamConnection to = upstream;
        return phase == Phase.DONE
                || (to != null && phase != Phase.CONNECTING && to.connection.isWritable());
    }

    void sendContent(Data content, int length) {
        UpstreamConnection to = upstream;
        if (to == null) {
            content.release();
            return;
        }
        touch();
        attempts.body.add(content.view());
        if (shadow != null) {
            shadow.onBody(content);
        }
        if (request.isChunked()) {
            Chunks.content(to.connection, content, length);
        } else {
            to.connection.write(content);
        }
    }

    void sendEnd(byte[] trailers) {
        isRequestSent = true;
        attempts.body.end(trailers);
        if (shadow != null) {
            shadow.onBodyEnd(trailers);
        }
        UpstreamConnection to = upstream;
        if (to == null) {
            return;
        }
        if (request.isChunked()) {
            Chunks.end(to.connection, trailers);
        }
        if (phase == Phase.SENDING) {
            phase = Phase.WAITING;
        }
        touch();
    }

    void flushUpstream() {
        if (upstream != null) {
            upstream.connection.flush();
        }
    }

    @Override
    public void onUpstreamWritable() {
        if (tunnel != null) {
            tunnel.onUpstreamWritable();
        } else {
            session.pump();
        }
    }

    // --- the answer ---

    @Override
    public boolean answersHead() {
        return request.isHead();
    }

    @Override
    public void onInterim(ResponseHead response) throws BadMessageException {
        touch();
        if (response.status() == 101) {
            openTunnel(response);
        } else if (request.minorVersion() > 0) {
            Heads.interim(worker.out, response);
            session.connection.write(worker.out.bytes(), 0, worker.out.length());
        }
    }

    private void openTunnel(ResponseHead response) throws BadMessageException {
        UpstreamConnection used = upstream;
        if (!response.accepts(request) || used == null) {
            throw new BadMessageException(
                    502, "upstream_failed", "a change of protocol nobody asked for");
        }
        outcome.answered(101);
        outcome.stopClock();
        Heads.switching(worker.out, response, attempts.serving());
        session.connection.write(worker.out.bytes(), 0, worker.out.length());
        isAnswerStarted = true;
        phase = Phase.TUNNEL;
        tunnel = new Tunnel(session.connection, used.connection);
        touch();
        used.tunnel();
        session.tunnel();
    }

    @Override
    public void onHead(ResponseHead response, boolean isStream) {
        if (attempts.serving() == outcome.own) {
            outcome.answered(response.status());
        }
        if (response.status() >= 500) {
            Instance next = attempts.afterSent();
            if (next != null) {
                letGo();
                goOn(next, Problem.upstreamFailed(route.route.id()));
                return;
            }
        }
        attempts.body.drop();
        boolean isRescue = attempts.isRescue();
        if (isRescue && response.status() < 500 && !isRescueCounted) {
            isRescueCounted = true;
            outcome.own.stats.rescued();
        }
        boolean isHttp10 = request.minorVersion() == 0;
        framing =
                !isStream
                        ? Heads.Framing.AS_IS
                        : isHttp10 ? Heads.Framing.UNTIL_CLOSE : Heads.Framing.CHUNKED;
        boolean closes = session.answerCloses(framing == Heads.Framing.UNTIL_CLOSE);
        Arm serving = attempts.serving();
        String cookie = route.cookie(request, serving);
        Heads.response(
                worker.out,
                response,
                new Heads.Style(serving, cookie, isRescue, framing, closes, isHttp10));
        session.connection.write(worker.out.bytes(), 0, worker.out.length());
        isAnswerStarted = true;
        phase = Phase.ANSWERING;
        touch();
    }

    @Override
    public void onContent(Data content) {
        touch();
        int length = content.view().remaining();
        if (framing == Heads.Framing.CHUNKED) {
            Chunks.content(session.connection, content, length);
        } else {
            session.connection.write(content);
        }
        if (!session.connection.isWritable()) {
            session.connection.flush();
            pauseUpstream();
        }
    }

    private void pauseUpstream() {
        if (upstream != null && !session.connection.isWritable()) {
            upstream.connection.reading(false);
        }
    }

    @Override
    public void onAnswered(byte[] trailers, boolean isReusable) {
        if (framing == Heads.Framing.CHUNKED) {
            Chunks.end(session.connection, trailers);
        }
        outcome.record(outcome.statusOr(500));
        UpstreamConnection used = upstream;
        upstream = null;
        if (used != null) {
            used.release(isReusable && isRequestSent);
        }
        end(false);
    }

    private void end(boolean isBroken) {
        outcome.record(outcome.statusOr(500));
        finish();
        session.onExchangeEnd(isBroken);
    }

    // --- the client ---

    @Override
    public void flushClient() {
        session.connection.flush();
    }

    void onClientWritable() {
        if (upstream != null) {
            touch();
            upstream.connection.reading(true);
        }
    }

    /// The client is gone, or what it sends cannot be served any further.
    void abandon() {
        if (phase == Phase.DONE) {
            return;
        }
        outcome.record(outcome.statusOr(CLIENT_GAVE_UP));
        finish();
    }

    boolean isAnswerStarted() {
        return isAnswerStarted;
    }

    void tick(long now) {
        if (tunnel != null) {
            endTunnelWhenOver(tunnel);
        }
        if (now - deadline < 0) {
            return;
        }
        switch (phase) {
            case CONNECTING -> onUpstreamFailed(Failure.UNREACHABLE);
            case WAITING -> onUpstreamFailed(Failure.TIMEOUT);
            case SENDING ->
                    session.onBodyTimeout(upstream != null && !upstream.connection.isWritable());
            case ANSWERING -> {
                if (session.connection.isWritable() && isRequestSent) {
                    onUpstreamFailed(Failure.TIMEOUT);
                } else {
                    session.cut();
                }
            }
            case TUNNEL -> end(true);
            case DONE -> {}
        }
        flushClient();
    }

    // --- tunnels ---

    @Override
    public void fromUpstream(Data data) {
        touch();
        if (tunnel != null) {
            tunnel.fromUpstream(data);
        } else {
            data.release();
        }
    }

    void fromClient(Data data) {
        touch();
        if (tunnel != null) {
            tunnel.fromClient(data);
        } else {
            data.release();
        }
    }

    @Override
    public void onUpstreamEnd() {
        if (tunnel != null) {
            tunnel.onUpstreamEnd();
            endTunnelWhenOver(tunnel);
        }
    }

    void onClientEnd() {
        if (tunnel != null) {
            tunnel.onClientEnd();
            endTunnelWhenOver(tunnel);
        }
    }

    private void endTunnelWhenOver(Tunnel over) {
        if (over.isOver()) {
            session.onTunnelOver();
            end(false);
        }
    }
}
