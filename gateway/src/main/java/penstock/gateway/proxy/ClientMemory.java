package penstock.gateway.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/// The clients that all versions of all routes remember together, at most: a client takes 28 bytes.
final class ClientMemory {

    static final int MOST = 163_840;

    private final AtomicInteger left = new AtomicInteger(MOST);

    /// False when there is no room for so many more.
    boolean take(int clients) {
        int before = left.get();
        while (before >= clients) {
            int witness = left.compareAndExchange(before, before - clients);
            if (witness == before) {
                return true;
            }
            before = witness;
        }
        return false;
    }

    void give(int clients) {
        left.addAndGet(clients);
    }
}
