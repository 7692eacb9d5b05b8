package penstock.server.wiring;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import penstock.capabilities.rollout.Judging;
import penstock.gateway.routes.DecodeException;
import penstock.gateway.routes.GatewayReportCodec;
import penstock.gateway.routes.RouteSink;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteTableCodec;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.server.api.GatewayLink;

/// The server's end of the talk with the gateway: hands out the newest route table to whoever waits for it, and takes in
/// reports.
final class GatewayRoutes implements RouteSink, GatewayLink {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition isNewer = lock.newCondition();
    private final Judging judging;
    private final Runnable onApplied;
    private @Nullable RouteTable table;
    private Applied applied = new Applied(-1, List.of());

    /// @param onApplied called when the gateway serves another table
    GatewayRoutes(Judging judging, Runnable onApplied) {
        this.judging = judging;
        this.onApplied = onApplied;
    }

    @Override
    public void publish(RouteTable next) {
        lock.lock();
        try {
            table = next;
            isNewer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Applied applied() {
        lock.lock();
        try {
            return applied;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<byte[]> routes(long after, Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (table == null || table.version() <= after) {
                if (left <= 0) {
                    return Optional.empty();
                }
                left = isNewer.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(30)));
            }
            return Optional.of(RouteTableCodec.encode(table));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void report(byte[] body) {
        try {
            var report = GatewayReportCodec.decode(body);
            try {
                judging.accept(report);
            } finally {
                // Also when the evidence could not be written: a rollback waits for this.
                apply(new Applied(report.appliedVersion(), report.inFlight()));
            }
        } catch (DecodeException e) {
            throw new ProblemException(
                    Problem.Invalid.at("report", "", String.valueOf(e.getMessage())), e);
        }
    }

    private void apply(Applied now) {
        if (now.version() != exchange(now).version()) {
            onApplied.run();
        }
    }

    private Applied exchange(Applied now) {
        lock.lock();
        try {
            var before = applied;
            applied = now;
            return before;
        } finally {
            lock.unlock();
        }
    }
}
