package penstock.gateway.proxy;

import java.util.Arrays;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.Clients;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.Trouble;

/// What one version did, counted by clients (see `Clients`). A client is under observation for 10 s from its first request, and counts
/// once the requests that began in that time have ended, or after the time limits of a request. It does not come again before 60 s are over.
///
/// Bounded: beyond 32,768 clients in 60 s, or more than all versions may remember together, the oldest is counted as it is then and
/// forgotten, and may come again. Not for several threads at once.
final class ClientUnits {

    static final long OBSERVED_NANOS = 10_000_000_000L;
    private static final int MOST = 32_768;

    private static final int TROUBLES = 0xff;
    private static final int FAILED = 1 << 8;
    private static final int SERVED = 1 << 9;
    private static final int COUNTED = 1 << 10;
    private static final int OPEN = 1 << 11;

    private static final Trouble[] ALL = Trouble.values();

    private final RecentClients recent;
    private final long patience;

    /// Clients from the oldest on that are counted, or will never be.
    private int settled;

    private long clients;
    private long failing;
    private final long[] met = new long[ALL.length];
    private final long[] latency =
            new long[LatencyHistogram.MAX_INDEX - LatencyHistogram.MIN_INDEX + 1];
    private boolean hasLatency;

    /// @param requestNanos how long a request may take
    ClientUnits(long requestNanos, ClientMemory memory) {
        this.patience = OBSERVED_NANOS + requestNanos;
        this.recent = new RecentClients(MOST, memory);
    }

    /// A client's request begins. True when it is the one whose latency counts.
    boolean begin(long client, long now) {
        forget(now);
        int place = recent.find(client);
        if (place < 0) {
            if (recent.isFull()) {
                settle(recent.oldest());
                removeOldest();
            }
            recent.note(recent.add(client, now), OPEN);
            return true;
        }
        int note = recent.note(place);
        if (isObserved(place, now) && note < Integer.MAX_VALUE - OPEN) {
            recent.note(place, note + OPEN);
        }
        return false;
    }

    /// A request that began under observation is over.
    ///
    /// @param began when it did
    /// @param troubles bits of what it met
    /// @param isServed false when it says nothing about the version
    void end(long client, long began, int troubles, boolean isFailed, boolean isServed) {
        int place = recent.find(client);
        if (place < 0 || began - recent.since(place) >= OBSERVED_NANOS) {
            return;
        }
        int note = recent.note(place);
        if (note >= OPEN) {
            note -= OPEN;
        }
        if (isServed) {
            note |= SERVED | troubles | (isFailed ? FAILED : 0);
        }
        recent.note(place, note);
    }

    /// The latency of a client's first request.
    void latency(long nanos) {
        latency[LatencyHistogram.indexOf(nanos) - LatencyHistogram.MIN_INDEX]++;
        hasLatency = true;
    }

    private boolean isObserved(int place, long now) {
        return now - recent.since(place) < OBSERVED_NANOS;
    }

    private void forget(long now) {
        while (recent.size() > 0) {
            int oldest = recent.oldest();
            if (now - recent.since(oldest) < FailingClients.SESSION_NANOS
                    || !isSettled(oldest, now)) {
                return;
            }
            settle(oldest);
            removeOldest();
        }
    }

    private void removeOldest() {
        recent.removeOldest();
        settled = Math.max(0, settled - 1);
    }

    private boolean isSettled(int place, long now) {
        long age = now - recent.since(place);
        return age >= patience || (age >= OBSERVED_NANOS && recent.note(place) < OPEN);
    }

    private void settle(int place) {
        int note = recent.note(place);
        if ((note & COUNTED) != 0) {
            return;
        }
        recent.note(place, note | COUNTED);
        if ((note & SERVED) == 0) {
            return;
        }
        clients++;
        failing += (note & FAILED) != 0 ? 1 : 0;
        for (int i = 0; i < ALL.length; i++) {
            met[i] += (note & TROUBLES & ALL[i].bit()) != 0 ? 1 : 0;
        }
    }

    /// Takes the sums away; null when nothing was counted.
    @Nullable Clients take(long now) {
        count(now);
        if (clients == 0 && !hasLatency) {
            return null;
        }
        var troubles = new EnumMap<Trouble, Long>(Trouble.class);
        for (int i = 0; i < ALL.length; i++) {
            if (met[i] > 0) {
                troubles.put(ALL[i], met[i]);
            }
        }
        var taken = new Clients(clients, failing, troubles, LatencyHistogram.ofDense(latency));
        clients = 0;
        failing = 0;
        hasLatency = false;
        Arrays.fill(met, 0);
        Arrays.fill(latency, 0);
        return taken;
    }

    private void count(long now) {
        boolean isPrefix = true;
        for (int i = settled; i < recent.size(); i++) {
            int place = recent.after(i);
            if (isObserved(place, now)) {
                return;
            }
            if (isSettled(place, now)) {
                settle(place);
            }
            isPrefix &= (recent.note(place) & COUNTED) != 0;
            settled += isPrefix ? 1 : 0;
        }
    }

    /// Gives back what it took of the memory that all share.
    void release() {
        recent.release();
    }
}
