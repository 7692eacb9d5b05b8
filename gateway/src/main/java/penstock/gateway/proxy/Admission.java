package penstock.gateway.proxy;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Closure;
import penstock.gateway.routes.Oversize;

/// Where the requests of a connection go: finds route, version and first instance of each, or a place to wait while the route is
/// paused or the version has too much to do.
final class Admission {

    /// What becomes of a request.
    sealed interface Decision {

        /// It begins; the instance is claimed, or null when there is none, or when none is needed.
        record Served(Serving serving, @Nullable Instance instance) implements Decision {}

        /// The gateway answers itself.
        record Refused(Problem problem) implements Decision {}

        /// It waits in the queue of its route, or for the answer to another.
        record Queued() implements Decision {}
    }

    /// Who may look at the address of a client, in this order.
    private enum Gate {
        DOMAIN,
        RULE,
        SERVICE
    }

    private final Worker worker;
    private Downstream client;
    private final RequestHead request;
    private @Nullable Waiting waiting;

    /// Only on a route that keeps answers.
    private @Nullable Caching caching;

    private @Nullable Standing standing;
    private @Nullable Filtering filtering;
    private String routeId = "";

    /// Of the route.
    private @Nullable SizeStats sizes;

    private boolean isCounted;

    /// The last that has let the request in; null before the first.
    private @Nullable Gate passed;

    /// Fields for the answer of whichever instance.
    private List<HeaderLine> notice = List.of();

    Admission(Worker worker, Downstream client, RequestHead request) {
        this.worker = worker;
        this.client = client;
        this.request = request;
    }

    /// What is told of the last request, whose body is larger than it may be. Counts it.
    Problem tooLarge(RequestBody body) {
        if (sizes != null) {
            sizes.met(Oversize.BODY);
        }
        return Problem.tooLarge(routeId, body.limit());
    }

    /// An answer of the gateway itself, with what the filters of the request's entry give it.
    Problem filtered(Problem own) {
        return filtering == null ? own : filtering.answer(own, request);
    }

    /// Decides of another client's requests from now on.
    void serve(Downstream next) {
        client = next;
        routeId = "";
        sizes = null;
        reset();
    }

    /// There is a new request, of which nothing is known yet.
    void reset() {
        filtering = null;
        isCounted = false;
        passed = null;
        notice = List.of();
        caching = null;
    }

    Decision decide(RequestBody body) throws BadMessageException {
        boolean isQueued = false;
        try {
            Decision decision = decideNow(body);
            isQueued = decision instanceof Decision.Queued;
            return decision;
        } finally {
            if (!isQueued) {
                endStanding();
            }
        }
    }

    /// One table decides: it is read once, and the decision holds only if it is still current after the claim (see `Instance`).
    private Decision decideNow(RequestBody body) throws BadMessageException {
        while (true) {
            LiveTable table = worker.engine.table();
            filtering = null;
            if (isDenied(table.access(request), Gate.DOMAIN)) {
                return new Decision.Refused(Problem.denied("host " + request.host()));
            }
            Problem elsewhere = elsewhere(table);
            if (elsewhere != null) {
                return new Decision.Refused(elsewhere);
            }
            Claim claim = table.claim(request);
            if (claim == null) {
                return new Decision.Refused(
                        table.isNone() ? Problem.noTable() : Problem.noRoute(request.host()));
            }
            Passage passage = claim.own;
            if (passage == null) {
                Problem denied = denied(claim);
                if (denied != null) {
                    return new Decision.Refused(denied);
                }
                switch (outlet(claim)) {
                    case LiveEntry.Outlet.Answer(var own) -> {
                        return new Decision.Refused(own);
                    }
                    case LiveEntry.Outlet.To(var chosen) -> passage = chosen;
                }
                filtering = passage.filtering;
            }
            LiveRoute route = passage.route;
            routeId = route.route.id();
            sizes = route.memory.sizes;
            AccessEntry entry = client.origin().entry;
            if (entry != null) {
                entry.route = routeId;
            }
            Problem unfit = unfit(passage, body);
            if (unfit != null) {
                return new Decision.Refused(unfit);
            }
            Closure closure = route.closure(request);
            if (closure != null) {
                return refuseOrWait(route, closure);
            }
            Problem refusal = limited(table);
            if (refusal != null) {
                return new Decision.Refused(refusal);
            }
            Decision decision = serve(table, passage);
            if (decision != null) {
                return decision;
            }
        }
    }

    /// What a client is told that may not use the service, or not with such a request.
    private @Nullable Problem unfit(Passage passage, RequestBody body) {
        if (isDenied(passage.route.access, Gate.SERVICE)) {
            return Problem.denied("service " + routeId);
        }
        Problem tooLarge = passage.refusal(request);
        body.limit(passage.limits.maxRequestBytes());
        return tooLarge == null && request.contentLength() > body.limit()
                ? tooLarge(body)
                : tooLarge;
    }

