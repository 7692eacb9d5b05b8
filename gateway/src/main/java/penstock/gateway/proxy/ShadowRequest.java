package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.HeadWriter;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.routes.Filters;
import penstock.gateway.routes.Sizes;
import penstock.gateway.routes.Trouble;

/// A copy of one request, sent to the candidate or a mirror when the request itself has been sent. Its answer is read and thrown away, and
/// counted apart. Nothing waits for it and nothing it meets reaches the client; how many there are at once is limited, and one
/// that finds no place is not made.
final class ShadowRequest implements UpstreamUser {

    private final Worker worker;
    private final LiveRoute route;
    private final Arm arm;
    private final byte[] head;
    private final boolean isHead;
    private final boolean isChunked;
    private final long started;
    private final KeptBody body;
    private final @Nullable Sizes sizes;

    private @Nullable Instance instance;
    private @Nullable UpstreamCall upstream;
    private int status;
    private long deadline;
    private boolean isHeldUp;
    private boolean isOver;

    private ShadowRequest(
            Worker worker,
            Passage passage,
            Arm arm,
            int bodyLimit,
            RequestHead request,
            byte[] head) {
        this.worker = worker;
        this.route = passage.route;
        this.arm = arm;
        this.head = head;
        this.isHead = request.isHead();
        this.isChunked = request.isChunked();
        this.started = worker.now();
        this.body = new KeptBody(worker.engine.bodyMemory, bodyLimit);
        this.sizes = passage.sizes;
        worker.shadows.add(this);
        deadline = Long.MAX_VALUE;
        arm.stats.begin();
    }

    /// The copies of a request that are to be made: one for the candidate of its route, if stable serves it, and those for the
    /// mirrors of its entry.
    static List<ShadowRequest> of(
            Worker worker,
            Passage passage,
            boolean isStable,
            RequestHead request,
            Downstream client) {
        LiveRoute route = passage.route;
        Arm candidate = isStable ? route.shadow(request) : null;
        if (candidate == null && passage.mirrors.isEmpty()) {
            return List.of();
        }
        List<ShadowRequest> copies = new ArrayList<>();
        if (candidate != null && route.memory.enterShadow()) {
            int limit = route.route.rules().shadow().orElseThrow().bodyLimit();
            byte[] head = head(worker.out, request, client, passage.filtering);
            copies.add(new ShadowRequest(worker, passage, candidate, limit, request, head));
        }
        for (Mirror mirror : passage.mirrors) {
            if (mirror.wants(request) && mirror.route.memory.enterShadow()) {
                byte[] head = head(worker.out, request, client, mirror.filtering);
                copies.add(
                        new ShadowRequest(
                                worker,
                                mirror.route.passage,
                                mirror.arm,
                                Filters.Mirror.MAX_BODY,
                                request,
                                head));
            }
        }
        return copies;
    }

    private static byte[] head(
            HeadWriter out, RequestHead request, Downstream client, @Nullable Filtering filtering) {
        Heads.request(
                out, request, client.origin().way(), client.origin().requestId(), true, filtering);
        return Arrays.copyOf(out.bytes(), out.length());
    }

    void onBody(Data content) {
        if (!isOver) {
            body.add(content.view());
        }
    }

    /// The request itself was sent.
    void onBodyEnd(byte[] trailers) {
        body.end(trailers);
        if (body.isWhole()) {
            send();
        } else {
            end();
        }
    }

    /// Nothing more will come of the request itself; what was not sent whole is not copied.
    void onEnd() {
        if (instance == null) {
            end();
        }
    }

    private void send() {
        Instance chosen = isOver ? null : arm.claimForCopy(worker.now());
        if (chosen == null) {
            end();
            return;
        }
        instance = chosen;
        if (!worker.engine.table().has(chosen)) {
            end();
            return;
        }
        var limits = route.route.limits();
        deadline = worker.now() + limits.connectTimeout().plus(limits.requestTimeout()).toNanos();
        UpstreamCall idle = worker.takeIdle(chosen, false);
        if (idle != null) {
            write(idle);
        } else {
            isHeldUp = !worker.connect(chosen, limits.connectTimeout(), new Dialling());
        }
    }

    private final class Dialling implements Worker.Dialler {
        @Override
        public void onConnected(UpstreamCall fresh) {
            if (isOver) {
                fresh.close();
            } else {
                write(fresh);
            }
        }

        @Override
        public void onFailed(Failure failure) {
            onUpstreamFailed(failure);
        }

        @Override
        public boolean isOver() {
            return isOver;
        }
    }

    private void write(UpstreamCall connection) {
        upstream = connection;
        connection.use(sizes == null ? this : SizedAnswer.of(this, sizes, route.memory.sizes));
        connection.send(head, body, isChunked);
        connection.flush();
        body.drop();
    }

    void tick(long now) {
        if (deadline != Long.MAX_VALUE && now - deadline >= 0) {
            onUpstreamFailed(upstream == null && isHeldUp ? Failure.NO_ROOM : Failure.TIMEOUT);
        }
    }

    /// Gives up without a word; the loop closes.
    void end() {
        if (isOver) {
            return;
        }
        isOver = true;
        body.drop();
        UpstreamCall used = upstream;
        upstream = null;
        if (used != null) {
            used.close();
        }
        if (instance != null) {
            instance.release();
        }
        arm.stats.end();
        worker.shadows.remove(this);
        route.memory.leaveShadow();
    }

    private void record(int statusCode, int errors, int troubles) {
        arm.stats.record(statusCode, errors, troubles, 0, worker.now() - started);
    }

    @Override
    public boolean answersHead() {
        return isHead;
    }

    @Override
    public void onInterim(ResponseHead response) throws BadMessageException {
        if (response.status() == 101) {
            throw new BadMessageException(
                    502, "upstream_failed", "a change of protocol nobody asked for");
        }
    }

    @Override
    public void onHead(ResponseHead response, boolean isStream) {
        status = response.status();
    }

    @Override
    public void onContent(Data content) {
        content.release();
    }

    @Override
    public void onAnswered(byte[] trailers, boolean isReusable) {
        UpstreamCall used = upstream;
        upstream = null;
        if (used != null) {
            used.release(isReusable);
        }
        record(status, 0, Trouble.ofStatus(status));
        end();
    }

    @Override
    public void onUpstreamFailed(Failure failure) {
        if (isOver) {
            return;
        }
        boolean isStale = upstream != null && upstream.wasStale() && failure == Failure.RESET;
        if (!isStale && failure.isOfInstance()) {
            record(status != 0 ? status : 500, 1, failure.troubles());
        }
        end();
    }

    @Override
    public void onUpstreamWritable() {
        // everything was written at once
    }

    @Override
    public void flushClient() {
        // there is none
    }
}
