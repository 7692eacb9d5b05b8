package penstock.kernel.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.kernel.ResourceService;
import penstock.kernel.store.Query;
import penstock.kernel.store.Store;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;

/// Runs the controllers. Every change of a resource, every elapsed `lookAgainIn` and every [#wake] puts a name into a
/// queue; workers take a name and let its controller have a look: observe, decide, store the status, and only then
/// perform the effects, in order. One name is never looked at twice at once; names of different resources are.
///
/// A failure is logged once and tried again with back-off. The loop acts only while it holds the lease `controllers`,
/// so that two processes on one store never act together.
public final class ControlLoop implements AutoCloseable {
    /// The right to act on the resources of a store.
    public static final String LEASE = "controllers";

    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
    private static final Duration WATCH_PATIENCE = Duration.ofSeconds(5);
    private static final int WATCH_BATCH = 1_000;
    private static final Duration WATCH_RETRY = Duration.ofSeconds(1);

    private final Store store;
    private final Map<String, Look> looks = new LinkedHashMap<>();
    private final WorkQueue queue = new WorkQueue();
    private final LeaseKeeper lease;
    private final int workers;
    private final int reserved;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /// Resources that exist or did so lately: after missed changes, those that are gone by now are found among them.
    private final Set<Ref> known = ConcurrentHashMap.newKeySet();

    private volatile long watched;
    private volatile boolean isListed;

    /// @param holder what tells this installation from others; a restarted one takes its own lease again at once
    public ControlLoop(
            ResourceService resources,
            List<Controller<?, ?, ?, ?>> controllers,
            Timer timer,
            String holder,
            ControlSettings settings) {
        this.store = resources.store();
        this.workers = settings.workers();
        this.reserved = settings.reserved();
        this.lease = new LeaseKeeper(store, timer, LEASE, holder, settings.lease(), this::renewed);
        for (var controller : controllers) {
            var look = new Look(controller, resources, timer, settings.backoff(), rules());
            if (looks.put(controller.kind().name(), look) != null) {
                throw new IllegalArgumentException(
                        "controllers: two for "
                                + controller.kind().name()
                                + " (expected: at most one per kind)");
            }
        }
    }

    private Look.Rules rules() {
        return new Look.Rules() {
            @Override
            public boolean mayGoOn(Ref ref) {
                return lease.isHeld() && stopping.getCount() > 0 && !queue.isOvertaken(ref);
            }

            @Override
            public void lookAgain(Ref ref) {
                queue.add(ref);
            }
        };
    }

    /// Looks at every resource there is, then at what changes.
    ///
    /// @param leftBehind resources that may have been deleted while nothing ran, to clean up behind them
    public void start(Collection<Ref> leftBehind) {
        watched = store.revision();
        known.addAll(leftBehind);
        queue.pause(true);
        lease.renew();
        threads.add(Thread.ofVirtual().name("control-watch").start(this::watch));
        for (int i = 0; i < workers; i++) {
            threads.add(Thread.ofVirtual().name("control-worker-" + i).start(() -> work(false)));
        }
        for (int i = 0; i < reserved; i++) {
            threads.add(Thread.ofVirtual().name("control-urgent-" + i).start(() -> work(true)));
        }
    }

    /// Asks for a look at a resource because something it depends on may have changed.
    public void wake(Ref ref) {
        if (looks.containsKey(ref.kind())) {
            queue.add(ref);
        }
    }

    /// Asks for a look before all others, on a worker that is kept free for it. If the resource is being looked at, the
    /// effects that are still to come of that look are dropped: the new look decides anew.
    public void wakeUrgently(Ref ref) {
        if (looks.containsKey(ref.kind())) {
            queue.addUrgently(ref);
        }
    }

    /// Waits until every change so far has been looked at and no look is left; false when that took longer than
    /// `patience`. Looks that are due later do not count. For simulations.
    public boolean awaitQuiet(Duration patience) throws InterruptedException {
        return queue.awaitQuiet(() -> lease.isHeld() && watched >= store.revision(), patience);
    }

    /// After a time without the lease somebody else may have acted: look at everything.
    private void renewed(boolean isNew) {
        if (isNew) {
            isListed = false;
            try {
                wakeAll();
            } catch (RuntimeException | Error e) {
                LOG.atWarn().setCause(e).log("resources not listed, will try again");
            }
        }
        queue.pause(false);
    }

    private void wakeAll() {
        for (var kind : looks.keySet()) {
            var query = Query.all(kind);
            for (var page = store.list(query); ; page = store.list(query)) {
                page.documents().forEach(document -> known.add(document.ref()));
                if (page.next().isEmpty()) {
                    break;
                }
                query = new Query(kind, Optional.empty(), page.next(), query.limit());
            }
        }
        known.forEach(this::wake);
        isListed = true;
    }

    private void watch() {
        boolean isFailing = false;
        while (stopping.getCount() > 0) {
            try {
                watchOnce();
                isFailing = false;
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException | Error e) {
                if (!isFailing) {
                    LOG.atWarn().setCause(e).log("watch failed, will try again");
                }
                isFailing = true;
                if (isStoppingWithin(WATCH_RETRY)) {
                    return;
                }
            }
        }
    }

    private void watchOnce() throws InterruptedException {
        if (!isListed && lease.isHeld()) {
            wakeAll();
        }
        try {
            for (var event : store.changesSince(watched, WATCH_BATCH, WATCH_PATIENCE)) {
                if (looks.containsKey(event.ref().kind())) {
                    known.add(event.ref());
                    queue.add(event.ref());
                }
                watched = event.revision();
            }
        } catch (ProblemException e) {
            if (!(e.problem() instanceof Problem.TooFarBehind)) {
                throw e;
            }
            long revision = store.revision();
            wakeAll();
            watched = revision;
        }
        queue.poke();
    }

    private boolean isStoppingWithin(Duration time) {
        try {
            return stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            return true;
        }
    }

    private void work(boolean isReserved) {
        try {
            for (var next = queue.take(isReserved);
                    next.isPresent();
                    next = queue.take(isReserved)) {
                var ref = next.get();
                try {
                    look(ref);
                } catch (Error e) {
                    // Not even the failure could be taken note of.
                    queue.add(ref);
                    if (isStoppingWithin(WATCH_RETRY)) {
                        return;
                    }
                } finally {
                    queue.done(ref);
                }
            }
        } catch (InterruptedException _) {
            LOG.atDebug().log("worker interrupted");
        }
    }

    private void look(Ref ref) {
        if (!lease.isHeld()) {
            queue.pause(true);
            queue.addUrgently(ref);
            return;
        }
        var look = looks.get(ref.kind());
        if (look != null && look.at(ref) == Look.Found.GONE) {
            known.remove(ref);
        }
    }

    /// Waits for the effect each worker is at; those after it are left to the next start. Gives the lease back.
    public void stop() {
        stopping.countDown();
        queue.close();
        boolean isInterrupted = false;
        for (var thread : threads) {
            if (thread.getName().equals("control-watch")) {
                thread.interrupt();
            }
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    isInterrupted = true;
                }
            }
        }
        looks.values().forEach(Look::cancelAlarms);
        lease.stop();
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
