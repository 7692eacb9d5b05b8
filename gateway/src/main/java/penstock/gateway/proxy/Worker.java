package penstock.gateway.proxy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.encoding.Encoders;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.HeadWriter;
import penstock.gateway.routes.Cohorts;

/// The engine on one loop: its client connections, its idle connections to instances, its clock tick.
public final class Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    static final long KEEP_ALIVE_NANOS = 75_000_000_000L;

    private static final long LINGER_NANOS = 2_000_000_000L;
    private static final long IDLE_UPSTREAM_NANOS = 55_000_000_000L;

    /// An instance may close an idle connection at the moment we use it. A request that must not be sent twice therefore takes
    /// only a connection that was in use just before, and looks whether it has been closed.
    private static final long FRESH_NANOS = 1_000_000_000L;

    private static final int MAX_IDLE_PER_INSTANCE = 256;

    private static final byte[] HEX = Ascii.bytes("0123456789abcdef");
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    final Engine engine;
    final Loop loop;
    final HeadWriter out = new HeadWriter();
    final DateLine date = new DateLine(InstantSource.system());

    /// A client that connects usually sends its request at once; younger connections are not taken for idle.
    static final long IDLE_CLIENT_NANOS = 1_000_000_000L;

    private final byte[] idPrefix;
    private final ClientRoom room;
    private long nextId;
    private long draws;
    private boolean isCrowded;

    /// Of the room for clients, in bytes; also by connections within TLS to instances.
    private long taken;

    private final Sessions sessions = new Sessions();
    private final Map<Instance, Deque<Http1Upstream>> idle = new HashMap<>();
    private final Http2Pool http2 = new Http2Pool(this);
    private @Nullable DrainLimits draining;
    private long drainingSince;
    private long lastLook;

    /// When that came which the loop deals with, while it does.
    private long eventTime;

    private boolean isAtEvent;

    final RequestHeads heads;
    final Encoders encoders = new Encoders();

    final Set<ShadowRequest> shadows = new HashSet<>();
    final Set<Refresh> refreshes = new HashSet<>();

    /// In the order of their coming.
    final Set<Downstream> paused = new LinkedHashSet<>();

    final RateCheck rates;
    final RandomGenerator random;

    /// Null while nothing is logged.
    final @Nullable AccessLogger accessLogger;

    Worker(Engine engine, Loop loop, String idPrefix, ClientRoom room) {
        this.engine = engine;
        this.heads = new RequestHeads(this);
        this.random = new SplittableRandom(engine.observing.random().nextLong());
        this.accessLogger =
                engine.observing
                        .accessLog()
                        .map(logging -> new AccessLogger(logging, this, random))
                        .orElse(null);
        this.rates = new RateCheck(engine.rateLimits.secret);
        this.lastLook = now();
        this.loop = loop;
        this.idPrefix = Ascii.bytes(idPrefix + "-");
        this.draws = Cohorts.hash("", idPrefix);
        this.room = room;
    }

    /// Serves a client's new connection, whichever version of HTTP it speaks. When there are as many as may be, the one that has been idle longest makes room;
    /// when none is idle, the new one is turned away. On the loop.
    public void accept(Connection connection) {
        if (room.isOverfull(sessions.open(), taken)) {
            // even those that are being turned away are too many
            loop.execute(connection::close);
            return;
        }
        boolean isFull =
                room.isFull(sessions.open(), taken) && !closeIdleSecure() && !closeIdlest();
        var session = new Http1Session(this, connection);
        sessions.add(session);
        taken += ClientRoom.of(connection);
        connection.handler(session);
        if (isFull) {
            tellCrowd();
            // nothing of a request is read before the answer
            connection.reading(false);
            loop.execute(session::turnAway);
        }
    }

    /// Closes connections within TLS to instances that no request uses; whether there were any.
    private boolean closeIdleSecure() {
        boolean isAny = false;
        for (Map.Entry<Instance, Deque<Http1Upstream>> entry : idle.entrySet()) {
            if (entry.getKey().tls != null && !entry.getValue().isEmpty()) {
                isAny = true;
                List<Http1Upstream> all = List.copyOf(entry.getValue());
                entry.getValue().clear();
                all.forEach(Http1Upstream::close);
            }
        }
        return isAny;
    }

    private boolean closeIdlest() {
        ClientSession idlest = sessions.idlest(now(), IDLE_CLIENT_NANOS);
        if (idlest != null) {
            idlest.cut();
        }
        return idlest != null;
    }

    private void tellCrowd() {
        if (!isCrowded) {
            isCrowded = true;
            LOG.atWarn()
                    .addKeyValue("connections", sessions.open())
                    .log("too many client connections, new ones are turned away");
        }
    }

    /// Who waits for a connection to an instance.
    interface Dialler {
        void onConnected(UpstreamCall fresh);

        void onFailed(Failure failure);

        /// Whether it waits no more.
        boolean isOver();
    }

    /// False when it has to wait until there is room for another connection.
    boolean connect(Instance instance, Duration timeout, Dialler dialler) {
        if (instance.speaksHttp2()) {
            return http2.connect(instance, timeout, dialler);
        }
        boolean isBegun = instance.slots.dial(loop, () -> dial(instance, timeout, dialler));
        if (!isBegun) {
            engine.makeRoom(instance);
        }
        return isBegun;
    }

    private void dial(Instance instance, Duration timeout, Dialler dialler) {
        if (dialler.isOver()) {
            instance.slots.closed();
            return;
        }
        open(
                instance,
                timeout,
                new Loop.Attempt() {
                    @Override
                    public void onConnected(Connection connection, String agreed) {
                        if (connected(instance, agreed)) {
                            Http2Upstream shared = http2.add(connection, instance);
                            if (!dialler.isOver()) {
                                dialler.onConnected(shared.call());
                            }
                        } else {
                            dialler.onConnected(
                                    new Http1Upstream(Worker.this, connection, instance));
                        }
                    }

                    @Override
                    public void onFailed(Failure failure) {
                        instance.slots.closed();
                        if (failure != Failure.UNABLE) {
                            instance.unreachable(now());
                        }
                        dialler.onFailed(failure);
                    }
                });
    }

    /// There is a connection to an instance; whether HTTP/2 is spoken over it.
    boolean connected(Instance instance, String agreed) {
        if (instance.tls != null) {
            taken += ClientRoom.OF_SECURE_INSTANCE;
        }
        return instance.connected(agreed);
    }

    /// A connection to an instance is gone.
    void disconnected(Instance instance) {
        if (instance.tls != null) {
            taken -= ClientRoom.OF_SECURE_INSTANCE;
        }
        instance.slots.closed();
    }

    void open(Instance instance, Duration timeout, Loop.Attempt attempt) {
        if (instance.tls == null) {
            loop.connect(instance.address, timeout, attempt);
        } else {
            loop.connectSecurely(instance.address, instance.tls, timeout, attempt);
        }
    }

    /// Looks for what has taken too long. On the loop, some twenty times a second.
    ///
    /// Whether something was late is asked of the time of the last look, since when everything that had come by then has been read. A
    /// loop that could not work for a while, because the machine had no time for it, does not hold that against others.
    ///
    /// @return the time that it goes by
    public long tick() {
        long now = lastLook;
        lastLook = now();
        sessions.tick(now);
        List.copyOf(shadows).forEach(shadow -> shadow.tick(now));
        List.copyOf(refreshes).forEach(refresh -> refresh.tick(now));
        http2.tick(now);
        for (Deque<Http1Upstream> connections : idle.values()) {
            while (!connections.isEmpty()
                    && now - connections.getLast().idleSince() > IDLE_UPSTREAM_NANOS) {
                connections.removeLast().close();
            }
        }
        return now;
    }

    /// From now on each connection ends with the answer it is waiting for, or when its limit is reached. On the loop.
    public void drain(DrainLimits limits) {
        if (draining == null) {
            drainingSince = now();
        }
        draining = limits;
    }

    /// Cuts what is still open. On the loop.
    public void closeAll() {
        sessions.cut();
        List.copyOf(shadows).forEach(ShadowRequest::end);
        List.copyOf(refreshes).forEach(Refresh::abandon);
        idle.values()
                .forEach(connections -> List.copyOf(connections).forEach(Http1Upstream::close));
        idle.clear();
        http2.closeAll();
    }

    /// Open client connections. On the loop.
    public int openSessions() {
        return sessions.open();
    }

    boolean isDraining() {
        return draining != null;
    }

    /// How long a connection may be idle, asked of one that became so at the given time: while draining, the limit counts from
    /// the beginning of the drain, so that a client that has just sent its next request is served.
    boolean isIdleTooLong(long now, long since) {
        DrainLimits limits = draining;
        return limits == null
                ? now - since > KEEP_ALIVE_NANOS
                : now - Math.max(since, drainingSince) > limits.idle().toNanos();
    }

    /// Whether a connection on which nothing more is written may be closed: when the client has ended it too, or has had its time.
    static boolean isLingerOver(boolean isAllSent, boolean isInputEnded, long lingering) {
        return (isAllSent && isInputEnded)
                || lingering > (isAllSent ? LINGER_NANOS : KEEP_ALIVE_NANOS);
    }

    boolean isAnswerOverdue(long now) {
        DrainLimits limits = draining;
        return limits != null && now - drainingSince > limits.answers().toNanos();
    }

    boolean isTunnelOverdue(long now) {
        DrainLimits limits = draining;
        return limits != null && now - drainingSince > limits.tunnels().toNanos();
    }

    /// The client speaks HTTP/2 from now on; its first session is closed.
    ///
    /// @param read what has come already
    void switchToHttp2(Connection connection, Received read, boolean isInputEnded) {
        var session = new Http2Session(this, connection);
        sessions.closed();
        sessions.add(session);
        Connection.Handler next = session.greet();
        connection.handler(next);
        read.passTo(next);
        if (isInputEnded) {
            next.onEnd();
        }
    }

    /// A session has closed, with its connection.
    void forget(Connection connection) {
        sessions.closed();
        taken -= ClientRoom.of(connection);
        isCrowded &= room.isCrowded(sessions.open(), taken);
    }

    /// The time by which limits are measured, in nanoseconds. It stands still while the loop deals with one event.
    public long now() {
        return isAtEvent ? eventTime : clock();
    }

    /// The same, while work of the gateway itself is measured.
    long clock() {
        return engine.nanoTime.getAsLong();
    }

    /// Bytes came from a connection: the clock is read once for all that comes of it.
    void receive(Receiver receiver, Data data) {
        if (isAtEvent) {
            receiver.take(data);
            return;
        }
        eventTime = clock();
        isAtEvent = true;
        try {
            receiver.take(data);
        } finally {
            isAtEvent = false;
        }
    }

    /// A number that is as good as drawn.
    long draw() {
        draws += GOLDEN;
        long mixed = (draws ^ (draws >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /// In ISO 8859-1.
    byte[] newRequestId() {
        long number = nextId++;
        int digits = Math.max(1, (Long.SIZE + 3 - Long.numberOfLeadingZeros(number)) / 4);
        byte[] id = Arrays.copyOf(idPrefix, idPrefix.length + digits);
        for (int at = id.length - 1; at >= idPrefix.length; at--) {
            id[at] = HEX[(int) number & 0xf];
            number >>>= 4;
        }
        return id;
    }

    @Nullable UpstreamCall takeIdle(Instance instance, boolean isRepeatable) {
        if (instance.speaksHttp2()) {
            return http2.take(instance);
        }
        Deque<Http1Upstream> connections = idle.get(instance);
        if (connections == null) {
            return null;
        }
        if (isRepeatable) {
            return connections.pollFirst();
        }
        for (Http1Upstream newest = connections.peekFirst();
                newest != null && now() - newest.idleSince() <= FRESH_NANOS;
                newest = connections.peekFirst()) {
            connections.removeFirst();
            if (newest.isStillThere()) {
                return newest;
            }
            newest.close();
        }
        return null;
    }

    void putIdle(Http1Upstream connection) {
        Deque<Http1Upstream> connections =
                idle.computeIfAbsent(connection.instance, i -> new ArrayDeque<>());
        if (isDraining()
                || connections.size() >= MAX_IDLE_PER_INSTANCE
                || connection.instance.slots.isAwaited()
                || !engine.table().has(connection.instance)) {
            connection.close();
            return;
        }
        connections.addFirst(connection);
    }

    /// Closes a connection that nobody uses: the one that has been idle longest.
    void closeIdle(Instance instance) {
        if (instance.speaksHttp2()) {
            http2.closeIdle(instance);
            return;
        }
        Deque<Http1Upstream> connections = idle.get(instance);
        Http1Upstream oldest = connections == null ? null : connections.pollLast();
        if (oldest != null) {
            oldest.close();
        }
    }

    void dropIdle(Http1Upstream connection) {
        Deque<Http1Upstream> connections = idle.get(connection.instance);
        if (connections != null) {
            connections.remove(connection);
        }
    }

    /// There is a new table: closes the idle connections to instances that have left it, and lets requests go on that waited
    /// for a route to open. From any thread.
    void onTable() {
        loop.execute(
                () -> {
                    dropRetired();
                    List.copyOf(paused).forEach(Downstream::resume);
                });
    }

    private void dropRetired() {
        LiveTable table = engine.table();
        http2.dropRetired(table);
        for (Iterator<Map.Entry<Instance, Deque<Http1Upstream>>> i = idle.entrySet().iterator();
                i.hasNext(); ) {
            Map.Entry<Instance, Deque<Http1Upstream>> entry = i.next();
            if (!table.has(entry.getKey())) {
                i.remove();
                new ArrayList<>(entry.getValue()).forEach(Http1Upstream::close);
            }
        }
    }
}
