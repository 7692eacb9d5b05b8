package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// One request of a client on its way through: the version it belongs to, the attempts on instances, the answer.
///
/// The version that the user's cohort chose is charged with the outcome; after a rescue it is another that answers.
final class Exchange implements Attempt.Asker {

    private enum Phase {
        CONNECTING,
        /// The client sends its body only once the instance asks for it, and has not sent any yet (RFC 9110 section 10.1.1).
        INVITING,
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
    private final Reply reply;
    private final Patience patience;

    private @Nullable Attempt attempt;
    private @Nullable Tunnel tunnel;
    private @Nullable ShadowRequest shadow;
    private Phase phase = Phase.CONNECTING;
    private boolean isRescueCounted;
    private boolean isRequestSent;

    /// Whether the client has begun its body or was asked for it, or does not wait for that.
    private boolean isInvited;

    Exchange(ClientSession session, Worker worker, RequestHead request, LiveRoute route, Arm own) {
        this.session = session;
        this.worker = worker;
        this.request = request;
        this.route = route;
        this.attempts = new Attempts(worker, route, own, request);
        this.outcome = new Outcome(worker, route, own, request, session.way().client());
        this.reply = new Reply(session, worker, request, route);
        this.patience = new Patience(route.limits());
    }

    /// Begins on an instance that was claimed already; with null there is none.
    void start(@Nullable Instance claimed) {
        isRequestSent = !request.hasBody();
        isInvited = isRequestSent || !request.expectsContinue();
        if (outcome.own == route.stable) {
            shadow = ShadowRequest.of(worker, route, request, session);
        }
        if (claimed != null) {
            attempt(claimed);
        } else {
            goOn(attempts.afterUnsent(true), Problem.noInstance(route.route.id()));
        }
    }

    // --- attempts ---

    private void attempt(Instance claimed) {
        var next = new Attempt(worker, request, this, claimed);
        attempt = next;
        connecting();
        boolean isSure = attempts.isRepeatable() && !request.isChunked();
        next.connect(route.limits().connectTimeout(), isSure);
    }

    private void connecting() {
        phase = Phase.CONNECTING;
        patience.connecting(worker.now());
        session.onTurn();
    }

    @Override
    public void onConnected() {
        if (attempt != null) {
            attempt.send(session.way(), session.requestId(), attempts.body, isRequestSent);
            phase = isRequestSent ? Phase.WAITING : sending();
            touch();
            attempt.flush();
        }
        session.pump();
    }

    private Phase sending() {
        return isInvited ? Phase.SENDING : Phase.INVITING;
    }

    private void touch() {
        if (phase == Phase.WAITING || phase == Phase.INVITING) {
            patience.asked(worker.now());
        } else {
            patience.moving(worker.now());
        }
    }

    private void letGo() {
        if (attempt != null) {
            attempt.letGo();
            attempt = null;
        }
    }

