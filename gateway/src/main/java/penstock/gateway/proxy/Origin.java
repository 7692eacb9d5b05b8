package penstock.gateway.proxy;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.RequestHead;

/// Where the present request of a client comes from. Reused for all requests of a connection, or of streams.
final class Origin {

    private static final int MOST_ID = 128;
    private static final byte[] NONE = {};

    private final Worker worker;
    private final RequestHead request;
    private Ways ways;
    private @Nullable Way way;
    private byte[] requestId = NONE;

    /// False when what came was no request.
    private boolean isRead;

    /// Null while nothing is logged.
    final @Nullable AccessEntry entry;

    Origin(Worker worker, RequestHead request, Ways ways) {
        this.worker = worker;
        this.request = request;
        this.ways = ways;
        this.entry =
                worker.accessLogger == null
                        ? null
                        : new AccessEntry(worker.accessLogger, request, this);
    }

    /// Of another connection's requests from now on.
    void serve(Ways next) {
        ways = next;
    }

    /// There is another request.
    ///
    /// @param since when its first byte came
    /// @param protocol that it is made in
    void reset(long since, String protocol) {
        way = null;
        requestId = NONE;
        isRead = true;
        if (entry != null) {
            entry.begin(since, protocol);
        }
    }

    /// What came since then is no request, and the gateway says so.
    void resetUnread(long since, Problem problem) {
        worker.engine.unread.unread(problem);
        way = null;
        requestId = NONE;
        isRead = false;
        if (entry != null) {
            entry.beginUnread(since);
        }
    }

    /// It is for this version.
    void belongsTo(Arm own) {
        if (entry != null) {
            entry.own = own;
        }
    }

    /// An instance is asked.
    void asks(Instance asked, long now) {
        if (entry != null) {
            entry.attempt(asked, now);
        }
    }

    /// The instance that was asked gave no whole answer.
    void failed(Failure failure) {
        if (entry != null) {
            entry.failure = failure.text;
        }
    }

    /// So much more of its body came.
    void received(int bytes) {
        if (entry != null) {
            entry.bytesIn += bytes;
        }
    }

    /// The gateway answers itself, with a body of so many bytes.
    void answered(Problem problem, long bodyBytes) {
        if (entry != null) {
            entry.problem(problem, bodyBytes);
        }
    }

    /// The same for a copy of the request.
    Origin copy(RequestHead copied) {
        var other = new Origin(worker, copied, ways);
        other.isRead = true;
        return other;
    }

    /// The request is over; only the first time counts.
    void ended(AccessEntry.End how) {
        if (entry != null) {
            entry.end(how);
        }
    }

    /// The address of the other side of the connection.
    String peer() {
        return ways.peer.address();
    }

    /// Refuses a resource of https that was asked for without TLS (RFC 9110 section 7.4). A trusted proxy
    /// may have got it over TLS.
    void check() throws BadMessageException {
        if (request.isSecureTarget() && !ways.isTrusted && !ways.peer.isSecure()) {
            throw new BadMessageException(
                    421,
                    "misdirected_request",
                    "a resource of the scheme https is not served over a connection without TLS");
        }
    }

    /// How the request came here.
    Way way() {
        Way known = way;
        if (known == null) {
            known = ways.of(request);
            Observing.Tracing tracing = worker.engine.observing.tracing();
            if (tracing.isOn()) {
                known = known.with(Trace.of(request, worker.random, tracing.basisPoints()));
            }
            way = known;
        }
        return known;
    }

    /// The id that the request has, or else is given: what is long is cut.
    String knownRequestId() {
        String own = isRead ? request.header("X-Request-Id").orElse("") : "";
        return own.isEmpty()
                ? new String(requestId(), StandardCharsets.ISO_8859_1)
                : own.substring(0, Math.min(own.length(), MOST_ID));
    }

    /// The id for a request that has none, in ISO 8859-1; the same for all attempts.
    byte[] requestId() {
        if (requestId.length == 0) {
            requestId = worker.newRequestId();
        }
        return requestId;
    }
}
