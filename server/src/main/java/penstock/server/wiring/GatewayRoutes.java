package penstock.server.wiring;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.rollout.Judging;
import penstock.gateway.routes.DecodeException;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.GatewayReportCodec;
import penstock.gateway.routes.InFlight;
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
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition isNewer = lock.newCondition();
    private final Judging judging;
    private final Consumer<GatewayReport> counting;
    private final Runnable onApplied;
    private volatile boolean isRefusing;
    private @Nullable RouteTable table;
    private final LongSupplier nanoTime;
    private final Map<String, Heard> heard = new HashMap<>();
    private Applied applied = new Applied(-1, List.of());

    /// What a gateway said last, and when.
    private record Heard(long version, List<InFlight> inFlight, long at) {}

    /// @param counting given every report, also one that comes again; never fails
    /// @param onApplied called when the gateways serve another table
    GatewayRoutes(
            Judging judging,
            Consumer<GatewayReport> counting,
            Runnable onApplied,
            LongSupplier nanoTime) {
        this.judging = judging;
        this.counting = counting;
        this.onApplied = onApplied;
        this.nanoTime = nanoTime;
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
            counting.accept(report);
            try {
                accept(report);
            } finally {
                // Also when the evidence could not be written: a rollback waits for this.
                hear(report);
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

    /// While one gateway replaces another, both report. One that is silent while another goes on is taken for dead.
    private void hear(GatewayReport report) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            heard.values().removeIf(other -> now - other.at() > SILENT_NANOS);
            heard.put(
                    report.gatewayId(), new Heard(report.appliedVersion(), report.inFlight(), now));
        } finally {
            lock.unlock();
        }
        sumUp();
    }

    /// A gateway's process has ended, so nothing is in flight on it. If it was the only one, its table remains what is served:
    /// the next gateway begins with it.
    void ended(String gatewayId) {
        lock.lock();
        try {
            heard.remove(gatewayId);
        } finally {
            lock.unlock();
        }
        sumUp();
    }

    /// All gateways taken together: the oldest table that one of them serves, and the sums of what is in flight.
    private void sumUp() {
        boolean isChange;
        lock.lock();
        try {
            long version =
                    heard.values().stream()
                            .mapToLong(Heard::version)
                            .min()
                            .orElse(applied.version());
            var inFlight = heard.values().stream().flatMap(one -> one.inFlight().stream()).toList();
            isChange = version != applied.version();
            applied = new Applied(version, inFlight);
        } finally {
            lock.unlock();
        }
        if (isChange) {
            onApplied.run();
        }
    }
}
