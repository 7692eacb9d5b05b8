package penstock.gateway.cache;

import java.util.concurrent.atomic.AtomicLong;

/// Bytes that all caches of a process share. From any thread.
public final class CacheMemory {

    private final long most;
    private final AtomicLong used = new AtomicLong();

    public CacheMemory(long most) {
        this.most = most;
    }

    public long most() {
        return most;
    }

    public long used() {
        return used.get();
    }

    boolean take(long bytes) {
        if (used.addAndGet(bytes) <= most) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }
}
