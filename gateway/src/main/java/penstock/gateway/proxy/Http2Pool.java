package penstock.gateway.proxy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The connections of one loop to instances that speak HTTP/2: as few as there need be, each shared by many requests.
final class Http2Pool {

    private static final long IDLE_NANOS = 55_000_000_000L;

    /// Requests that wait for the same connection; more begin another.
    private static final int MOST_WAITING = 100;

    private final Worker worker;
    private final Map<Instance, List<Http2Upstream>> connections = new HashMap<>();
    private final Map<Instance, Dialling> dialling = new HashMap<>();

    Http2Pool(Worker worker) {
        this.worker = worker;
    }

    /// A stream of a connection that is there, null when there is none with room.
    @Nullable UpstreamCall take(Instance instance) {
        List<Http2Upstream> known = connections.get(instance);
        if (known != null) {
            for (Http2Upstream one : known) {
                if (one.hasRoom()) {
                    return one.call();
                }
            }
        }
        return null;
    }

    /// False when it has to wait until there is room for another connection, or on one that is there.
    boolean connect(Instance instance, Duration timeout, Worker.Dialler dialler) {
        Dialling present = dialling.get(instance);
        if (present != null && (present.isHeldUp || present.waiting.size() < MOST_WAITING)) {
            present.waiting.add(dialler);
            return !present.isHeldUp;
        }
        var fresh = new Dialling(instance, timeout);
        fresh.waiting.add(dialler);
        dialling.put(instance, fresh);
        fresh.begin();
        return !fresh.isHeldUp;
    }

    /// From now on it is there for all.
    Http2Upstream add(Connection connection, Instance instance) {
        var fresh = new Http2Upstream(worker, this, connection, instance);
        connections.computeIfAbsent(instance, one -> new ArrayList<>()).add(fresh);
        return fresh;
    }

    /// A connection to be made, and who waits for it.
    ///
    /// A loop makes its first one whatever the limit of the instance is, as without it nobody could be served there. Another one is
    /// held up while there is no room for it.
    private final class Dialling implements Loop.Attempt {
        private final Instance instance;
        private final Duration timeout;
        private final Deque<Worker.Dialler> waiting = new ArrayDeque<>();
        private boolean isHeldUp;

        Dialling(Instance instance, Duration timeout) {
            this.instance = instance;
            this.timeout = timeout;
        }

        void begin() {
            if (!connections.containsKey(instance)) {
                instance.slots.opened();
                dial();
            } else if (!instance.slots.dial(worker.loop, this::onSlot)) {
                isHeldUp = true;
                worker.engine.makeRoom(instance);
            }
        }

        private void dial() {
            isHeldUp = false;
            worker.open(instance, timeout, this);
        }

        /// There is room, if it is still wanted.
        private void onSlot() {
            dropOver();
            boolean isHere = dialling.get(instance) == this;
            if (isHere && !waiting.isEmpty()) {
                dial();
                return;
            }
            instance.slots.closed();
            if (isHere && isHeldUp) {
                dialling.remove(instance);
            }
        }

        /// The loop has no connection any more.
        void onAlone() {
            if (isHeldUp && !waiting.isEmpty()) {
                // the room that it is held up for is given back when it comes
                dialling.remove(instance);
                waiting.forEach(one -> connect(instance, timeout, one));
            }
        }

        void dropOver() {
            waiting.removeIf(Worker.Dialler::isOver);
        }

        @Override
        public void onConnected(Connection connection, String agreed) {
            dialling.remove(instance, this);
            if (!worker.connected(instance, agreed)) {
                give(new Http1Upstream(worker, connection, instance));
                waiting.forEach(one -> worker.connect(instance, timeout, one));
                return;
            }
            Http2Upstream fresh = add(connection, instance);
            give(fresh);
            waiting.forEach(one -> connect(instance, timeout, one));
            if (!worker.engine.table().has(instance)) {
                forget(fresh);
                fresh.retire();
            }
        }

        /// The instance has chosen the other protocol, in which a connection is for one request at a time.
        private void give(Http1Upstream connection) {
            dropOver();
            Worker.Dialler next = waiting.poll();
            if (next == null) {
                connection.release(true);
            } else {
                next.onConnected(connection);
            }
        }

        /// Hands out what room the connection has.
        void give(Http2Upstream connection) {
            while (!waiting.isEmpty() && connection.hasRoom()) {
                Worker.Dialler next = waiting.remove();
                if (!next.isOver()) {
                    next.onConnected(connection.call());
                }
            }
        }

        @Override
        public void onFailed(Failure failure) {
            dialling.remove(instance, this);
            instance.slots.closed();
            if (failure != Failure.UNABLE) {
                instance.unreachable(worker.now());
            }
            waiting.forEach(one -> one.onFailed(failure));
        }
    }

    /// It takes one more request than before.
    void onRoom(Http2Upstream connection) {
        Dialling held = dialling.get(connection.instance);
        if (held != null && held.isHeldUp) {
            held.give(connection);
        }
    }

    /// It takes no more requests.
    void forget(Http2Upstream connection) {
        List<Http2Upstream> known = connections.get(connection.instance);
        if (known != null && known.remove(connection) && known.isEmpty()) {
            connections.remove(connection.instance);
            Dialling held = dialling.get(connection.instance);
            if (held != null) {
                held.onAlone();
            }
        }
    }

    void tick(long now) {
        dialling.values().forEach(Dialling::dropOver);
        retire(one -> one.isIdleSince(now - IDLE_NANOS));
    }

    /// Ends connections to instances that have left the table, with the requests they have.
    void dropRetired(LiveTable table) {
        retire(one -> !table.has(one.instance));
    }

    /// Ends one that has no requests.
    void closeIdle(Instance instance) {
        List<Http2Upstream> known = connections.getOrDefault(instance, List.of());
        for (Http2Upstream one : known) {
            if (one.isIdle()) {
                forget(one);
                one.retire();
                return;
            }
        }
    }

    private void retire(Predicate<Http2Upstream> isOver) {
        if (connections.isEmpty()) {
            return;
        }
        for (Http2Upstream one : all()) {
            if (isOver.test(one)) {
                forget(one);
                one.retire();
            }
        }
    }

    void closeAll() {
        all().forEach(Http2Upstream::close);
    }

    private List<Http2Upstream> all() {
        var all = new ArrayList<Http2Upstream>();
        connections.values().forEach(all::addAll);
        return all;
    }
}
