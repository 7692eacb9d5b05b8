package penstock.gateway.proxy;

import java.util.concurrent.atomic.AtomicLong;

/// Memory that all requests share, with a limit.
final class BodyMemory {

    private final long most;
    private final AtomicLong used = new AtomicLong();

    BodyMemory(long most) {
        this.most = most;
    }

    boolean take(int bytes) {
        if (used.addAndGet(bytes) <= most) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void give(int bytes) {
        used.addAndGet(-bytes);
    }
}
