package penstock.server.wiring;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.rollout.Judging;
import penstock.gateway.routes.DecodeException;
import penstock.gateway.routes.GatewayReport;
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
    private static final Logger LOG = LoggerFactory.getLogger(GatewayRoutes.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition isNewer = lock.newCondition();
    private final Judging judging;
    private final Runnable onApplied;
    private volatile boolean isRefusing;
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
            accept(report);
            var now = new Applied(report.appliedVersion(), report.inFlight());
            if (now.version() != exchange(now).version()) {
                onApplied.run();
            }
        } catch (DecodeException e) {
            throw new ProblemException(
                    Problem.Invalid.at("report", "", String.valueOf(e.getMessage())), e);
        }
    }

    /// What the judge could not keep (a full disk) is not acknowledged: the gateway sends it again.
    private void accept(GatewayReport report) {
        try {
            judging.accept(report);
            isRefusing = false;
        } catch (UncheckedIOException e) {
            if (!isRefusing) {
                LOG.atError().setCause(e).log("reports of gateways cannot be kept, will try again");
            }
            isRefusing = true;
            throw new ProblemException(
                    new Problem.Unavailable(
                            "The report cannot be kept: " + e.getMessage() + ". Send it again."),
                    e);
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
