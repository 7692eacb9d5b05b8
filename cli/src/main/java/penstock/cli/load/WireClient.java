package penstock.cli.load;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Sends requests over a pool of kept connections. A safe request whose kept connection turns out to be closed before a
/// byte of the answer came is sent once more on a new one, as every browser does; nothing else is ever repeated.
final class WireClient implements AutoCloseable {
    /// Shorter than what servers grant, so that they rarely close a connection just when it is used.
    private static final long MAX_IDLE = TimeUnit.SECONDS.toNanos(4);

    private final LoadPlan plan;
    private final LoadRecord record;
    private final ConcurrentLinkedDeque<WireConnection> idle = new ConcurrentLinkedDeque<>();

    WireClient(LoadPlan plan, LoadRecord record) {
        this.plan = plan;
        this.record = record;
    }

    Answer send(Shot shot, long deadline) {
        var bytes = shot.bytes(plan.host());
        return switch (shot.way()) {
            case Shot.Way.Kept _ -> sendKept(shot, bytes, deadline);
            case Shot.Way.Fresh _ ->
                    sendAnew(deadline, connection -> exchange(connection, shot, bytes, deadline));
            case Shot.Way.Socket(int messages, var gap) ->
                    sendAnew(
                            deadline,
                            connection ->
                                    new SocketTalk(connection, messages, gap)
                                            .hold(shot, plan.host(), deadline));
        };
    }

    private Answer sendKept(Shot shot, byte[] bytes, long deadline) {
        var kept = kept();
        if (kept != null) {
            try {
                return exchange(kept, shot, bytes, deadline);
            } catch (SocketTimeoutException e) {
                kept.close();
                return Answer.lost(Outcome.TIMEOUT);
            } catch (IOException e) {
                kept.close();
                if (!shot.isSafe() || kept.hasAnswerBegun()) {
                    return Answer.lost(Outcome.BROKEN);
                }
                record.resent();
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
            fresh = new WireConnection(plan.address(), Math.clamp(left, 1, Integer.MAX_VALUE));
        } catch (SocketTimeoutException e) {
            return Answer.lost(Outcome.TIMEOUT);
        } catch (IOException e) {
            return Answer.lost(Outcome.REFUSED);
        }
        try {
            return talk.over(fresh);
        } catch (SocketTimeoutException e) {
            fresh.close();
            return Answer.lost(Outcome.TIMEOUT);
        } catch (IOException e) {
            fresh.close();
            return Answer.lost(Outcome.BROKEN);
        }
    }

    private Answer exchange(WireConnection connection, Shot shot, byte[] bytes, long deadline)
            throws IOException {
        var reply = connection.exchange(bytes, shot.method().equals("HEAD"), deadline);
        if (reply.isKept()) {
            connection.idle(System.nanoTime());
            idle.addFirst(connection);
        } else {
            connection.close();
        }
        var head = reply.head();
        var outcome = head.status() < 400 ? Outcome.OK : Outcome.ERROR;
        if (outcome == Outcome.OK && !shot.expected().orElse(reply.body()).equals(reply.body())) {
            outcome = Outcome.WRONG;
        }
        return new Answer(
                outcome, head.status(), head.version(), head.isRescued(), head.servedBy());
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
