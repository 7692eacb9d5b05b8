package penstock.gateway.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http2.StreamTable;

/// The streams of an HTTP/2 connection: those that are open, and what is known of those that were.
final class Http2Streams {

    /// Streams that ended last, to know late frames of them.
    private static final int REMEMBERED = 64;

    private final StreamTable<Http2Flow> open = new StreamTable<>();

    /// Negative for those that we ended.
    private final int[] ended = new int[REMEMBERED];

    private int endedCount;
    private int last;

    @Nullable Http2Flow get(int stream) {
        return open.get(stream);
    }

    void put(Http2Flow flow) {
        open.put(flow.id, flow);
    }

    int count() {
        return open.size();
    }

    List<Http2Flow> all() {
        return open.all();
    }

    /// A stream was begun by either side.
    void began(int stream) {
        last = Math.max(last, stream);
    }

    /// The highest number that was used.
    int last() {
        return last;
    }

    /// Whether nobody has begun it yet. Streams are begun by clients only.
    boolean isIdle(int stream) {
        return stream > last || (stream & 1) == 0;
    }

    void ended(Http2Flow flow) {
        open.remove(flow.id);
        if (!wasReset(flow.id)) {
            remember(flow.id);
        }
    }

    /// We have ended it before its time.
    void reset(int stream) {
        remember(-stream);
    }

    private void remember(int stream) {
        ended[endedCount++ % REMEMBERED] = stream;
    }

    /// Whether it has ended not long ago.
    boolean hasEnded(int stream) {
        for (int one : ended) {
            if (one == stream || one == -stream) {
                return true;
            }
        }
        return false;
    }

    /// Whether we have ended it not long ago, so that the other side may not know yet.
    boolean wasReset(int stream) {
        for (int one : ended) {
            if (one == -stream) {
                return true;
            }
        }
        return false;
    }
}
