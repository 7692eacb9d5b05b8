package penstock.gateway.proxy;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// One request of a client on its way through: the version it belongs to, the attempts on instances, the answer.
///
/// The version that the user's cohort chose is charged with the outcome; after a rescue it is another that answers.
final class Exchange implements Serving, Attempt.Asker, Tunnel.Owner {

    private enum Phase {
        CONNECTING,
        /// Waits before it is sent once more.
        PAUSING,
        /// The client sends its body only once the instance asks for it, and has not sent any yet (RFC 9110 section 10.1.1).
        INVITING,
        SENDING,
        WAITING,
        ANSWERING,
        TUNNEL,
        DONE
    }

    private final Downstream client;
    private final Worker worker;
    private final RequestHead request;
    private final Passage passage;
    private final LiveRoute route;
    private final Attempts attempts;
    final Account account;
    private final Sending sending;
    private final Reply reply;
    private final Patience patience;

    private @Nullable Attempt attempt;
    private @Nullable Tunnel tunnel;
    private Phase phase = Phase.CONNECTING;
    private boolean isShed;
    private @Nullable Problem afterPause;

    /// @param notice fields for the answer of whichever instance
    Exchange(
            Downstream client,
            Worker worker,
            RequestHead request,
            Passage passage,
            Arm own,
            List<HeaderLine> notice) {
        this.client = client;
        this.worker = worker;
        this.request = request;
        this.passage = passage;
        this.route = passage.route;
        String address = client.origin().way().client();
        this.attempts =
                new Attempts(worker, route, own, request, route.balanceKey(request, address));
        var outcome = new Outcome(worker, route, own, request, address);
        this.account = new Account(outcome, attempts, request);
        this.sending =
                new Sending(
                        client,
                        request,
                        attempts.body,
                        ShadowRequest.of(worker, passage, own == route.stable, request, client));
        this.reply = new Reply(worker, client, request, passage, notice, outcome);
        this.patience = new Patience(passage, attempts.perTryNanos());
        client.origin().belongsTo(own);
    }

    @Override
    public void start(@Nullable Instance claimed) {
        if (claimed != null) {
            attempt(claimed);
        } else {
            turnAway(isShed ? TurnedAway.OVERLOADED : attempts.whyNone());
        }
    }

    private void turnAway(TurnedAway why) {
        Problem otherwise = attempts.turnedAway(why);
        goOn(attempts.instead(why), otherwise);
    }

    @Override
    public void admitted(boolean isIn, @Nullable GradientLimit limit) {
        isShed = !isIn;
        if (isIn) {
            account.measure(worker, limit);
        }
    }

    // --- attempts ---

    private void attempt(Instance claimed) {
        var next = new Attempt(worker, request, passage, this, claimed);
        attempt = next;
        client.origin().asks(claimed, worker.now());
        connecting();
        boolean isSure = attempts.isRepeatable() && !request.isChunked();
        next.connect(passage.limits.connectTimeout(), isSure);
    }

    private void connecting() {
        phase = Phase.CONNECTING;
        account.began();
        patience.connecting(worker.now());
        client.onTurn();
    }

    @Override
    public void onConnected() {
        if (attempt != null) {
            sending.start(attempt);
            phase = sent();
            touch();
            attempt.flush();
        }
        client.pump();
    }

    private Phase sent() {
        Phase unsent = sending.isInvited() ? Phase.SENDING : Phase.INVITING;
        return sending.isWhole() ? Phase.WAITING : unsent;
    }

    private String routeId() {
        return route.route.id();
    }