    /// Null when there is another table meanwhile.
    private @Nullable Decision serve(LiveTable table, Passage passage) {
        LiveRoute route = passage.route;
        String address = client.origin().way().client();
        Arm own = route.choose(request, address);
        Caching asking = null;
        if (route.cache != null) {
            asking = caching();
            Decision decision = asking.decide(route.cache, passage, own, notice);
            if (decision != null) {
                endStanding();
                return decision;
            }
        }
        own.stats.begin();
        GradientLimit limit = route.limit;
        boolean isWithin = limit == null || limit.enter();
        boolean isIn = limit == null || isWithin || limit.rules.dryRun();
        Instance instance = null;
        if (isIn && !isBehindOthers(own)) {
            instance = own.claim(List.of(), route.balanceKey(request, address), worker.now());
        }
        boolean isCurrent = worker.engine.table() == table;
        boolean waits = isCurrent && isIn && instance == null && stand(own);
        if (isCurrent && !waits) {
            if (!isWithin && isIn) {
                own.stats.spared();
            }
            Serving asked =
                    asking == null
                            ? new Exchange(client, worker, request, passage, own, notice)
                            : asking.serve();
            asked.admitted(isIn, limit);
            return new Decision.Served(asked, instance);
        }
        if (asking != null) {
            asking.drop();
        }
        own.stats.end();
        if (limit != null && isIn) {
            limit.leave();
        }
        if (instance != null) {
            instance.release();
        }
        return waits ? new Decision.Queued() : null;
    }

    private Caching caching() {
        Caching known = caching;
        if (known == null) {
            known = new Caching(worker, client, request);
            caching = known;
        }
        return known;
    }

    /// What a client is told that should have come with TLS, or to another host.
    private @Nullable Problem elsewhere(LiveTable table) {
        return table.domains.isEmpty()
                ? null
                : Securing.refusal(table.domains, request, client.origin().way());
    }

    /// What a client is told that has had its share. A request counts once, however many tables it meets.
    private @Nullable Problem limited(LiveTable table) {
        LiveLimit[] limits = table.limitsOf(routeId);
        if (limits == null || isCounted) {
            return null;
        }
        isCounted = true;
        Problem refusal =
                worker.rates.refusal(limits, request, client.origin().way().client(), worker.now());
        notice = refusal == null ? worker.rates.notice() : List.of();
        return refusal;
    }

    /// A request that is not refused is asked about once at each gate, however many tables it meets.
    private boolean isDenied(@Nullable LiveAccess access, Gate gate) {
        if (access == null || (passed != null && passed.compareTo(gate) >= 0)) {
            return false;
        }
        boolean isAdmitted = access.admits(client.origin().way().client());
        passed = isAdmitted ? gate : passed;
        return !isAdmitted;
    }

    /// What a client is told that may not come by the entry.
    private @Nullable Problem denied(Claim claim) {
        LiveEntry entry = Objects.requireNonNull(claim.entry, "a claim without a passage has one");
        filtering = entry.filtering;
        return isDenied(entry.access, Gate.RULE)
                ? Problem.denied("route " + entry.words.name())
                : null;
    }

    private LiveEntry.Outlet outlet(Claim claim) {
        LiveEntry entry = Objects.requireNonNull(claim.entry, "a claim without a passage has one");
        filtering = entry.filtering;
        return entry.outlet(request, client.origin().way());
    }

    // --- waiting ---

    private Decision refuseOrWait(LiveRoute route, Closure closure) {
        return switch (closure) {
            case Closure.Maintenance closed ->
                    new Decision.Refused(Problem.maintenance(routeId, closed));
            case Closure.Pause pause -> {
                endStanding();
                waiting = Waiting.enter(worker, client, route, pause);
                yield waiting == null
                        ? new Decision.Refused(Problem.paused(routeId, pause.retryAfter()))
                        : new Decision.Queued();
            }
        };
    }

    private boolean isBehindOthers(Arm own) {
        WaitQueue queue = own.queue();
        return queue != null && !queue.isEmpty() && (standing == null || !standing.isNextOf(queue));
    }

    /// Takes a place in the queue of a version, if it has room for it.
    private boolean stand(Arm own) {
        standing = Standing.enter(worker, client, own, standing);
        return standing != null;
    }

    /// Whether it goes on waiting for its route to open.
    boolean isPaused() throws BadMessageException {
        if (waiting == null) {
            return false;
        }
        Claim claim = worker.engine.table().claim(request);
        Passage passage = claim == null ? null : claim.own;
        if (claim != null && passage == null) {
            passage = outlet(claim) instanceof LiveEntry.Outlet.To(var chosen) ? chosen : null;
        }
        return passage != null && passage.route.closure(request) instanceof Closure.Pause;
    }

    /// The route may be open: waits for that no more. A place in the queue of a version is kept until there is a decision.
    void tryAgain() {
        if (waiting != null) {
            waiting.leave();
            waiting = null;
        }
        if (caching != null) {
            caching.leave();
        }
    }

    /// The client sends no more. Whoever waits for a route and hangs up will not want it done later.
    void onInputEnd() {
        if (caching == null || !caching.isWaiting()) {
            client.cut();
        }
    }

    /// Nothing comes of it.
    void leaveQueue() {
        tryAgain();
        endStanding();
    }

    /// It waits no more for a version; a turn that it did not use is for the next.
    private void endStanding() {
        if (standing != null) {
            standing.leave();
            standing = null;
        }
    }

    /// What to tell a request that has waited for too long; null while it has not, or when it has a last try.
    @Nullable Problem overdue(long now) {
        if (caching != null && caching.isWaitOver(now)) {
            // it goes to an instance itself
            client.resume();
            return null;
        }
        if (standing != null) {
            standing.look(now);
        }
        Waiting place = waiting;
        return place != null && place.isTooLong(now) ? place.problem() : null;
    }
}
