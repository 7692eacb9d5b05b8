package penstock.gateway.proxy;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.BodyDecoder;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Closure;

/// A client's connection: reads one request after the other, in order, and hands each to an exchange.
final class ClientSession implements Connection.Handler {

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
    private static final long LINGER_NANOS = 2_000_000_000L;

    final Connection connection;

    private final Worker worker;
    private final HeadBuffer head = new HeadBuffer();
    private final RequestHead request = new RequestHead(head);
    private final BodyDecoder body = new BodyDecoder();
    private final Deque<Data> pending = new ArrayDeque<>(2);

    private State state = State.HEAD;
    private @Nullable Exchange exchange;
    private @Nullable Waiting waiting;
    private boolean isPumping;
    private boolean isBodyRead;
    private boolean isClosing;
    private boolean isInputEnded;
    private long bodyBytes;
    private long maxBodyBytes;
    private String routeId = "";
    private String requestId = "";
    private long since;

    ClientSession(Worker worker, Connection connection) {
        this.worker = worker;
        this.connection = connection;
        this.since = worker.now();
    }

    String remoteAddress() {
        return connection.remoteAddress();
    }

    /// The id for a request that has none; the same for all attempts.
    String requestId() {
        if (requestId.isEmpty()) {
            requestId = worker.newRequestId();
        }
        return requestId;
    }

    @Override
    public void onData(Data data) {
        switch (state) {
            case HEAD, EXCHANGE, PAUSED -> {
                pending.add(data);
                pump();
            }
            case TUNNEL -> {
                if (exchange != null) {
                    exchange.fromClient(data);
                } else {
                    data.release();
                }
            }
            case LINGER, CLOSED -> data.release();
        }
    }

    /// Reads as far as the bytes and the exchange allow. Called again from inside, it leaves the work to the outer call.
    void pump() {
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
        connection.flush();
        if (state == State.HEAD || state == State.EXCHANGE || state == State.PAUSED) {
            connection.reading(pending.isEmpty());
        }
    }

    /// Everything that the client sent has been read and no more will come.
    private void afterInput() {
        switch (state) {
            case HEAD -> linger();
            case EXCHANGE -> {
                if (!isBodyRead && !body.isDone()) {
                    close();
                }
            }
            case PAUSED, TUNNEL, LINGER, CLOSED -> {}
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
        Data data = pending.peek();
        if (data == null || !connection.isWritable()) {
            return false;
        }
        if (!head.isStarted()) {
            since = worker.now();
        }
        boolean isComplete = head.feed(data.view());
        dropWhenRead(data);
        if (isComplete) {
            request.parse();
            begin();
        } else {
            request.checkStart();
        }
        return true;
    }

    private void begin() throws BadMessageException {
        state = State.EXCHANGE;
        requestId = "";
        bodyBytes = 0;
        isBodyRead = false;
        isClosing = !request.keepsAlive();
        if (request.isChunked()) {
            body.startChunked();
        } else {
            body.startLength(Math.max(0, request.contentLength()));
        }
        route();
    }

    /// One table decides: it is read once, and the decision holds only if it is still current after the claim (see `Instance`).
    private void route() throws BadMessageException {
        while (true) {
            LiveTable table = worker.engine.table();
            LiveRoute route = table.routeOf(request.host(), request.path());
            if (route == null) {
                onProblem(table.isNone() ? Problem.noTable() : Problem.noRoute(request.host()));
                return;
            }
            routeId = route.route.id();
            maxBodyBytes = route.limits().maxRequestBytes();
            if (request.contentLength() > maxBodyBytes) {
                onProblem(Problem.tooLarge(routeId, maxBodyBytes));
                return;
            }
            Closure closure = route.closure(request.path());
            if (closure != null) {
                refuseOrWait(route, closure);
                return;
            }
            Arm own = route.choose(request, remoteAddress());
            own.stats.begin();
            Instance instance = own.pick(List.of(), worker.now());
            if (instance != null) {
                instance.claim();
            }
            if (worker.engine.table() == table) {
                var started = new Exchange(this, worker, request, route, own);
                exchange = started;
                started.start(instance);
                return;
            }
            own.stats.end();
            if (instance != null) {
                instance.release();
            }
        }
    }

    private void refuseOrWait(LiveRoute route, Closure closure) {
        switch (closure) {
            case Closure.Maintenance closed -> onProblem(Problem.maintenance(routeId, closed));
            case Closure.Pause pause -> {
                waiting = Waiting.enter(worker, this, route, pause);
                if (waiting == null) {
                    onProblem(Problem.paused(routeId, pause.retryAfter()));
                } else {
                    state = State.PAUSED;
                }
            }
        }
    }

    /// There is a new table, which may have opened the route.
    void resume() {
        if (worker.engine.table().isPaused(request.host(), request.path())) {
            return;
        }
        leaveQueue();
        state = State.EXCHANGE;
        try {
            route();
        } catch (BadMessageException bad) {
            refuse(Problem.of(bad));
        }
        pump();
    }

    private void leaveQueue() {
        if (waiting != null) {
            waiting.leave();
            waiting = null;
        }
    }

    private void tickPaused(long now) {
        Waiting place = waiting;
        if (place != null && place.isTooLong(now)) {
            leaveQueue();
            state = State.EXCHANGE;
            onProblem(place.problem());
        }
    }

    private boolean readBody() throws BadMessageException {
        Exchange current = exchange;
        if (isBodyRead || current == null || !current.wantsBody()) {
            return false;
        }
        if (body.isDone()) {
            isBodyRead = true;
            current.sendEnd(body.trailers());
            return true;
        }
        Data data = pending.peek();
        if (data == null) {
            return false;
        }
        ByteBuffer in = data.view();
        if (body.next(in) == BodyDecoder.Step.CONTENT) {
            int length = body.contentLength();
            bodyBytes += length;
            if (bodyBytes > maxBodyBytes) {
                refuse(Problem.tooLarge(routeId, maxBodyBytes));
                return false;
            }
            current.sendContent(data.slice(body.contentFrom(), length), length);
        }
        dropWhenRead(data);
        return true;
    }

    private boolean passOn() {
        Data data = pending.poll();
        if (data == null) {
            return false;
        }
        ByteBuffer rest = data.view();
        if (exchange != null) {
            exchange.fromClient(data.slice(rest.position(), rest.remaining()));
        }
        data.release();
        return true;
    }

    private void dropWhenRead(Data data) {
        if (!data.view().hasRemaining() && pending.remove(data)) {
            data.release();
        }
    }

    /// What the client sends cannot be served; the connection cannot be used any further.
    private void refuse(Problem problem) {
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            current.abandon();
            if (current.isAnswerStarted()) {
                close();
                return;
            }
        }
        isClosing = true;
        onProblem(problem);
    }

