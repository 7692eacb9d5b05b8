package penstock.gateway.cache;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.ResponseHead;

/// An answer on its way into a cache: one request asks for it, others may wait for it. What is copied is used on one loop only.
public final class Fill {

    /// How many requests may wait for one answer; others do not wait.
    private static final int MOST_WAITING = 1_000;

    private static final byte[] NONE = {};
    private static final int FIRST = 4 * 1_024;

    final String key;
    final Place place;

    /// What the request has in the fields on which answers to its URL depend, as far as that is known.
    final String selecting;

    private final AnswerCache cache;
    private final Asked asked;
    private final long requested;

    /// Both guarded by the cache.
    private final Set<Runnable> waiting = new LinkedHashSet<>();

    private boolean isForgotten;

    private Storing.@Nullable Kept kept;
    private @Nullable ResponseHead head;
    private byte[] bytes = NONE;
    private int length;
    private boolean isOver;

    Fill(AnswerCache cache, String key, Place place, String selecting, Asked asked, long now) {
        this.cache = cache;
        this.key = key;
        this.place = place;
        this.selecting = selecting;
        this.asked = asked;
        this.requested = now;
    }

    boolean await(Runnable wake) {
        return waiting.size() < MOST_WAITING && waiting.add(wake);
    }

    void leave(Runnable wake) {
        waiting.remove(wake);
    }

    Set<Runnable> waiting() {
        return waiting;
    }

    /// What it brings has been made wrong by another request, or by an order.
    void forget() {
        isForgotten = true;
    }

    boolean isForgotten() {
        return isForgotten;
    }

    // --- the answer ---

    /// The head of an answer is here; true when its body is to be copied. Otherwise nobody waits any longer.
    ///
    /// @param isOwn whether it is of the version that was asked, and has an end that can be told from being cut
    public boolean begin(ResponseHead response, boolean isOwn, long now, long wall) {
        var moment = new Storing.Moment(requested, now, wall);
        Storing.Kept judged = isOwn ? cache.storing().judge(asked, response, moment) : null;
        if (judged == null || response.contentLength() > cache.maxObject()) {
            boolean isForNobody =
                    judged != null
                            || cache.storing().judge(asked.byAnybody(), response, moment) == null;
            if (isOwn && isForNobody && response.status() < 400) {
                cache.keepNone(this, now);
            }
            end();
            return false;
        }
        try {
            // the head in memory of its own, as the one of the connection is used again
            head = Stored.of(judged, response, NONE, false).head();
        } catch (BadMessageException large) {
            end();
            return false;
        }
        kept = judged;
        int known = (int) Math.max(0, response.contentLength());
        if (!reserve(known)) {
            end();
            return false;
        }
        return true;
    }

    /// More of the body, of which nothing is taken. Once it has become too large, it is not kept.
    public void add(ByteBuffer content, long now) {
        int more = content.remaining();
        if (isOver) {
            return;
        }
        if (more > cache.maxObject() - length) {
            cache.keepNone(this, now);
            end();
        } else if (!reserve(length + more)) {
            end();
        } else {
            content.get(content.position(), bytes, length, more);
            length += more;
        }
    }

    private boolean reserve(int size) {
        if (size <= bytes.length) {
            return true;
        }
        int capacity =
                bytes.length == 0
                        ? size
                        : Math.min(
                                cache.maxObject(),
                                Math.max(Math.max(size, FIRST), bytes.length * 2));
        if (!cache.filling().take(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    /// The answer is whole: it is kept, and those that waited are told. False when there is no room for it.
    public boolean keep() {
        boolean isKept = false;
        Storing.Kept judged = kept;
        ResponseHead known = head;
        if (!isOver && judged != null && known != null) {
            try {
                byte[] body = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
                isKept =
                        cache.keep(
                                this,
                                Stored.of(judged, known, body, cache.storing().dropsCookies()));
            } catch (BadMessageException large) {
                // it is not kept
            }
        }
        end();
        return isKept;
    }

    /// What is kept was found good.
    ///
    /// @param known what was asked about
    /// @return what the client gets
    public Stored freshen(Stored known, ResponseHead update, long now, long wall) {
        var moment = new Storing.Moment(requested, now, wall);
        Stored fresh = known;
        try {
            ResponseHead merged = known.merged(update);
            Storing.Kept judged = cache.storing().judge(asked, merged, moment);
            if (judged == null) {
                cache.drop(this, known);
            } else {
                fresh = known.freshened(judged, update);
                cache.keep(this, fresh);
            }
        } catch (BadMessageException large) {
            cache.drop(this, known);
        }
        end();
        return fresh;
    }

    /// There is another answer in its place, which is not kept.
    public void drop(Stored known) {
        cache.drop(this, known);
    }

    /// Nothing more comes. Only the first time counts.
    public void end() {
        if (!isOver) {
            isOver = true;
            cache.filling().give(bytes.length);
            bytes = NONE;
            length = 0;
            cache.end(this);
        }
    }

    public boolean isOver() {
        return isOver;
    }
}