    /// An attempt ended without a whole answer.
    @Override
    public void onUpstreamFailed(Failure failure) {
        if (phase == Phase.DONE) {
            return;
        }
        if (tunnel != null) {
            onTunnelFailed(tunnel);
            return;
        }
        Attempt failed = attempt;
        if (failed != null
                && failure == Failure.RESET
                && failed.wasStale()
                && attempts.mayRepeat()) {
            connecting();
            failed.connectAnew(route.limits().connectTimeout());
            return;
        }
        if (attempts.serving() == outcome.own) {
            outcome.error();
        }
        letGo();
        if (failed != null) {
            attempts.failed(failed.instance);
        }
        if (reply.isStarted()) {
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

    /// The time for one attempt is over: an instance that shows no life is left, if there is another that may be asked.
    private void onNoAnswer(Instance asked, long now) {
        boolean isSilent = asked.isSilentSince(patience.askedAt());
        if (isSilent) {
            asked.suspect(now);
        }
        if (patience.isAnswerOverdue(now)) {
            onUpstreamFailed(Failure.TIMEOUT);
            return;
        }
        boolean isOwn = attempts.serving() == outcome.own;
        Instance next = isSilent ? attempts.afterSilence(asked) : null;
        if (next == null) {
            patience.askAgain(now);
            return;
        }
        if (isOwn) {
            outcome.error();
        }
        letGo();
        patience.passOn();
        goOn(next, Problem.upstreamTimeout(route.route.id()));
    }

    private void goOn(@Nullable Instance next, Problem otherwise) {
        if (next == null) {
            giveUp(otherwise);
            return;
        }
        if (attempts.isRescue()) {
            outcome.record(outcome.statusOr(500));
        }
        attempt(next);
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
        return phase == Phase.DONE
                || (phase != Phase.CONNECTING && attempt != null && attempt.isWritable());
    }

    /// Whether it is the client that keeps the request from going on.
    boolean awaitsBody() {
        return phase == Phase.SENDING && attempt != null && attempt.isWritable();
    }

    private void invited() {
        isInvited = true;
        phase = phase == Phase.INVITING ? Phase.SENDING : phase;
    }

    void sendContent(Data content) {
        if (attempt == null) {
            content.release();
            return;
        }
        invited();
        touch();
        attempts.body.add(content.view());
        if (shadow != null) {
            shadow.onBody(content);
        }
        attempt.content(content);
    }

    void sendEnd(byte[] trailers) {
        isRequestSent = true;
        attempts.body.end(trailers);
        if (shadow != null) {
            shadow.onBodyEnd(trailers);
        }
        if (attempt == null) {
            return;
        }
        attempt.end(trailers);
        if (phase == Phase.WAITING) {
            return;
        }
        if (phase == Phase.SENDING || phase == Phase.INVITING) {
            phase = Phase.WAITING;
        }
        touch();
    }

    void flushUpstream() {
        if (attempt != null) {
            attempt.flush();
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
        if (response.status() == 100) {
            invited();
            session.onTurn();
        }
        touch();
        if (response.status() == 101) {
            openTunnel(response);
        } else {
            reply.interim(response);
        }
    }

    private void openTunnel(ResponseHead response) throws BadMessageException {
        if (!response.accepts(request) || attempt == null) {
            throw new BadMessageException(
                    502, "upstream_failed", "a change of protocol nobody asked for");
        }
        outcome.answered(101);
        outcome.stopClock();
        reply.switching(response, attempts.serving());
        phase = Phase.TUNNEL;
        boolean isWebSocket =
                request.header("Upgrade").filter("websocket"::equalsIgnoreCase).isPresent();
        tunnel = attempt.tunnel(session.connection, isWebSocket);
        touch();
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
        if (attempts.isRescue() && response.status() < 500 && !isRescueCounted) {
            isRescueCounted = true;
            outcome.own.stats.rescued();
        }
        reply.head(response, isStream, attempts);
        phase = Phase.ANSWERING;
        touch();
    }

    @Override
    public void onContent(Data content) {
        touch();
        boolean mayGoOn = reply.content(content);
        if (!mayGoOn && attempt != null) {
            attempt.reading(false);
        }
    }

    @Override
    public void onAnswered(byte[] trailers, boolean isReusable) {
        reply.end(trailers);
        outcome.record(outcome.statusOr(500));
        if (attempt != null) {
            attempt.answered(isReusable && isRequestSent);
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
        if (attempt != null) {
            touch();
            attempt.reading(true);
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
        return reply.isStarted();
    }

    void tick(long now) {
        if (tunnel != null) {
            endTunnelWhenOver(tunnel);
        }
        if (!patience.isOver(now)) {
            return;
        }
        switch (phase) {
            case CONNECTING -> onUpstreamFailed(Failure.UNREACHABLE);
            case WAITING, INVITING -> {
                if (attempt == null) {
                    onUpstreamFailed(Failure.TIMEOUT);
                } else {
                    onNoAnswer(attempt.instance, now);
                }
            }
            case SENDING -> session.onBodyTimeout(attempt != null && !attempt.isWritable());
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

    /// Ends a WebSocket in a way that both sides understand; false when there is none, or when it has had its time for that.
    boolean leave(long now) {
        return tunnel != null && tunnel.leave(now);
    }

    private void onTunnelFailed(Tunnel failed) {
        if (failed.isLeaving()) {
            onUpstreamEnd();
        } else {
            end(true);
        }
    }

    private void endTunnelWhenOver(Tunnel over) {
        if (over.isOver()) {
            session.onTunnelOver();
            end(false);
        }
    }
}