    // --- called by the exchange ---

    /// The gateway answers itself.
    void onProblem(Problem problem) {
        if (state == State.CLOSED || state == State.LINGER) {
            return;
        }
        boolean isBodyLeft = state == State.HEAD || !(isBodyRead || body.isDone());
        boolean closes =
                isClosing || isBodyLeft || worker.isDraining() || request.minorVersion() == 0;
        isClosing = closes;
        Heads.problem(worker.out, problem, closes, state == State.HEAD || !request.isHead());
        connection.write(worker.out.bytes(), 0, worker.out.length());
        isBodyRead = !isBodyLeft;
        onExchangeEnd(false);
    }

    /// Decides whether the answer that begins now is the last on this connection: also when it comes before the request is whole,
    /// as the rest of the request will then be thrown away.
    boolean answerCloses(boolean isUntilClose) {
        isClosing |= isUntilClose || worker.isDraining() || !(isBodyRead || body.isDone());
        return isClosing;
    }

    void tunnel() {
        state = State.TUNNEL;
        pump();
    }

    /// Both directions of the tunnel have ended; the connection goes with it.
    void onTunnelOver() {
        isClosing = true;
    }

    /// The exchange is over; with `isBroken` the client must notice that its answer is not whole.
    void onExchangeEnd(boolean isBroken) {
        exchange = null;
        if (state == State.CLOSED || state == State.LINGER) {
            return;
        }
        if (isBroken) {
            close();
        } else if (isClosing || !(isBodyRead || body.isDone())) {
            linger();
        } else {
            state = State.HEAD;
            head.reset();
            since = worker.now();
            pump();
        }
    }

    /// The client sends its body too slowly, unless it is the instance that does not take it.
    void onBodyTimeout(boolean isInstanceSlow) {
        if (isInstanceSlow && exchange != null) {
            exchange.onUpstreamFailed(Failure.TIMEOUT);
        } else {
            refuse(Problem.requestTimeout());
        }
    }

    /// Closes without a word.
    void cut() {
        close();
    }

    /// Answers before anything was asked: there is no room for this connection.
    void turnAway() {
        refuse(Problem.tooManyConnections());
        connection.flush();
    }

    /// How long it has been waiting for a request to begin; negative when it does not wait.
    long idleFor(long now) {
        return state == State.HEAD && !head.isStarted() ? now - since : -1;
    }

    // --- the connection ---

    private void linger() {
        state = State.LINGER;
        since = worker.now();
        dropPending();
        connection.shutdownOutput();
        connection.reading(true);
    }

    private void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        leaveQueue();
        Exchange current = exchange;
        exchange = null;
        dropPending();
        if (current != null) {
            current.abandon();
        }
        worker.forget(this);
        connection.flush();
        connection.close();
    }

    private void dropPending() {
        pending.forEach(Data::release);
        pending.clear();
    }

    @Override
    public void onEnd() {
        isInputEnded = true;
        switch (state) {
            // whoever waits and hangs up will not want it done later
            case PAUSED -> close();
            case HEAD, EXCHANGE -> {
                if (pending.isEmpty()) {
                    afterInput();
                }
            }
            case TUNNEL -> {
                if (exchange != null) {
                    exchange.onClientEnd();
                }
            }
            case LINGER, CLOSED -> {}
        }
    }

    @Override
    public void onWritable() {
        if (exchange != null) {
            exchange.onClientWritable();
        } else {
            pump();
        }
    }

    @Override
    public void onClosed() {
        close();
    }

    void tick(long now) {
        switch (state) {
            case HEAD -> tickHead(now);
            case EXCHANGE -> tickExchange(now, worker.isAnswerOverdue(now));
            case TUNNEL -> tickExchange(now, worker.isTunnelOverdue(now));
            case PAUSED -> tickPaused(now);
            case LINGER -> {
                boolean isAllSent = connection.isOutputEnded();
                if ((isAllSent && isInputEnded)
                        || now - since > (isAllSent ? LINGER_NANOS : Worker.KEEP_ALIVE_NANOS)) {
                    close();
                }
            }
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
        }
    }

    private void tickExchange(long now, boolean isOverdue) {
        if (isOverdue) {
            cut();
        } else if (exchange != null) {
            exchange.tick(now);
        }
    }
}
