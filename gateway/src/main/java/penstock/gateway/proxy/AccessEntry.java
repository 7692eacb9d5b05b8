package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;

/// What the access log will say of the present request of a client. Reused for all requests of a connection; there is none while nothing
/// is logged.
final class AccessEntry {

    /// How it ended.
    enum End {
        /// The answer was whole.
        WHOLE("whole"),
        /// The instance gave no whole answer, or the tunnel broke.
        BROKEN("broken"),
        /// The client was gone before the end, or was cut off.
        ABANDONED("abandoned");

        final String text;

        End(String text) {
            this.text = text;
        }
    }

    private final AccessLogger logger;
    private final RequestHead request;
    private final Origin origin;
    private boolean isOpen;

    /// False when what came was no request.
    boolean isRead;

    long began;

    /// When the first instance was asked, and when the answer that the client got began; 0 when they were not.
    long asked;

    long answered;
    String route = "";
    @Nullable Arm own;
    @Nullable Instance instance;
    int attempts;
    boolean isRescued;

    /// Of the answer that the client got; 0 while there is none.
    int status;

    String problem = "";

    /// How the last attempt on an instance failed that did, also if another one did not; empty when none did.
    String failure = "";

    /// What the gateway compressed the answer with; empty when it did not.
    String encoding = "";

    /// What the cache of the route had to do with it; empty for nothing.
    String cache = "";

    long bytesIn;
    long bytesOut;
    String protocol = "";
    End end = End.WHOLE;

    AccessEntry(AccessLogger logger, RequestHead request, Origin origin) {
        this.logger = logger;
        this.request = request;
        this.origin = origin;
    }

    void begin(long since, String spoken) {
        isOpen = true;
        isRead = true;
        began = since;
        asked = 0;
        answered = 0;
        route = "";
        own = null;
        instance = null;
        attempts = 0;
        isRescued = false;
        status = 0;
        problem = "";
        failure = "";
        encoding = "";
        cache = "";
        bytesIn = 0;
        bytesOut = 0;
        protocol = spoken;
    }

    /// What came since then is no request.
    void beginUnread(long since) {
        begin(since, "");
        isRead = false;
    }

    boolean isOpen() {
        return isOpen;
    }

    void attempt(Instance next, long now) {
        attempts++;
        instance = next;
        asked = asked == 0 ? now : asked;
    }

    void answered(int with, boolean isByStable, long now) {
        status = with;
        isRescued = isByStable;
        answered = now;
    }

    /// The gateway answers itself.
    void problem(Problem given, long bodyBytes) {
        status = given.status();
        problem = given.code();
        bytesOut += bodyBytes;
    }

    /// Only the first end counts.
    void end(End how) {
        if (isOpen) {
            isOpen = false;
            end = how;
            logger.log(this, request, origin);
            own = null;
            instance = null;
        }
    }
}
