package penstock.gateway.cache;

import org.jspecify.annotations.Nullable;

/// Slots in the order of their coming, from any of which one can be taken. For one thread at a time.
final class Queue {

    private @Nullable Slot first;
    private @Nullable Slot last;
    private long bytes;

    long bytes() {
        return bytes;
    }

    @Nullable Slot first() {
        return first;
    }

    void add(Slot slot) {
        slot.queue = this;
        slot.before = last;
        slot.behind = null;
        if (last == null) {
            first = slot;
        } else {
            last.behind = slot;
        }
        last = slot;
        bytes += slot.weight;
    }

    void remove(Slot slot) {
        Slot before = slot.before;
        Slot behind = slot.behind;
        if (before == null) {
            first = behind;
        } else {
            before.behind = behind;
        }
        if (behind == null) {
            last = before;
        } else {
            behind.before = before;
        }
        slot.queue = null;
        slot.before = null;
        slot.behind = null;
        bytes -= slot.weight;
    }
}
