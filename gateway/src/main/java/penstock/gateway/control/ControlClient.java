package penstock.gateway.control;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.proxy.Engine;
import penstock.gateway.routes.DecodeException;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteTableCodec;

/// Keeps the engine's table that of the control plane and tells it what was counted, on two virtual threads of its own.
/// While the control plane is away it tries again, from a while on four times a second, so that a new one is heard at once
/// (an abort may be the first thing it has to say); meanwhile the counts add up.
public final class ControlClient {

    private static final Logger LOG = LoggerFactory.getLogger(ControlClient.class);
    private static final Duration POLL = Duration.ofSeconds(25);
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final ControlPlane controlPlane;
    private final Engine engine;
    private final RouteFile file;
    private final Outbox outbox;
    private final Semaphore reportNow = new Semaphore(0);
    private volatile boolean isStopped;

    /// Whether the stored table is this gateway's to write.
    private volatile boolean isStoring = true;

    /// The newest table that a restart would begin with, or, while the disk is full, the one in use. Only that is reported: once
    /// the control plane has heard of a table, it stops instances that no gateway may use again.
    private volatile long storedVersion = -1;

    /// The table in use, until it is in the file. Of the polling thread, as is whether the file took the last one.
    private byte[] unstored = new byte[0];

    private boolean isFileWritable = true;
    private @Nullable Thread poller;
    private @Nullable Thread reporter;

    /// `gatewayId` is drawn anew for each process.
    public ControlClient(
            ControlPlane controlPlane, Engine engine, RouteFile file, String gatewayId) {
        this.controlPlane = controlPlane;
        this.engine = engine;
        this.file = file;
        this.outbox = new Outbox(gatewayId, engine, () -> storedVersion);
    }

    /// Serves the stored table, if there is one.
    public void serveStored() {
        file.read()
                .ifPresent(
                        table -> {
                            engine.apply(table);
                            storedVersion = table.version();
                            LOG.atInfo()
                                    .addKeyValue("version", table.version())
                                    .log("serving the stored route table");
                        });
    }

    /// Makes a gateway fit to serve beside another, so that users meet no older table than there. First it says which table it
    /// has, so that from then on no instance of that is stopped; then it fetches the newest. Without the control plane the stored
    /// table has to do.
    public void catchUp() {
        try {
            deliver(true);
            controlPlane.poll(engine.appliedVersion(), Duration.ZERO).ifPresent(this::apply);
        } catch (IOException | DecodeException | IllegalArgumentException away) {
            LOG.atWarn()
                    .addKeyValue("reason", away.toString())
                    .log("routes cannot be fetched from the control plane");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Starts talking to the control plane.
    public void start() {
        poller = Thread.ofVirtual().name("control-routes").start(this::pollUntilStopped);
        reporter = Thread.ofVirtual().name("control-report").start(this::reportUntilStopped);
    }

    private void pollUntilStopped() {
        Duration pause = FIRST_PAUSE;
        while (!isStopped) {
            try {
                controlPlane.poll(engine.appliedVersion(), POLL).ifPresent(this::apply);
                pause = FIRST_PAUSE;
            } catch (InterruptedException stopped) {
                return;
            } catch (IOException | DecodeException | IllegalArgumentException failed) {
                pause = backOff(pause, "routes cannot be fetched from the control plane", failed);
            } catch (RuntimeException | Error mistake) {
                pause = goOn(pause, "routes could not be taken, will try again", mistake);
            }
            store();
        }
    }

    private void apply(byte[] encoded) {
        RouteTable table = RouteTableCodec.decode(encoded);
        if (!engine.apply(table)) {
            LOG.atWarn()
                    .addKeyValue("version", table.version())
                    .log("a route table that is not newer was ignored");
            throw new IllegalArgumentException(
                    "version: "
                            + table.version()
                            + " (expected: above "
                            + engine.appliedVersion()
                            + ")");
        }
        LOG.atInfo().addKeyValue("version", table.version()).log("route table applied");
        unstored = encoded;
        store();
        storedVersion = table.version();
        reportNow.release();
    }

    /// Stores the last table; one that cannot be stored (a full disk) is tried again with the next poll.
    private void store() {
        if (unstored.length == 0) {
            return;
        }
        try {
            if (isStoring) {
                file.write(unstored);
            }
            unstored = new byte[0];
            isFileWritable = true;
        } catch (IOException notStored) {
            if (isFileWritable) {
                LOG.atError()
                        .addKeyValue("reason", notStored.toString())
                        .log(
                                "the route table cannot be stored, will try again; after a restart the gateway would serve an older one");
            }
            isFileWritable = false;
        }
    }

    private void reportUntilStopped() {
        Duration pause = FIRST_PAUSE;
        while (!isStopped) {
            try {
                boolean isUrgent = reportNow.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                if (isUrgent) {
                    reportNow.drainPermits();
                }
                deliver(isUrgent);
                pause = FIRST_PAUSE;
            } catch (InterruptedException stopped) {
                return;
            } catch (IOException failed) {
                pause = backOff(pause, "reports cannot be delivered to the control plane", failed);
            } catch (RuntimeException | Error mistake) {
                pause = goOn(pause, "reports could not be made, will try again", mistake);
            }
        }
    }

    /// What was not acknowledged goes first; when there is news of a table, a new report follows at once.
    private void deliver(boolean isUrgent) throws IOException, InterruptedException {
        boolean wasPending = outbox.isPending();
        controlPlane.report(outbox.next());
        outbox.acknowledged();
        if (wasPending || isUrgent) {
            controlPlane.report(outbox.next());
            outbox.acknowledged();
        }
    }

    private Duration backOff(Duration pause, String what, Exception failed) {
        if (pause.equals(FIRST_PAUSE)) {
            LOG.atWarn().addKeyValue("reason", failed.toString()).log(what);
        }
        return sleep(pause);
    }

    /// A mistake of ours must not be the last thing the control plane heard of a gateway that serves on.
    private Duration goOn(Duration pause, String what, Throwable mistake) {
        try {
            if (pause.equals(FIRST_PAUSE)) {
                LOG.atError().setCause(mistake).log(what);
            }
        } catch (RuntimeException | Error untold) {
            // without descriptors not even that can be told, for want of a class
        }
        return sleep(pause);
    }

    /// Returns how long the next pause is, should that be needed.
    private static Duration sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }

    /// From now on leaves the stored table to a successor.
    public void stopStoring() {
        isStoring = false;
    }

    /// Ends both threads and delivers a last report, if the control plane takes it.
    public void stop() {
        isStopped = true;
        end(poller);
        end(reporter);
        try {
            deliver(true);
        } catch (IOException lost) {
            LOG.atWarn()
                    .addKeyValue("reason", lost.toString())
                    .log("the last report was not delivered");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        controlPlane.close();
    }

    private static void end(@Nullable Thread thread) {
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
