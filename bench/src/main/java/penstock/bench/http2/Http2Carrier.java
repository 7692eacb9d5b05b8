package penstock.bench.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import penstock.cli.load.Answer;
import penstock.cli.load.Carrier;
import penstock.cli.load.LoadPlan;
import penstock.cli.load.Outcome;
import penstock.cli.load.Shot;
import penstock.cli.load.SocketTalk;

/// Brings requests over HTTP/2: those on kept connections share a few, a WebSocket is a stream among others (RFC 8441).
/// Nothing is sent again but what the other side says it has done nothing about.
public final class Http2Carrier implements Carrier {
    private static final int SHARED = 4;
    private static final int MOST_ATTEMPTS = 5;
    private static final String PROTOCOL = "h2";

    private final LoadPlan plan;
    private final Runnable resent;
    private final Optional<SSLContext> tls;
    private final AtomicReferenceArray<Connection> shared = new AtomicReferenceArray<>(SHARED);
    private final ReentrantLock[] dialling = new ReentrantLock[SHARED];
    private final AtomicInteger turn = new AtomicInteger();

    /// @param resent is told of each request that is sent once more
    /// @param tls absent for prior knowledge without TLS
    public Http2Carrier(LoadPlan plan, Runnable resent, Optional<SSLContext> tls) {
        this.plan = plan;
        this.resent = resent;
        this.tls = tls;
        for (int i = 0; i < SHARED; i++) {
            dialling[i] = new ReentrantLock();
        }
    }

    @Override
    public Answer send(Shot shot, long deadline) {
        for (int attempt = 1; ; attempt++) {
            try {
                return shot.way() instanceof Shot.Way.Fresh
                        ? alone(shot, deadline)
                        : over(shared(deadline), shot, deadline);
            } catch (UnprocessedException e) {
                if (attempt == MOST_ATTEMPTS) {
                    return Answer.lost(Outcome.BROKEN, e);
                }
                resent.run();
            } catch (SocketTimeoutException e) {
                return Answer.lost(Outcome.TIMEOUT, e);
            } catch (NotTakenException e) {
                return Answer.lost(Outcome.REFUSED, e);
            } catch (IOException e) {
                return Answer.lost(Outcome.BROKEN, e);
            }
        }
    }

    private Answer alone(Shot shot, long deadline) throws IOException {
        try (var connection = dial(deadline)) {
            return over(connection, shot, deadline);
        }
    }

    private Connection shared(long deadline) throws IOException {
        int place = Math.floorMod(turn.getAndIncrement(), SHARED);
        var known = shared.get(place);
        if (known != null && known.hasRoom()) {
            return known;
        }
        dialling[place].lock();
        try {
            known = shared.get(place);
            if (known != null && known.hasRoom()) {
                return known;
            }
            if (known != null) {
                known.retire();
            }
            var fresh = dial(deadline);
            shared.set(place, fresh);
            return fresh;
        } finally {
            dialling[place].unlock();
        }
    }

    /// Nobody took the connection.
    private static final class NotTakenException extends IOException {
        private static final long serialVersionUID = 1L;

        NotTakenException(IOException cause) {
            super(cause);
        }
    }

    private Connection dial(long deadline) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        int limit = Math.clamp(left, 1, Integer.MAX_VALUE);
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            connect(socket, limit);
            return new Connection(tls.isPresent() ? secured(socket, tls.get(), limit) : socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void connect(Socket socket, int limit) throws IOException {
        var address = plan.address();
        try {
            socket.connect(new InetSocketAddress(address.host(), address.port()), limit);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            throw new NotTakenException(e);
        }
    }

    private Socket secured(Socket socket, SSLContext context, int limit) throws IOException {
        var secured =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(socket, plan.host(), socket.getPort(), true);
        var parameters = secured.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {PROTOCOL});
        secured.setSSLParameters(parameters);
        secured.setSoTimeout(limit);
        secured.startHandshake();
        secured.setSoTimeout(0);
        if (!secured.getApplicationProtocol().equals(PROTOCOL)) {
            throw new IOException("no HTTP/2: " + secured.getApplicationProtocol());
        }
        return secured;
    }

    private Answer over(Connection connection, Shot shot, long deadline) throws IOException {
        if (shot.way() instanceof Shot.Way.Socket(int messages, var gap)) {
            return talk(connection, shot, messages, gap, deadline);
        }
        var content = shot.body().getBytes(StandardCharsets.UTF_8);
        var fields = head(shot, shot.method());
        if (content.length > 0 || !shot.isSafe()) {
            fields.add(Map.entry("content-length", Integer.toString(content.length)));
        }
        var stream = connection.begin(fields, content.length == 0, deadline);
        try {
            if (content.length > 0) {
                connection.send(stream, content, 0, content.length, true);
            }
            var head = answer(stream);
            var body = new ByteArrayOutputStream();
            stream.input().transferTo(body);
            return Answer.of(shot, head.status(), head.fields(), body.toByteArray());
        } finally {
            connection.cancel(stream);
        }
    }

    /// The first head that is no interim one.
    private static Event.Head answer(Stream stream) throws IOException {
        while (true) {
            if (stream.next() instanceof Event.Head head) {
                if (head.status() / 100 != 1) {
                    return head;
                }
            } else {
                throw new IOException("content before any head");
            }
        }
    }

    private Answer talk(Connection connection, Shot shot, int messages, Duration gap, long deadline)
            throws IOException {
        connection.awaitSettings(deadline);
        var fields = head(shot, "CONNECT");
        fields.add(1, Map.entry(":protocol", "websocket"));
        fields.add(Map.entry("sec-websocket-version", "13"));
        var stream = connection.begin(fields, false, deadline);
        try {
            var head = answer(stream);
            var outcome = Outcome.ERROR;
            if (head.status() == 200) {
                var talk = new SocketTalk(stream.input(), stream.output(), messages, gap);
                boolean isRight = talk.hold(shot.path(), () -> {});
                connection.send(stream, new byte[0], 0, 0, true);
                outcome = isRight ? Outcome.OK : Outcome.WRONG;
            }
            return Answer.of(outcome, head.status(), head.fields());
        } finally {
            connection.cancel(stream);
        }
    }

    /// A head that may be added to.
    private List<Map.Entry<String, String>> head(Shot shot, String method) {
        var fields = new ArrayList<Map.Entry<String, String>>();
        fields.add(Map.entry(":method", method));
        fields.add(Map.entry(":scheme", tls.isPresent() ? "https" : "http"));
        fields.add(Map.entry(":authority", plan.host()));
        fields.add(Map.entry(":path", shot.path()));
        if (!shot.user().isEmpty()) {
            fields.add(Map.entry("x-user", shot.user()));
        }
        for (var line : shot.fields().split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                var name = line.substring(0, colon).toLowerCase(Locale.ROOT);
                fields.add(Map.entry(name, line.substring(colon + 1).strip()));
            }
        }
        return fields;
    }

    @Override
    public void close() {
        for (int place = 0; place < SHARED; place++) {
            var known = shared.get(place);
            if (known != null) {
                known.close();
            }
        }
    }
}
