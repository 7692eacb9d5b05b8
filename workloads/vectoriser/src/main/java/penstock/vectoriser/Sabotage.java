package penstock.vectoriser;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Does to each API request what the faults say.
final class Sabotage {
    private final Faults faults;
    private final RandomGenerator random;
    private final Runnable crash;
    private final AtomicLong requests = new AtomicLong();
    private final Queue<byte[]> leaked = new ConcurrentLinkedQueue<>();

    Sabotage(Faults faults, RandomGenerator random, Runnable crash) {
        this.faults = faults;
        this.random = random;
        this.crash = crash;
    }

    /// Called when an API request arrives: crashes, leaks, waits.
    void arrive() throws InterruptedException {
        long number = requests.incrementAndGet();
        if (faults.crashAfter() > 0 && number >= faults.crashAfter()) {
            crash.run();
        }
        if (faults.leak() > 0) {
            byte[] kept = new byte[(int) faults.leak()];
            Arrays.fill(kept, (byte) 1);
            leaked.add(kept);
        }
        long wait = faults.latency().toMillis();
        if (happens(faults.tailShare())) {
            wait += faults.tail().toMillis();
        }
        if (wait > 0) {
            Thread.sleep(wait);
        }
    }

    /// Whether this conversion is to fail.
    boolean fails() {
        return happens(faults.errorRate());
    }

    /// Bytes kept so far.
    long leakedBytes() {
        return leaked.size() * faults.leak();
    }

    private synchronized boolean happens(double share) {
        return share > 0 && random.nextDouble() < share;
    }
}
