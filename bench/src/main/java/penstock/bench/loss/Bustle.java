package penstock.bench.loss;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import penstock.bench.rig.OwnInstallation;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;

/// Changes the gateway's table and replaces its certificate and lists of addresses again and again, whatever else goes on.
final class Bustle implements AutoCloseable {
    private static final Duration GAP = Duration.ofMillis(900);

    /// Turns from one other list of addresses to the next, so that there is time in which everybody knows it.
    private static final int LIST_TURNS = 11;

    private final OwnInstallation own;
    private final LongSupplier clock;
    private final Optional<Thread> thread;
    private volatile boolean isOver;
    private final AtomicInteger changes = new AtomicInteger();
    private volatile int certificates;

    /// Begins at once.
    ///
    /// @param clock the load's, in nanoseconds
    /// @param features what is changed; absent where nothing is
    Bustle(OwnInstallation own, LongSupplier clock, Optional<Features> features) {
        this.own = own;
        this.clock = clock;
        this.thread =
                features.map(found -> Thread.ofVirtual().name("bustle").start(() -> work(found)));
    }

    /// How often the table was changed.
    int changes() {
        return changes.get();
    }

    /// How often the certificate was replaced.
    int certificates() {
        return certificates;
    }

    private void work(Features features) {
        for (int turn = 1; !isOver; turn++) {
            LockSupport.parkNanos(GAP.toNanos());
            try {
                if (turn % LIST_TURNS == 0) {
                    features.addresses().turn(clock);
                }
                if (turn % 3 == 0) {
                    features.certify(own, turn / 3);
                    certificates = turn / 3;
                } else if (change(features, turn)) {
                    changes.incrementAndGet();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// @return false while there is no server, or when it was killed meanwhile
    private boolean change(Features features, int turn) {
        try (Api api = own.data().connect()) {
            features.change(api, turn);
            return true;
        } catch (ApiException e) {
            return false;
        }
    }

    @Override
    public void close() {
        isOver = true;
        try {
            if (thread.isPresent()) {
                thread.get().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
