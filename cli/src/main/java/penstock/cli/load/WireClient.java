package penstock.cli.load;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Sends requests over a pool of kept connections. A safe request whose kept connection turns out to be closed before a
/// byte of the answer came is sent once more on a new one, as every browser does; nothing else is ever repeated.
public final class WireClient implements Carrier {
    /// Shorter than what servers grant, so that they rarely close a connection just when it is used.
    private static final long MAX_IDLE = TimeUnit.SECONDS.toNanos(4);

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final LoadPlan plan;
    private final Runnable resent;
    private final Optional<SSLContext> tls;
    private final ConcurrentLinkedDeque<WireConnection> idle = new ConcurrentLinkedDeque<>();

    private WireClient(LoadPlan plan, Runnable resent, Optional<SSLContext> tls) {
        this.plan = plan;
        this.resent = resent;
        this.tls = tls;
    }

    /// @param resent is told of each request that is sent once more
    public static WireClient plain(LoadPlan plan, Runnable resent) {
        return new WireClient(plan, resent, Optional.empty());
    }

    /// @param plan with an address for TLS
    /// @param resent is told of each request that is sent once more
    public static WireClient secured(LoadPlan plan, Runnable resent, SSLContext context) {
        return new WireClient(plan, resent, Optional.of(context));
    }

    @Override
    public Answer send(Shot shot, long deadline) {
        var bytes = shot.bytes(plan.host());
        return switch (shot.way()) {
            case Shot.Way.Kept _ -> sendKept(shot, bytes, deadline);
            case Shot.Way.Fresh _ ->
                    sendAnew(deadline, connection -> exchange(connection, shot, bytes, deadline));
            case Shot.Way.Socket(int messages, var gap) ->
                    sendAnew(
                            deadline,
                            connection -> talk(connection, shot, messages, gap, deadline));
        };
    }

    private Answer sendKept(Shot shot, byte[] bytes, long deadline) {
        var kept = kept();
        if (kept != null) {
            try {
                return exchange(kept, shot, bytes, deadline);
            } catch (SocketTimeoutException e) {
                kept.close();
                return Answer.lost(Outcome.TIMEOUT, e);
            } catch (IOException e) {
                kept.close();
                if (!shot.isSafe() || kept.hasAnswerBegun()) {
                    return Answer.lost(Outcome.BROKEN, e);
                }
                resent.run();
            }
        }
        return sendAnew(deadline, connection -> exchange(connection, shot, bytes, deadline));
    }

    /// What is done over a connection.
    private interface Talk {
        Answer over(WireConnection connection) throws IOException;
    }

    private Answer sendAnew(long deadline, Talk talk) {
        WireConnection fresh;
        try {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            fresh =
                    new WireConnection(
                            plan.address(),
                            plan.host(),
                            tls,
                            Math.clamp(left, 1, Integer.MAX_VALUE));
        } catch (SocketTimeoutException e) {
            return Answer.lost(Outcome.TIMEOUT, e);
        } catch (IOException e) {
            return Answer.lost(Outcome.REFUSED, e);
        }
        try {
            return talk.over(fresh);
        } catch (SocketTimeoutException e) {
            fresh.close();
            return Answer.lost(Outcome.TIMEOUT, e);
        } catch (IOException e) {
            fresh.close();
            return Answer.lost(Outcome.BROKEN, e);
        }
    }

    private Answer exchange(WireConnection connection, Shot shot, byte[] bytes, long deadline)
            throws IOException {
        var reply =
                connection.exchange(
                        bytes, shot.method().equals("HEAD"), shot.check().isPresent(), deadline);
        if (reply.isKept()) {
            connection.idle(System.nanoTime());
            idle.addFirst(connection);
        } else {
            connection.close();
        }
        return Answer.of(shot, reply.head().status(), reply.head().fields(), reply.content());
    }

    private Answer talk(
            WireConnection connection, Shot shot, int messages, Duration gap, long deadline)
            throws IOException {
        var opening =
                shot.with("Connection", "Upgrade")
                        .with("Upgrade", "websocket")
                        .with("Sec-WebSocket-Version", "13")
                        .with("Sec-WebSocket-Key", KEY);
        var head = connection.open(opening.bytes(plan.host()), deadline);
        var outcome = Outcome.ERROR;
        if (head.status() == 101) {
            var talk = new SocketTalk(connection.input(), connection.output(), messages, gap);
            boolean isRight = talk.hold(shot.path(), () -> connection.limit(deadline));
            outcome = isRight ? Outcome.OK : Outcome.WRONG;
        }
        connection.close();
        return Answer.of(outcome, head.status(), head.fields());
    }

    private @Nullable WireConnection kept() {
        for (var connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            if (System.nanoTime() - connection.idleSince() < MAX_IDLE && !connection.isStale()) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    @Override
    public void close() {
        for (var connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            connection.close();
        }
    }
}
