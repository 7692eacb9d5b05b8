package penstock.kernel.control;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.kernel.LogKeys;
import penstock.kernel.store.Store;
import penstock.model.ProblemException;

/// Holds a lease as long as it can. It counts as held only until the time the last renewal asked for, so a process that
/// was frozen or cut off stops acting by itself before anybody else may start.
final class LeaseKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final Store store;
    private final Timer timer;
    private final String lease;
    private final String holder;
    private final Duration ttl;
    private final Listener listener;
    private volatile Instant heldUntil = Instant.MIN;
    private boolean isStopped;
    private boolean isWaiting;
    private Timer.@Nullable Alarm renewal;

    /// Hears of each renewal that worked.
    interface Listener {
        /// @param isNew whether the lease was not held just before
        void renewed(boolean isNew);
    }

    LeaseKeeper(
            Store store,
            Timer timer,
            String lease,
            String holder,
            Duration ttl,
            Listener listener) {
        this.store = store;
        this.timer = timer;
        this.lease = lease;
        this.holder = holder;
        this.ttl = ttl;
        this.listener = listener;
    }

    boolean isHeld() {
        return timer.instant().isBefore(heldUntil);
    }

    /// Asks now, and again and again from then on.
    void renew() {
        boolean wasHeld = isHeld();
        ask();
        if (isHeld()) {
            listener.renewed(!wasHeld);
        }
    }

    private synchronized void ask() {
        if (isStopped) {
            return;
        }
        var asked = timer.instant();
        try {
            boolean isGranted = store.acquire(lease, holder, ttl);
            heldUntil = isGranted ? asked.plus(ttl) : Instant.MIN;
            report(isGranted, "held by another installation");
        } catch (ProblemException e) {
            report(false, e.problem().message());
        } catch (RuntimeException | Error e) {
            // Whoever stops asking never acts again.
            report(false, e.toString());
        } finally {
            renewal = timer.after(ttl.dividedBy(3), this::renew);
        }
    }

    private void report(boolean isGranted, String cause) {
        if (!isGranted && !isWaiting) {
            LOG.atWarn()
                    .addKeyValue(LogKeys.LEASE, lease)
                    .addKeyValue(LogKeys.HOLDER, holder)
                    .addKeyValue(LogKeys.CAUSE, cause)
                    .log("lease not renewed, will keep asking");
        }
        isWaiting = !isGranted;
    }

    synchronized void stop() {
        isStopped = true;
        if (renewal != null) {
            renewal.cancel();
        }
        heldUntil = Instant.MIN;
        try {
            store.release(lease, holder);
        } catch (ProblemException e) {
            LOG.atDebug()
                    .addKeyValue(LogKeys.LEASE, lease)
                    .addKeyValue(LogKeys.CAUSE, e.problem().message())
                    .log("lease not released, it will run out");
        }
    }
}
