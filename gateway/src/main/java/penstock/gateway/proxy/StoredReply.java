package penstock.gateway.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.cache.ByteRange;
import penstock.gateway.cache.Stored;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.Trailers;

/// Answers a request with an answer that was kept, as fast as the client takes it.
final class StoredReply implements Serving {

    private static final int PIECE = 16 * 1_024;

    private final Worker worker;
    private final Downstream client;
    private final RequestHead request;
    private final Stored stored;
    private final Reply reply;

    /// The version of the client, which is the one that gave the answer.
    private final Arm own;

    /// How long the client may take nothing.
    private final long idleNanos;

    /// The part that the client asks for; null for all.
    private final @Nullable ByteRange range;

    /// The place of the body's byte that leaves next, and the one behind the last.
    private int next;

    private int end;
    private boolean isOver;
    private long moved;

    /// @param fields that the answer has besides its own
    StoredReply(Call call, Stored stored, List<HeaderLine> fields) {
        this(call, stored, fields, null);
    }

    /// @param range the part that the client asks for; null for all
    StoredReply(Call call, Stored stored, List<HeaderLine> fields, @Nullable ByteRange range) {
        this.range = range;
        this.worker = call.worker();
        this.client = call.client();
        this.request = call.request();
        this.stored = stored;
        this.reply = call.reply(fields, null);
        this.own = call.own();
        this.idleNanos = call.passage().limits.idleTimeout().toNanos();
    }

    @Override
    public void start(@Nullable Instance claimed) {
        moved = worker.now();
        Stored.Given given = stored.given(request, range, worker.date.seconds());
        next = given.from();
        end = given.to();
        reply.head(given.head(), false, own, false);
        send();
    }

    private void send() {
        byte[] body = stored.body();
        boolean mayGoOn = true;
        while (mayGoOn && next < end && !isOver) {
            int length = Math.min(PIECE, end - next);
            Data piece = worker.loop.copy(body, next, length);
            next += length;
            mayGoOn = reply.content(piece);
        }
        if (!isOver && next == end) {
            isOver = true;
            reply.end(Trailers.NONE);
            reply.close();
            client.onExchangeEnd(false);
        }
        reply.flush();
    }

    @Override
    public void admitted(boolean isIn, @Nullable GradientLimit limit) {
        // it makes no instance work
    }

    /// There is none.
    @Override
    public boolean wantsBody() {
        return false;
    }

    @Override
    public boolean awaitsBody() {
        return false;
    }

    @Override
    public void sendContent(Data content) {
        content.release();
    }

    @Override
    public void sendEnd(byte[] trailers) {
        // nobody is told
    }

    @Override
    public void flushUpstream() {
        // there is no instance
    }

    @Override
    public void onUpstreamFailed(Failure failure) {
        // there is no instance
    }

    @Override
    public boolean isAnswerStarted() {
        return reply.isStarted();
    }

    @Override
    public void onClientWritable() {
        moved = worker.now();
        send();
    }

    @Override
    public void abandon() {
        isOver = true;
        reply.close();
    }

    @Override
    public void refuse() {
        isOver = true;
        reply.close();
    }

    @Override
    public void tick(long now) {
        if (now - moved > idleNanos) {
            client.cut();
        }
    }
}
