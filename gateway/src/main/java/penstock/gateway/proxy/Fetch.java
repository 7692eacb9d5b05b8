package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import penstock.gateway.cache.Fill;
import penstock.gateway.cache.Stored;
import penstock.gateway.cache.Validators;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.http.Trailers;
import penstock.gateway.routes.HeaderEdits;

/// Asks an instance for what is not kept, or whether what is kept is still good. Stands between the exchange and the client: a copy of
/// the answer is made while it passes, or what is kept takes its place. What the instance said was counted before, so the judge sees
/// it, whatever the client gets.
final class Fetch extends Between implements Serving, Answer {

    /// What becomes of what the instance sends.
    private enum Mode {
        PASSING,
        /// The client has it already; only the cache gets it.
        KNOWN,
        /// What is kept stands in its place.
        DROPPING,
        /// The instance is asked once more, without conditions.
        AGAIN
    }

    private final Call call;
    private final Worker worker;
    private final Arm own;
    private final Caching.Ask ask;
    private final LiveCache cache;
    private final @Nullable Fill fill;

    private @Nullable Stored known;
    private Exchange exchange;
    private Mode mode = Mode.PASSING;
    private boolean isCopied;
    private boolean isCounted;
    private boolean isOver;

    /// In place of the answer of the instance, and what is said of it.
    private @Nullable Stored instead;

    private String status = "";
    private @Nullable StoredReply replay;

    /// What passes the answer of the instance on.
    private @Nullable Reply reply;

    Fetch(Call call, Caching.Ask ask) {
        super(call.client());
        this.call = call;
        this.worker = call.worker();
        this.own = call.own();
        this.ask = ask;
        this.cache = ask.cache();
        this.fill = ask.fill();
        this.known = ask.known();
        this.exchange = exchange();
    }

    private Exchange exchange() {
        Passage asking = call.passage().asking(conditions());
        return new Exchange(this, worker, call.request(), asking, own, call.notice());
    }

    /// Those that the client has are for the cache to answer; the instance is asked about what is kept, or for the whole answer.
    private HeaderEdits conditions() {
        List<HeaderEdits.Field> asking = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        Validators validators = known == null ? Validators.NONE : known.validators();
        condition("If-None-Match", validators.tag(), asking, dropped);
        condition("If-Modified-Since", validators.modified(), asking, dropped);
        return asking.isEmpty() && !ask.asked().hasConditions()
                ? HeaderEdits.NONE
                : new HeaderEdits(asking, List.of(), dropped);
    }

    private static void condition(
            String name, String value, List<HeaderEdits.Field> asking, List<String> dropped) {
        if (value.isEmpty()) {
            dropped.add(name);
        } else {
            asking.add(new HeaderEdits.Field(name, value));
        }
    }

    private Serving current() {
        return replay == null ? exchange : replay;
    }

    // --- the answer of the instance ---

    @Override
    public void head(ResponseHead response, boolean isStream, Heads.Style style) {
        Stored good = known;
        boolean isOwn = style.arm().stats.versionId.equals(own.stats.versionId);
        if (good != null && response.status() == 304 && !good.validators().isNone()) {
            onNotModified(good, response, isOwn);
        } else if (good != null && response.status() >= 500 && isGoodEnough(good)) {
            insteadOf(good, "fwd=stale; fwd-status=" + response.status());
            count(cache.counts.stale, "stale");
            // the exchange is still at work on the head
            worker.loop.execute(this::onDropped);
        } else {
            pass(response, isStream, style, isOwn);
        }
    }

    private boolean isGoodEnough(Stored good) {
        return good.isGoodEnoughAfterError(ask.asked(), worker.now());
    }

    private void insteadOf(Stored good, String said) {
        mode = Mode.DROPPING;
        instead = good;
        status = said;
    }

    private void onNotModified(Stored good, ResponseHead response, boolean isOwn) {
        if (!good.isConfirmedBy(response, worker.date.seconds())) {
            // about something else than what was asked about
            if (fill != null) {
                fill.drop(good);
            }
            known = null;
            mode = Mode.AGAIN;
            own.stats.begin();
            return;
        }
        Stored fresh = good;
        if (fill != null && isOwn) {
            fresh = fill.freshen(good, response, worker.now(), worker.date.seconds());
        }
        insteadOf(fresh, ask.reason().text() + "; fwd-status=304");
        count(cache.counts.revalidated, "revalidated");
    }

    /// One that nobody waits for is none of a client.
    private void count(LongAdder result, String word) {
        if (!ask.isAwaited() || isCounted) {
            return;
        }
        isCounted = true;
        result.increment();
        call.told(word);
    }