    private void touch() {
        if (phase == Phase.WAITING) {
            account.asked();
        }
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
            tunnel.onUpstreamFailed();
            return;
        }
        Attempt failed = attempt;
        if (failed != null
                && failure == Failure.RESET
                && (failed.wasUnprocessed()
                        ? attempts.mayStartOver()
                        : failed.wasStale() && attempts.mayRepeat())) {
            connecting();
            failed.connectAnew(passage.limits.connectTimeout());
            return;
        }
        client.origin().failed(failure);
        if (failure.isOfInstance()) {
            account.failed(failure, failed);
        }
        if (failure == Failure.TIMEOUT) {
            account.timedOut();
        }
        boolean isWhole = phase == Phase.CONNECTING || attempts.isKept();
        attempts.failed(failed);
        letGo();
        if (reply.isStarted()) {
            account.brokeOff();
            end(true);
            return;
        }
        switch (failure) {
            case REFUSED, UNREACHABLE ->
                    goOn(
                            isWhole ? attempts.afterUnsent(failure == Failure.REFUSED) : null,
                            route.upstreamFailed);
            case INSECURE ->
                    goOn(isWhole ? attempts.afterUnsent(false) : null, Problem.insecure(routeId()));
            case RESET, BAD_ANSWER -> onceMore(failure, route.upstreamFailed);
            // the same instance would say the same
            case TOO_LARGE -> goOn(attempts.afterSent(), Problem.answerTooLarge(routeId()));
            case TIMEOUT -> onceMore(failure, Problem.upstreamTimeout(routeId()));
            case NO_ROOM -> turnAway(TurnedAway.FULL);
            // There is no connection to be had to any other instance either.
            case UNABLE -> giveUp(Problem.unable(routeId()));
        }
    }

    private void onceMore(Failure failure, Problem otherwise) {
        boolean isSpent = failure == Failure.TIMEOUT && patience.isSpent(worker.now());
        Instance next = isSpent ? null : attempts.afterSent();
        if (next != null || isSpent || !pause(attempts.pauseAfter(failure), otherwise)) {
            goOn(next, otherwise);
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
        Instance next = isSilent ? attempts.afterSilence(asked) : null;
        if (next == null) {
            patience.askAgain(now);
        } else {
            client.origin().failed(Failure.TIMEOUT);
            account.failed(Failure.TIMEOUT, attempt);
            letGo();
            patience.passOn();
            goOn(next, Problem.upstreamTimeout(routeId()));
        }
    }

    /// Waits before the next attempt on the version, in the time that the answer has left; false when there is none.
    private boolean pause(long nanos, Problem otherwise) {
        if (nanos == Retries.NEVER) {
            return false;
        }
        attempts.failed(attempt);
        letGo();
        phase = Phase.PAUSING;
        afterPause = otherwise;
        patience.retrying();
        patience.until(worker.now(), nanos);
        // what the client goes on sending has to wait
        client.pump();
        return true;
    }

    private void onPauseOver(Problem otherwise) {
        Instance next = attempts.afterPause();
        goOn(next, next != null ? otherwise : attempts.noneAfterPause(otherwise));
    }

    private void goOn(@Nullable Instance next, Problem otherwise) {
        if (next == null) {
            giveUp(otherwise);
            return;
        }
        if (attempts.isRescue()) {
            account.shed();
        }
        attempt(next);
    }

    private void giveUp(Problem problem) {
        account.shed();
        finish();
        client.onProblem(problem);
    }

    private void finish() {
        phase = Phase.DONE;
        letGo();
        sending.stop();
        reply.close();
        account.end();
    }

    // --- the request's body ---

    @Override
    public boolean wantsBody() {
        return phase == Phase.DONE
                || (phase != Phase.CONNECTING && attempt != null && attempt.isWritable());
    }

    @Override
    public boolean awaitsBody() {
        return phase == Phase.SENDING && attempt != null && attempt.isWritable();
    }

    @Override
    public void sendContent(Data content) {
        client.origin().received(content.view().remaining());
        sending.content(attempt, content);
        if (attempt != null) {
            onSent();
            touch();
        }
    }

    @Override
    public void sendEnd(byte[] trailers) {
        sending.end(attempt, trailers);
        if (attempt != null && phase != Phase.WAITING) {
            onSent();
            touch();
        }
    }

    private void onSent() {
        if (phase == Phase.SENDING || phase == Phase.INVITING) {
            phase = sent();
        }
    }

    @Override
    public void flushUpstream() {
        if (attempt != null) {
            attempt.flush();
        }
    }

    @Override
    public void onUpstreamWritable() {
        client.pump();
    }

    // --- the answer ---

    @Override
    public boolean answersHead() {
        return request.isHead();
    }

    @Override
    public void onInterim(ResponseHead response) throws BadMessageException {
        if (response.status() == 100) {
            sending.invite();
            onSent();
            client.onTurn();
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
        account.switched(attempt);
        Connection toClient = reply.switching(response, attempts);
        phase = Phase.TUNNEL;
        boolean isWebSocket =
                request.header("Upgrade").filter("websocket"::equalsIgnoreCase).isPresent();
        tunnel = attempt.tunnel(this, toClient, isWebSocket);
        touch();
        client.tunnel(tunnel);
    }

    @Override
    public void onHead(ResponseHead response, boolean isStream) {
        int status = account.answered(response, attempt, isStream);
        if (status >= 500) {
            Instance next = attempts.afterSent();
            if (next != null) {
                letGo();
                goOn(next, route.upstreamFailed);
                return;
            }
        }
        if (pause(attempts.pauseAfter(response), route.upstreamFailed)) {
            account.retried(response.status());
            return;
        }
        sending.keepNoMore();
        if (attempts.isRescue() && status < 500) {
            account.rescued();
        }
        reply.head(response, isStream, attempts);
        phase = Phase.ANSWERING;
        touch();
    }

    @Override
    public void onContent(Data content) {
        touch();
        if (!reply.content(content) && attempt != null) {
            attempt.reading(false);
        }
    }

    @Override
    public void onAnswered(byte[] trailers, boolean isReusable) {
        account.ended(trailers, attempt);
        reply.end(trailers);
        if (attempt != null) {
            attempt.answered(isReusable && sending.isWhole());
        }
        end(false);
    }

    private void end(boolean isBroken) {
        account.record();
        finish();
        client.onExchangeEnd(isBroken);
    }

    // --- the client ---

    @Override
    public void flushClient() {
        reply.flush();
    }

    @Override
    public void onClientWritable() {
        if (attempt != null) {
            touch();
            attempt.reading(true);
        }
    }

    @Override
    public void abandon() {
        if (phase != Phase.DONE) {
            account.abandoned();
            finish();
        }
    }

    @Override
    public void refuse() {
        if (phase != Phase.DONE) {
            account.refused();
            finish();
        }
    }

    @Override
    public boolean isAnswerStarted() {
        return reply.isStarted();
    }

    @Override
    public void tick(long now) {
        if (tunnel != null) {
            tunnel.endWhenOver();
        }
        if (!patience.isOver(now)) {
            return;
        }
        switch (phase) {
            case CONNECTING ->
                    onUpstreamFailed(
                            attempt != null && attempt.isHeldUp()
                                    ? Failure.NO_ROOM
                                    : Failure.UNREACHABLE);
            case PAUSING -> onPauseOver(Objects.requireNonNull(afterPause));
            case WAITING, INVITING -> {
                if (attempt == null) {
                    onUpstreamFailed(Failure.TIMEOUT);
                } else {
                    onNoAnswer(attempt.instance, now);
                }
            }
            case SENDING -> client.onBodyTimeout(attempt != null && !attempt.isWritable());
            case ANSWERING -> {
                if (client.answer().isWritable() && sending.isWhole()) {
                    onUpstreamFailed(Failure.TIMEOUT);
                } else {
                    client.cut();
                }
            }
            case TUNNEL -> end(true);
            case DONE -> {}
        }
        flushClient();
    }

    // --- the tunnel after a change of protocol ---

    @Override
    public void onMoved() {
        touch();
    }

    @Override
    public void onTunnelOver(boolean isBroken) {
        client.onTunnelOver();
        end(isBroken);
    }
}
