package penstock.gateway.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.cache.Asked;
import penstock.gateway.cache.Fill;
import penstock.gateway.cache.Place;
import penstock.gateway.cache.Stored;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// Asks an instance for what a client was given a stale answer for (RFC 5861 section 3). Nobody waits for it.
final class Refresh implements Downstream, Answer {

    /// At the same time on one loop. Beyond that a stale answer stays stale until a later request.
    private static final int MOST = 100;

    private final Worker worker;
    private final Origin origin;
    private @Nullable Fetch fetch;

    private Refresh(Worker worker, Origin origin) {
        this.worker = worker;
        this.origin = origin;
    }

    /// Unless another asks already.
    static void start(Call call, LiveCache live, @Nullable Stored stale) {
        Worker worker = call.worker();
        RequestHead copy = worker.refreshes.size() < MOST ? copy(call.request()) : null;
        if (copy == null) {
            return;
        }
        Origin origin = call.client().origin();
        Asked asked = live.asked(copy, origin.way());
        String key = LiveCache.key(copy, origin.way());
        Place place = LiveCache.place(call.passage(), call.own(), origin.way());
        Fill fill = live.cache.fill(key, place, asked, worker.now(), null);
        if (fill == null) {
            return;
        }
        var refresh = new Refresh(worker, origin.copy(copy));
        var own = new Call(worker, refresh, copy, call.passage(), call.own(), List.of());
        Instance claimed = own.claim();
        if (claimed == null) {
            fill.end();
            return;
        }
        worker.refreshes.add(refresh);
        call.own().stats.begin();
        var ask = new Caching.Ask(live, asked, stale, fill, Caching.Reason.STALE, false);
        var started = new Fetch(own, ask);
        refresh.fetch = started;
        started.start(claimed);
        started.flushUpstream();
    }

    /// The head of the connection is used again for its next request.
    private static @Nullable RequestHead copy(RequestHead request) {
        var copy = new RequestHead(new HeadBuffer());
        try {
            copy.head().feed(request.head().whole());
            if (request.isStream()) {
                copy.parseStream(false);
            } else {
                copy.parse();
            }
            return copy;
        } catch (BadMessageException impossible) {
            return null;
        }
    }

    void tick(long now) {
        if (fetch != null) {
            fetch.tick(now);
        }
    }

    /// Gives up; the loop closes.
    void abandon() {
        if (fetch != null) {
            fetch.abandon();
        }
        over();
    }

    private void over() {
        worker.refreshes.remove(this);
        fetch = null;
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public void onProblem(Problem problem) {
        over();
    }

    @Override
    public void onExchangeEnd(boolean isBroken) {
        over();
    }

    @Override
    public void cut() {
        abandon();
    }

    @Override
    public void onBodyTimeout(boolean isInstanceSlow) {
        abandon();
    }

    // --- nobody is told ---

    @Override
    public void pump() {}

    @Override
    public void onTurn() {}

    @Override
    public void resume() {}

    @Override
    public Answer answer() {
        return this;
    }

    @Override
    public void head(ResponseHead response, boolean isStream, Heads.Style style) {}

    @Override
    public void interim(ResponseHead response) {}

    @Override
    public boolean content(Data content) {
        content.release();
        return true;
    }

    @Override
    public void end(byte[] trailers) {}

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void flush() {}

    @Override
    public void onWritable() {}

    /// Nothing is done to an answer that nobody gets.
    @Override
    public boolean isBetween() {
        return true;
    }

    /// Nobody has asked for one, so the answer was refused before.
    @Override
    public Connection switching(ResponseHead response, Arm serving) {
        throw new IllegalStateException("a change of protocol nobody asked for");
    }

    @Override
    public void tunnel(Tunnel joined) {}

    @Override
    public void onTunnelOver() {}
}
