package penstock.gateway.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// A client's connection that speaks HTTP/1.1: reads one request after the other, in order, and hands each to an exchange.
final class Http1Session implements ClientSession, Downstream, Receiver {

    private enum State {
        HEAD,
        EXCHANGE,
        /// The route is paused; the request waits for it to open, its body unread.
        PAUSED,
        TUNNEL,
        /// The last answer is written; what still comes is thrown away for a while, so that a reset does not destroy the answer.
        LINGER,
        CLOSED
    }

    private static final long HEAD_NANOS = 10_000_000_000L;

    private final Connection connection;
    private final Worker worker;
    private final HeadBuffer head = new HeadBuffer();
    private final RequestHead request = new RequestHead(head);
    private final Admission admission;
    private final RequestBody body;
    private final Http1Answer answer;
    private final Origin origin;
    private final Received pending = new Received();

    private State state = State.HEAD;
    private @Nullable Serving exchange;
    private @Nullable Tunnel tunnel;
    private boolean isPumping;
    private boolean isUsed;
    private boolean isClosing;
    private boolean isInputEnded;
    private long since;

    Http1Session(Worker worker, Connection connection) {
        this.worker = worker;
        this.connection = connection;
        this.since = worker.now();
        this.admission = new Admission(worker, this, request);
        this.body = new RequestBody(worker.engine.clients);
        this.answer = new Http1Answer(connection, worker, request);
        this.origin =
                new Origin(worker, request, new Ways(worker.engine.clients, connection.peer()));
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public void onData(Data data) {
        worker.receive(this, data);
    }

    @Override
    public void take(Data data) {
        switch (state) {
            case HEAD, EXCHANGE, PAUSED -> {
                pending.add(data);
                pump();
            }
            case TUNNEL -> intoTunnel(data);
            case LINGER, CLOSED -> data.release();
        }
    }

    /// Called again from inside, it leaves the work to the outer call.
    @Override
    public void pump() {
        if (isPumping) {
            return;
        }
        isPumping = true;
        try {
            while (step()) {
                // each step does one thing and says whether there may be more to do
            }
        } catch (BadMessageException bad) {
            refuse(Problem.of(bad));
        } finally {
            isPumping = false;
        }
        if (exchange != null) {
            exchange.flushUpstream();
        }
        if (isInputEnded && pending.isEmpty()) {
            afterInput();
        }
        onTurn();
        connection.flush();
        if (state == State.HEAD || state == State.EXCHANGE || state == State.PAUSED) {
            connection.reading(pending.isEmpty());
        }
    }

    /// The client's time runs only while it is the client who keeps the request from going on.
    @Override
    public void onTurn() {
        if (!body.isWhole()) {
            boolean isClients =
                    state == State.EXCHANGE
                            && pending.isEmpty()
                            && exchange != null
                            && exchange.awaitsBody();
            body.awaited(isClients, worker.now());
        }
    }

    /// Everything that the client sent has been read and no more will come.
    private void afterInput() {
        if (state == State.HEAD) {
            linger();
        } else if (state == State.EXCHANGE && !body.isWhole()) {
            close();
        }
    }

    private boolean step() throws BadMessageException {
        return switch (state) {
            case HEAD -> readHead();
            case EXCHANGE -> readBody();
            case TUNNEL -> passOn();
            case PAUSED, LINGER, CLOSED -> false;
        };
    }

    private boolean readHead() throws BadMessageException {
        Data data = pending.first();
        if (data == null || !connection.isWritable()) {
            return false;
        }
        if (!head.isStarted()) {
            since = worker.now();
        }
        boolean isComplete = head.feed(data.view());
        pending.dropWhenRead(data);
        if (isComplete && !isUsed && request.isHttp2Preface()) {
            // this session is over, the connection is not
            state = State.CLOSED;
            worker.switchToHttp2(connection, pending, isInputEnded);
        } else if (isComplete) {
            request.parse();
            begin();
        } else {
            request.checkStart();
        }
        return true;
    }

    private void begin() throws BadMessageException {
        state = State.EXCHANGE;
        isUsed = true;
        origin.reset(since, request.minorVersion() == 0 ? "HTTP/1.0" : "HTTP/1.1");
        isClosing = !request.keepsAlive();
        admission.reset();
        body.start(request);
        if (request.maxForwards() == 0) {
            onOptions();
            return;
        }
        origin.check();
        route();
    }

    private void route() throws BadMessageException {
        switch (admission.decide(body)) {
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
        try {
            if (state != State.PAUSED || admission.isPaused()) {
                return;
            }
            admission.tryAgain();
            state = State.EXCHANGE;
            route();
        } catch (BadMessageException bad) {
            admission.leaveQueue();
            state = State.EXCHANGE;
            refuse(Problem.of(bad));
        }
        pump();
    }

    private void tickPaused(long now) {
        Problem overdue = admission.overdue(now);
        if (overdue != null) {
            admission.leaveQueue();
            state = State.EXCHANGE;
            onProblem(overdue);
        }
    }

    private boolean readBody() throws BadMessageException {
        Serving current = exchange;
        if (body.isPassedOn() || current == null || !current.wantsBody()) {
            return false;
        }
        if (body.isWhole()) {
            current.sendEnd(body.passOn());
            return true;
        }
        Data data = pending.first();
        if (data == null) {
            return false;
        }
        if (body.read(data.view())) {
            if (body.isTooLarge()) {
                refuse(admission.tooLarge(body));
                return false;
            }
            current.sendContent(body.content(data));
        }
        pending.dropWhenRead(data);
        return true;
    }

    private boolean passOn() {
        Data rest = pending.takeRest();
        if (rest == null) {
            return false;
        }
        intoTunnel(rest);
        return true;
    }

    private void intoTunnel(Data data) {
        if (tunnel != null) {
            tunnel.fromClient(data);
        } else {
            data.release();
        }
    }

    /// What the client sends cannot be served; the connection cannot be used any further.
    private void refuse(Problem problem) {
        Serving current = exchange;
        exchange = null;
        if (current != null) {
            current.refuse();
            if (current.isAnswerStarted()) {
                close();
                return;
            }
        }
        isClosing = true;
        onProblem(problem);
    }

    // --- called by the exchange ---

    @Override
    public void onProblem(Problem problem) {
        if (state == State.CLOSED || state == State.LINGER) {
            return;
        }
        if (state == State.HEAD) {
            origin.resetUnread(since, problem);
        }
        endsWithOwnAnswer();
        Problem told = state == State.HEAD ? problem : admission.filtered(problem);
        origin.answered(told, answer.problem(told, origin.knownRequestId(), isClosing));
        onExchangeEnd(false);
    }

    private void endsWithOwnAnswer() {
        boolean isBodyLeft = state == State.HEAD || !body.isWhole();
        isClosing |= isBodyLeft || worker.isDraining() || request.minorVersion() == 0;
    }

    /// The request may go no further than to the gateway.
    private void onOptions() {
        endsWithOwnAnswer();
        answer.options(isClosing);
        origin.answered(Problem.answer(204, "No Content", List.of()), 0);
        onExchangeEnd(false);
    }

    @Override
    public Answer answer() {
        return answer;
    }

    /// Also an answer that comes before the request is whole is the last on this connection, as the rest of the request will then be
    /// thrown away.
    @Override
    public void head(ResponseHead response, boolean isStream, Heads.Style style) {
        boolean isUntilClose = answer.frame(isStream) == Heads.Framing.UNTIL_CLOSE;
        isClosing |= isUntilClose || worker.isDraining() || !body.isWhole();
        answer.head(response, style, isClosing);
    }

    @Override
    public void flush() {
        connection.flush();
    }

    @Override
    public Connection switching(ResponseHead response, Arm serving) {
        answer.switching(response, serving);
        return connection;
    }

    @Override
    public void tunnel(Tunnel joined) {
        tunnel = joined;
        state = State.TUNNEL;
        // what came before the answer had stopped it
        connection.reading(true);
        pump();
    }

    /// The connection goes with it.
    @Override
    public void onTunnelOver() {
        isClosing = true;
    }

    @Override
    public void onExchangeEnd(boolean isBroken) {
        exchange = null;
        origin.ended(isBroken ? AccessEntry.End.BROKEN : AccessEntry.End.WHOLE);
        if (state == State.CLOSED || state == State.LINGER) {
            return;
        }
        if (isBroken) {
            close();
        } else if (isClosing || !body.isWhole()) {
            linger();
        } else {
            state = State.HEAD;
            head.reset();
            since = worker.now();
            pump();
        }
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
        close();
    }

    @Override
    public boolean isClosed() {
        return state == State.CLOSED;
    }

    @Override
    public void turnAway() {
        refuse(Problem.tooManyConnections());
        connection.flush();
    }

    @Override
    public long idleFor(long now) {
        return state == State.HEAD && !head.isStarted() ? now - since : -1;
    }

    // --- the connection ---

    private void linger() {
        state = State.LINGER;
        since = worker.now();
        pending.drop();
        connection.shutdownOutput();
        connection.reading(true);
    }

    private void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        admission.leaveQueue();
        Serving current = exchange;
        exchange = null;
        pending.drop();
        if (current != null) {
            current.abandon();
        }
        origin.ended(AccessEntry.End.ABANDONED);
        worker.forget(connection);
        connection.flush();
        connection.close();
    }

    @Override
    public void onEnd() {
        isInputEnded = true;
        switch (state) {
            case PAUSED -> admission.onInputEnd();
            case HEAD, EXCHANGE -> {
                if (pending.isEmpty()) {
                    afterInput();
                }
            }
            case TUNNEL -> {
                if (tunnel != null) {
                    tunnel.onClientEnd();
                }
            }
            case LINGER -> tickLingering(worker.now());
            case CLOSED -> {}
        }
    }

    @Override
    public void onWritable() {
        if (state == State.TUNNEL && tunnel != null) {
            tunnel.onClientWritable();
        } else if (exchange != null) {
            exchange.onClientWritable();
        } else {
            pump();
        }
    }

    @Override
    public void onClosed() {
        close();
    }

    @Override
    public void tick(long now) {
        switch (state) {
            case HEAD -> tickHead(now);
            case EXCHANGE -> tickExchange(now, worker.isAnswerOverdue(now));
            case TUNNEL -> tickExchange(now, worker.isTunnelOverdue(now) && !isLeaving(now));
            case PAUSED -> tickPaused(now);
            case LINGER -> tickLingering(now);
            case CLOSED -> {}
        }
    }

    private void tickHead(long now) {
        if (head.isStarted()) {
            if (now - since > HEAD_NANOS) {
                refuse(Problem.requestTimeout());
                connection.flush();
            }
        } else if (worker.isIdleTooLong(now, since)) {
            close();
        } else if (now - since > Worker.IDLE_CLIENT_NANOS && head.release()) {
            body.release();
        }
    }

    private void tickLingering(long now) {
        if (Worker.isLingerOver(connection.isOutputEnded(), isInputEnded, now - since)) {
            close();
        }
    }

    private boolean isLeaving(long now) {
        return tunnel != null && tunnel.leave(now);
    }

    private void tickExchange(long now, boolean isOverdue) {
        if (isOverdue) {
            cut();
        } else if (exchange != null && !exchange.isAnswerStarted() && body.isTooSlow(now)) {
            refuse(Problem.requestTimeout());
            connection.flush();
        } else if (exchange != null) {
            exchange.tick(now);
        }
    }
}
