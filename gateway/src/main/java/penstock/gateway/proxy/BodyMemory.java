package penstock.gateway.proxy;

import java.util.concurrent.atomic.AtomicLong;

/// The memory for kept request bodies, over all requests. Where it is used up, bodies just pass through.
final class BodyMemory {

    private static final long MAX_BYTES = 16L << 20;

    private final AtomicLong used = new AtomicLong();

    boolean take(int bytes) {
        if (used.addAndGet(bytes) <= MAX_BYTES) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void give(int bytes) {
        used.addAndGet(-bytes);
    }
}
