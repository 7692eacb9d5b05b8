package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import penstock.gateway.cache.AnswerCache;
import penstock.gateway.cache.Asked;
import penstock.gateway.cache.ByteRange;
import penstock.gateway.cache.Fill;
import penstock.gateway.cache.Place;
import penstock.gateway.cache.Stored;
import penstock.gateway.http.RequestHead;

/// The part of a cache in one request: whether it is answered by what is kept, waits for the answer to another, or goes to an instance
/// and with what in mind.
final class Caching {

    private static final String STATUS = "Cache-Status";

    /// How the gateway calls itself in `Cache-Status` (RFC 9211).
    private static final String NAME = "penstock; ";

    private final Worker worker;
    private final Downstream client;
    private final RequestHead request;

    private AnswerCache.@Nullable Waiter waiter;
    private long until;
    private boolean hasWaited;

    // What the last decision was.
    private @Nullable Call call;
    private @Nullable Ask ask;

    /// Why an instance is asked, in the words of RFC 9211 section 2.2.
    ///
    /// @param line what an answer says of it that has nothing else to say
    record Reason(String text, HeaderLine line) {
        static final Reason METHOD = of("method");
        static final Reason BYPASS = of("bypass");
        static final Reason URI_MISS = of("uri-miss");
        static final Reason VARY_MISS = of("vary-miss");
        static final Reason STALE = of("stale");
        static final Reason REQUEST = of("request");

        private static Reason of(String word) {
            String text = "fwd=" + word;
            return new Reason(text, status(text));
        }
    }

    /// What an instance is asked for.
    ///
    /// @param known what is kept and may be found good; null for nothing
    /// @param fill what the answer gets into the cache by; null when it is not kept
    /// @param isAwaited false when no client waits for the answer
    record Ask(
            LiveCache cache,
            Asked asked,
            @Nullable Stored known,
            @Nullable Fill fill,
            Reason reason,
            boolean isAwaited) {}

    Caching(Worker worker, Downstream client, RequestHead request) {
        this.worker = worker;
        this.client = client;
        this.request = request;
    }

    /// Null when an instance is to be asked, see `serve`.
    Admission.@Nullable Decision decide(
            LiveCache live, Passage passage, Arm own, List<HeaderLine> notice) {
        var asking = new Call(worker, client, request, passage, own, notice);
        call = asking;
        Way way = client.origin().way();
        Asked asked = live.asked(request, way);
        if (!asked.isForCache()) {
            Admission.Decision part = part(live, asking, asked);
            if (part != null) {
                return part;
            }
            boolean isMethod = asked.isUnsafe() || request.method().equals("OPTIONS");
            ask = new Ask(live, asked, null, null, isMethod ? Reason.METHOD : Reason.BYPASS, true);
            return null;
        }
        String key = LiveCache.key(request, way);
        Place place = LiveCache.place(passage, own, way);
        long now = worker.now();
        AnswerCache.Found found = live.cache.find(key, place, asked, now);
        Stored stored = found.stored();
        boolean isStale = stored != null && stored.freshness().left(now) <= 0;
        switch (found.use()) {
            case FRESH, STALE -> {
                return given(live, asking, stored, null, isStale);
            }
            case STALE_AND_REFRESH -> {
                if (!request.isHead()) {
                    Refresh.start(asking, live, stored);
                    return given(live, asking, stored, null, true);
                }
            }
            case VALIDATE, NONE -> {}
        }
        if (asked.isOnlyIfCached()) {
            live.counts.misses.increment();
            asking.told("miss");
            return new Admission.Decision.Refused(Problem.notCached(passage.route.route.id()));
        }
        Reason reason = reason(found, isStale);
        Stored known = found.use() == Stored.Use.NONE || request.isHead() ? null : stored;
        Fill fill = null;
        if (asked.isStorable() && !found.isNotKept()) {
            fill = fill(live, key, place, asked, now);
            if (fill == null && waiter != null && waiter.isWaiting()) {
                live.counts.waited.increment();
                return new Admission.Decision.Queued();
            }
        }
        ask = new Ask(live, asked, known, fill, reason, true);
        return null;
    }

