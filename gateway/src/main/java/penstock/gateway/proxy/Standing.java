package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;

/// A request's place in the queue of a version whose instances have as much to do as they may.
final class Standing {

    private final Worker worker;
    private final Downstream client;
    private final Arm arm;
    private final WaitQueue queue;
    private final WaitQueue.Place place;

    private Standing(
            Worker worker, Downstream client, Arm arm, WaitQueue queue, WaitQueue.Place place) {
        this.worker = worker;
        this.client = client;
        this.arm = arm;
        this.queue = queue;
        this.place = place;
    }

    /// A place, the one it had before or a new one; null when it does not wait for this version, or not any longer. Then the one before
    /// is given up.
    static @Nullable Standing enter(
            Worker worker, Downstream client, Arm arm, @Nullable Standing before) {
        Standing next = next(worker, client, arm, before);
        if (before != null && (next == null || next.place != before.place)) {
            before.leave();
        }
        if (next != null) {
            worker.paused.add(client);
            next.look(worker.now());
        }
        return next;
    }

    private static @Nullable Standing next(
            Worker worker, Downstream client, Arm arm, @Nullable Standing before) {
        WaitQueue queue = arm.queue();
        if (queue == null || arm.whyNone() != TurnedAway.FULL) {
            return null;
        }
        long now = worker.now();
        long until = before != null ? before.place.until : now + arm.waitNanos();
        WaitQueue.Place place =
                before != null && before.queue == queue
                        ? before.place
                        : new WaitQueue.Place(worker.loop, client::resume, until);
        return now - until < 0 && queue.enter(place, arm.mostWaiting())
                ? new Standing(worker, client, arm, queue, place)
                : null;
    }

    /// Whether no other is before it.
    boolean isNextOf(WaitQueue other) {
        return queue == other && queue.isNext(place);
    }

    /// Gives place and turn up.
    void leave() {
        worker.paused.remove(client);
        queue.leave(place);
        look(worker.now());
    }

    /// Calls the first one if there is room, as also happens without anything that ends; and this one when its time is over.
    void look(long now) {
        if (!queue.isEmpty() && arm.hasRoom(now)) {
            queue.wake();
        }
        if (now - place.until >= 0) {
            queue.callLate(place);
        }
    }
}
