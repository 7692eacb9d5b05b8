package penstock.gateway.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.cache.Stored;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;
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

    private int sent;
    private boolean isOver;
    private long moved;

    /// @param fields that the answer has besides its own
    StoredReply(Call call, Stored stored, List<HeaderLine> fields) {
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
        boolean isKnown = stored.isKnownTo(request, worker.date.seconds());
        boolean isAlone = isKnown || request.isHead();
        ResponseHead head =
                isKnown ? stored.notModified() : isAlone ? stored.headAlone() : stored.head();
        reply.head(head, false, own, false);
        if (isAlone) {
            sent = stored.body().length;
        }
        send();
    }

    private void send() {
        byte[] body = stored.body();
        boolean mayGoOn = true;
        while (mayGoOn && sent < body.length && !isOver) {
            int length = Math.min(PIECE, body.length - sent);
            Data piece = worker.loop.copy(body, sent, length);
            sent += length;
            mayGoOn = reply.content(piece);
        }
        if (!isOver && sent == body.length) {
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
