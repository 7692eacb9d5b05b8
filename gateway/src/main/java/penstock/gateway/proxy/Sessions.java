package penstock.gateway.proxy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The client connections of a loop, in no order. Sessions may close and come while others are looked at: one that has closed keeps its
/// place until the next look, and one that comes gets a place behind the others, so that nothing is copied for a look.
final class Sessions {

    private static final int LEAST = 16;

    private @Nullable ClientSession[] places = new ClientSession[LEAST];

    /// Of the places, those up to here are taken.
    private int taken;

    private int open;
    private boolean isTicking;

    void add(ClientSession session) {
        if (taken == places.length) {
            if (!isTicking) {
                dropClosed();
            }
            // as many have closed since the last look as are open, at most
            if (taken > places.length / 2) {
                places = Arrays.copyOf(places, places.length * 2);
            }
        }
        places[taken++] = session;
        open++;
    }

    /// One of them has closed.
    void closed() {
        open--;
    }

    int open() {
        return open;
    }

    /// Has each look for what has taken too long, from the last to the first: whoever fills the place of one that has closed, was looked at
    /// before or is new.
    void tick(long now) {
        isTicking = true;
        try {
            for (int i = taken - 1; i >= 0; i--) {
                ClientSession session = places[i];
                if (session != null && !session.isClosed()) {
                    session.tick(now);
                }
                dropIfClosed(i);
            }
        } finally {
            isTicking = false;
        }
        if (places.length > LEAST && taken < places.length / 4) {
            places = Arrays.copyOf(places, places.length / 2);
        }
    }

    private void dropClosed() {
        for (int i = taken - 1; i >= 0; i--) {
            dropIfClosed(i);
        }
    }

    private void dropIfClosed(int place) {
        ClientSession session = places[place];
        if (session == null || session.isClosed()) {
            places[place] = places[--taken];
            places[taken] = null;
        }
    }

    /// Closes all without a word.
    void cut() {
        for (int i = taken - 1; i >= 0; i--) {
            ClientSession session = places[i];
            if (session != null && !session.isClosed()) {
                session.cut();
            }
        }
    }

    /// The one that has been idle longest, for so long at least; null when there is none.
    @Nullable ClientSession idlest(long now, long atLeast) {
        ClientSession idlest = null;
        long longest = atLeast;
        for (int i = 0; i < taken; i++) {
            ClientSession session = places[i];
            long idle = session == null || session.isClosed() ? -1 : session.idleFor(now);
            if (idle >= longest) {
                longest = idle;
                idlest = session;
            }
        }
        return idlest;
    }
}
