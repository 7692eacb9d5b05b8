package penstock.gateway.proxy;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;

/// One try of a request on an instance that was claimed for it: the way there, and what is sent over it. Once it was let go,
/// nothing of it reaches the exchange.
final class Attempt {

    /// Whoever tries, and is told what comes of it.
    interface Asker extends UpstreamUser {

        /// There is a connection, over which nothing was sent yet.
        void onConnected();
    }

    final Instance instance;

    private final Worker worker;
    private final RequestHead request;
    private final Passage passage;
    private final Asker asker;
    private @Nullable UpstreamCall upstream;
    private boolean isOver;
    private boolean isHeldUp;

    Attempt(Worker worker, RequestHead request, Passage passage, Asker asker, Instance claimed) {
        this.worker = worker;
        this.request = request;
        this.passage = passage;
        this.asker = asker;
        this.instance = claimed;
    }

    /// Takes a kept connection if there is one. One that the instance may have closed meanwhile only with `isRepeatable`.
    void connect(Duration timeout, boolean isRepeatable) {
        UpstreamCall idle = worker.takeIdle(instance, isRepeatable);
        if (idle == null) {
            dial(timeout);
        } else {
            connected(idle);
        }
    }

    /// Makes a connection, in place of a kept one that turned out to be closed.
    void connectAnew(Duration timeout) {
        hangUp();
        dial(timeout);
    }

    /// Whether it had to wait until there was room for another connection.
    boolean isHeldUp() {
        return isHeldUp;
    }

    private void dial(Duration timeout) {
        isHeldUp = !worker.connect(instance, timeout, dialler());
    }

    private Worker.Dialler dialler() {
        return new Worker.Dialler() {
            @Override
            public void onConnected(UpstreamCall fresh) {
                if (isOver) {
                    fresh.close();
                } else {
                    connected(fresh);
                }
            }

            @Override
            public void onFailed(Failure failure) {
                if (!isOver) {
                    asker.onUpstreamFailed(failure);
                    asker.flushClient();
                }
            }

            @Override
            public boolean isOver() {
                return isOver;
            }
        };
    }

    private void connected(UpstreamCall connection) {
        upstream = connection;
        connection.use(
                passage.sizes == null
                        ? asker
                        : SizedAnswer.of(asker, passage.sizes, passage.route.memory.sizes));
        asker.onConnected();
    }

    /// Whether the connection was a kept one that has ended before a byte of an answer.
    boolean wasStale() {
        return upstream != null && upstream.wasStale();
    }

    boolean wasUnprocessed() {
        return upstream != null && upstream.wasUnprocessed();
    }

    /// Whether the instance is ready to take more.
    boolean isWritable() {
        return upstream != null && upstream.isWritable();
    }

    // --- what is sent ---

    /// The head, and what has come of the body; with `isWhole` that was all.
    void send(Way way, byte[] requestId, KeptBody body, boolean isWhole) {
        if (upstream != null) {
            upstream.send(request, way, requestId, body, isWhole, passage.filtering);
        }
    }

    /// Takes the data over.
    void content(Data content) {
        if (upstream == null) {
            content.release();
        } else {
            upstream.content(content);
        }
    }

    void end(byte[] trailers) {
        if (upstream != null) {
            upstream.end(trailers);
        }
    }

    void flush() {
        if (upstream != null) {
            upstream.flush();
        }
    }

    // --- what comes back ---

    /// Whether the answer is read on, or the instance feels that the client does not take more.
    void reading(boolean isOn) {
        if (upstream != null) {
            upstream.reading(isOn);
        }
    }

    /// The protocol was changed: from now on bytes pass as they are.
    Tunnel tunnel(Tunnel.Owner owner, Connection client, boolean isWebSocket) {
        return Objects.requireNonNull(upstream, "the answer came over it")
                .tunnel(owner, client, isWebSocket);
    }

    /// The answer is whole: hands the connection back, to the pool if it can be used again.
    void answered(boolean isReusable) {
        UpstreamCall used = upstream;
        upstream = null;
        if (used != null) {
            used.release(isReusable);
        }
    }

    private void hangUp() {
        if (upstream != null) {
            upstream.close();
            upstream = null;
        }
    }

    /// Ends it, and the claim on the instance with it.
    void letGo() {
        if (!isOver) {
            isOver = true;
            instance.release();
            hangUp();
        }
    }
}