    private void pass(ResponseHead response, boolean isStream, Heads.Style style, boolean isOwn) {
        Fill filling = fill;
        mode = Mode.PASSING;
        if (filling != null) {
            // one that ends with its connection could have been cut
            boolean hasEnd = !isStream || response.isChunked() || style.arm().speaksHttp2();
            isCopied =
                    filling.begin(response, isOwn && hasEnd, worker.now(), worker.date.seconds());
            if (!isCopied && isOwn && known != null && response.status() < 500) {
                filling.drop(known);
            }
        }
        ResponseHead told =
                ask.asked().hasConditions()
                        ? Stored.notModified(call.request(), response, worker.date.seconds())
                        : null;
        List<HeaderLine> lines = new ArrayList<>(call.notice());
        lines.add(
                isCopied ? Caching.status(ask.reason().text() + "; stored") : ask.reason().line());
        var passing = call.reply(lines, exchange.account.outcome());
        reply = passing;
        if (told != null) {
            mode = Mode.KNOWN;
            passing.head(told, false, style.arm(), style.isRescued());
        } else {
            passing.head(response, isStream, style.arm(), style.isRescued());
        }
    }

    @Override
    public void interim(ResponseHead response) {
        client.answer().interim(response);
    }

    @Override
    public boolean content(Data content) {
        if (isCopied && fill != null) {
            fill.add(content.view(), worker.now());
        }
        if (mode == Mode.PASSING && reply != null) {
            return reply.content(content);
        }
        content.release();
        return true;
    }

    @Override
    public void end(byte[] trailers) {
        Reply passing = reply;
        if (passing != null) {
            keep(trailers);
            passing.end(mode == Mode.KNOWN ? Trailers.NONE : trailers);
        }
    }

    /// Trailers are not kept, so neither is an answer that has some.
    private void keep(byte[] trailers) {
        if (isCopied && fill != null && trailers.length == 0 && fill.keep()) {
            cache.counts.stored.increment();
        }
    }

    @Override
    public boolean isWritable() {
        return mode != Mode.PASSING || client.answer().isWritable();
    }

    @Override
    public void onExchangeEnd(boolean isBroken) {
        if (isOver) {
            return;
        }
        if (mode == Mode.AGAIN && !isBroken) {
            mode = Mode.PASSING;
            exchange = exchange();
            exchange.start(call.claim());
        } else if (instead != null) {
            replay();
        } else {
            over();
            client.onExchangeEnd(isBroken);
        }
    }

    /// The answer that nobody gets may be long.
    private void onDropped() {
        if (!isOver && replay == null) {
            exchange.abandon();
            replay();
        }
    }

    @Override
    public void onProblem(Problem problem) {
        Stored good = known;
        if (good != null && isGoodEnough(good)) {
            insteadOf(good, "fwd=stale; detail=" + problem.code());
            count(cache.counts.stale, "stale");
            replay();
            return;
        }
        over();
        client.onProblem(problem);
    }

    private void replay() {
        Stored answer = instead;
        if (answer == null || replay != null) {
            return;
        }
        endFill();
        if (!ask.isAwaited()) {
            isOver = true;
            client.onExchangeEnd(false);
            return;
        }
        replay = new StoredReply(call, answer, Caching.lines(call, answer, status));
        replay.start(null);
    }

    private void endFill() {
        if (fill != null) {
            fill.end();
        }
    }

    private void over() {
        isOver = true;
        if (reply != null) {
            reply.close();
        }
        count(cache.counts.misses, "miss");
        endFill();
    }

    // --- the client's side ---

    @Override
    public void start(@Nullable Instance claimed) {
        exchange.start(claimed);
    }

    @Override
    public void admitted(boolean isIn, @Nullable GradientLimit limit) {
        exchange.admitted(isIn, limit);
    }

    @Override
    public boolean wantsBody() {
        return current().wantsBody();
    }

    @Override
    public boolean awaitsBody() {
        return current().awaitsBody();
    }

    @Override
    public void sendContent(Data content) {
        current().sendContent(content);
    }

    @Override
    public void sendEnd(byte[] trailers) {
        current().sendEnd(trailers);
    }

    @Override
    public void flushUpstream() {
        current().flushUpstream();
    }

    @Override
    public void onUpstreamFailed(Failure failure) {
        current().onUpstreamFailed(failure);
    }

    @Override
    public boolean isAnswerStarted() {
        return current().isAnswerStarted();
    }

    @Override
    public void onClientWritable() {
        current().onClientWritable();
    }

    @Override
    public void abandon() {
        over();
        current().abandon();
    }

    @Override
    public void refuse() {
        over();
        current().refuse();
    }

    @Override
    public void tick(long now) {
        current().tick(now);
    }

    // --- what the exchange asks of its client ---

    @Override
    public Answer answer() {
        return this;
    }

    @Override
    public boolean isBetween() {
        return true;
    }

    @Override
    public void flush() {
        if (reply != null) {
            reply.flush();
        } else {
            client.flush();
        }
    }
}