    /// A part of what is kept as a whole. Null when an instance is to be asked, which knows best what to say: nothing is kept of a part, and
    /// nothing is asked for that could be.
    private Admission.@Nullable Decision part(LiveCache live, Call asking, Asked asked) {
        if (asked.range() == null) {
            return null;
        }
        Way way = client.origin().way();
        Place place = LiveCache.place(asking.passage(), asking.own(), way);
        long now = worker.now();
        AnswerCache.Found found = live.cache.find(LiveCache.key(request, way), place, asked, now);
        Stored stored = found.stored();
        boolean isGood = found.use() == Stored.Use.FRESH || found.use() == Stored.Use.STALE;
        return stored != null && isGood && stored.status() == 200
                ? given(live, asking, stored, asked.range(), stored.freshness().left(now) <= 0)
                : null;
    }

    private static Reason reason(AnswerCache.Found found, boolean isStale) {
        if (found.use() == Stored.Use.NONE) {
            return found.isKnown() ? Reason.VARY_MISS : Reason.URI_MISS;
        }
        return isStale ? Reason.STALE : Reason.REQUEST;
    }

    private @Nullable Fill fill(LiveCache live, String key, Place place, Asked asked, long now) {
        boolean mayWait = !hasWaited && !live.rule.collapse().isZero() && !asked.isDemanding();
        waiter = mayWait ? waiter(live.cache) : null;
        until = now + live.rule.collapse().toNanos();
        return live.cache.fill(key, place, asked, now, waiter);
    }

    private AnswerCache.Waiter waiter(AnswerCache store) {
        var made = new AnswerCache.@Nullable Waiter[1];
        AnswerCache.Waiter fresh = store.waiter(() -> worker.loop.execute(() -> onFilled(made[0])));
        made[0] = fresh;
        return fresh;
    }

    private void onFilled(AnswerCache.@Nullable Waiter told) {
        if (told != null && told == waiter) {
            client.resume();
        }
    }

    private Admission.Decision given(
            LiveCache live,
            Call asking,
            @Nullable Stored stored,
            @Nullable ByteRange range,
            boolean isStale) {
        (isStale ? live.counts.stale : live.counts.hits).increment();
        asking.told(isStale ? "stale" : "hit");
        Stored answer = Objects.requireNonNull(stored, "there is one to be used");
        long left = answer.freshness().left(worker.now());
        String status = "hit; ttl=" + left + (hasWaited ? "; collapsed" : "");
        var lines = lines(asking, answer, status);
        return new Admission.Decision.Served(new StoredReply(asking, answer, lines, range), null);
    }

    /// What an answer that was kept has besides.
    static List<HeaderLine> lines(Call call, Stored answer, String status) {
        List<HeaderLine> lines = new ArrayList<>(call.notice().size() + 2);
        lines.addAll(call.notice());
        long age = answer.freshness().age(call.worker().now());
        lines.add(new HeaderLine("Age", Long.toString(age)));
        lines.add(status(status));
        return lines;
    }

    static HeaderLine status(String text) {
        return new HeaderLine(STATUS, NAME + text);
    }

    /// What asks the instance, as was decided.
    Serving serve() {
        Ask wanted = Objects.requireNonNull(ask, "decided before");
        Call asking = Objects.requireNonNull(call, "decided before");
        ask = null;
        LiveCache live = wanted.cache();
        if (wanted.fill() != null || wanted.known() != null) {
            return new Fetch(asking, wanted);
        }
        boolean isAsked = wanted.asked().isForCache();
        (isAsked ? live.counts.misses : live.counts.bypassed).increment();
        asking.told(isAsked ? "miss" : "bypass");
        List<HeaderLine> lines = new ArrayList<>(asking.notice().size() + 1);
        lines.addAll(asking.notice());
        lines.add(wanted.reason().line());
        Downstream to = wanted.asked().isUnsafe() ? new Changing(client, request, live) : client;
        return new Exchange(to, worker, request, asking.passage(), asking.own(), lines);
    }

    /// There is another table, so all is decided anew.
    void drop() {
        if (ask != null && ask.fill() != null) {
            ask.fill().end();
        }
        ask = null;
    }

    boolean isWaiting() {
        return waiter != null && waiter.isWaiting();
    }

    boolean isWaitOver(long now) {
        return isWaiting() && now - until >= 0;
    }

    /// It waits no longer, and not again.
    void leave() {
        if (waiter != null) {
            hasWaited |= waiter.isWaiting();
            waiter.leave();
            waiter = null;
        }
    }
}
