package penstock.gateway.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Bytes that all caches of a process share. Taken and given from any thread; who has how many, under its lock.
public final class CacheMemory {

    private final long most;
    private final AtomicLong used = new AtomicLong();
    private final List<AnswerCache> caches = new ArrayList<>();

    public CacheMemory(long most) {
        this.most = most;
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

    synchronized void add(AnswerCache cache) {
        caches.add(cache);
    }

    synchronized void remove(AnswerCache cache) {
        caches.remove(cache);
    }

    /// The one that has most, which makes room for others; null when there is none.
    synchronized @Nullable AnswerCache largest() {
        AnswerCache largest = null;
        for (AnswerCache cache : caches) {
            if (largest == null || cache.held() > largest.held()) {
                largest = cache;
            }
        }
        return largest;
    }
}
