package penstock.gateway.proxy;

import java.time.Duration;
import java.util.ArrayList;
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

    void connect(Instance instance, Duration timeout, Worker.Dialler dialler) {
        Dialling present = dialling.get(instance);
        if (present != null && present.waiting.size() < MOST_WAITING) {
            present.waiting.add(dialler);
            return;
        }
        var fresh = new Dialling(instance, timeout);
        fresh.waiting.add(dialler);
        dialling.put(instance, fresh);
        worker.loop.connect(instance.address, timeout, fresh);
    }

    private final class Dialling implements Loop.Attempt {
        private final Instance instance;
        private final Duration timeout;
        private final List<Worker.Dialler> waiting = new ArrayList<>();

        Dialling(Instance instance, Duration timeout) {
            this.instance = instance;
            this.timeout = timeout;
        }

        @Override
        public void onConnected(Connection connection) {
            dialling.remove(instance, this);
            instance.connected();
            var fresh = new Http2Upstream(worker, Http2Pool.this, connection, instance);
            connections.computeIfAbsent(instance, one -> new ArrayList<>()).add(fresh);
            for (Worker.Dialler one : waiting) {
                if (fresh.hasRoom()) {
                    one.onConnected(fresh.call());
                } else {
                    connect(instance, timeout, one);
                }
            }
            if (!worker.engine.table().has(instance)) {
                forget(fresh);
                fresh.retire();
            }
        }

        @Override
        public void onFailed(Failure failure) {
            dialling.remove(instance, this);
            if (failure != Failure.UNABLE) {
                instance.unreachable(worker.now());
            }
            waiting.forEach(one -> one.onFailed(failure));
        }
    }

    /// It takes no more requests.
    void forget(Http2Upstream connection) {
        List<Http2Upstream> known = connections.get(connection.instance);
        if (known != null && known.remove(connection) && known.isEmpty()) {
            connections.remove(connection.instance);
        }
    }

    void tick(long now) {
        retire(one -> one.isIdleSince(now - IDLE_NANOS));
    }

    /// Ends connections to instances that have left the table, with the requests they have.
    void dropRetired(LiveTable table) {
        retire(one -> !table.has(one.instance));
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
