package penstock.gateway.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.Role;

/// Where a request may go, one instance after the other. What reached nobody may go anywhere; what may have reached somebody
/// goes a second time only if it is repeatable and the budget allows it, and from the candidate to stable only once.
///
/// An instance that is handed out is claimed.
final class Attempts {

    private static final int MOST_RESTARTS = 3;

    private final Worker worker;
    private final LiveRoute route;
    private final boolean isSafe;
    private final boolean isRepeatable;
    private final long key;

    /// Immutable while it is empty, as it is for most requests.
    private List<Instance> tried = List.of();

    private Arm serving;
    private boolean isRescue;
    private final @Nullable Retries retries;
    private int restarts;

    /// Keeps the body as long as it may be needed again.
    final KeptBody body;

    /// `key` chooses among instances, where they are chosen by one.
    Attempts(Worker worker, LiveRoute route, Arm own, RequestHead request, long key) {
        this.worker = worker;
        this.route = route;
        this.serving = own;
        this.key = key;
        Rescue rescue = route.rescue();
        this.retries = Retries.of(worker, route);
        this.isSafe = request.isSafe();
        this.isRepeatable = isRepeatable(request, rescue);
        this.body = new KeptBody(worker.engine.bodyMemory, rescue.bodyLimit());
        if (!(isRepeatable || own.speaksHttp2()) || request.contentLength() > rescue.bodyLimit()) {
            body.drop();
        }
    }

    private static boolean isRepeatable(RequestHead request, Rescue rescue) {
        if (request.isSafe()) {
            return true;
        }
        boolean isIdempotent =
                switch (request.method()) {
                    case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
                    default -> false;
                };
        return !request.isUpgrade()
                && ((rescue.idempotent() && isIdempotent)
                        || (rescue.idempotencyKey()
                                && request.header("Idempotency-Key").isPresent()));
    }

    /// The version now tried: the request's own, or stable after a rescue.
    Arm serving() {
        return serving;
    }

    boolean isRescue() {
        return isRescue;
    }

    long now() {
        return worker.now();
    }

    /// Whether the request and what has come of its body can be sent once more, the budget left aside.
    boolean isRepeatable() {
        return isRepeatable && body.isWhole();
    }

    /// Whether all that has come of the body is still there.
    boolean isKept() {
        return body.isWhole();
    }

    /// The instance did not answer; it is not tried again.
    void failed(@Nullable Attempt attempt) {
        if (attempt != null) {
            addTried(attempt.instance);
        }
    }

    private void addTried(Instance instance) {
        if (tried.isEmpty()) {
            tried = new ArrayList<>(2);
        }
        tried.add(instance);
    }

    /// What the instance says it has done nothing about goes to it once more, whatever the method, but not for ever.
    boolean mayStartOver() {
        return body.isWhole() && ++restarts <= MOST_RESTARTS;
    }

    /// On a fresh connection to the same instance: the kept one was most likely closed before the request.
    boolean mayRepeat() {
        return isRepeatable() && takeFromBudget();
    }

    /// Why the version gives no instance.
    TurnedAway whyNone() {
        return serving.whyNone();
    }

    /// What to tell a request that the version does not get, if nobody else does.
    Problem turnedAway(TurnedAway why) {
        long retryAfter =
                why == TurnedAway.OVERLOADED
                        ? overloadRetryAfter()
                        : serving.retryAfter(worker.now());
        return Problem.turnedAway(why, route.route.id(), retryAfter);
    }

    private long overloadRetryAfter() {
        Duration retryAfter = route.route.rules().load().limit().orElseThrow().retryAfter();
        return Math.max(1, retryAfter.toSeconds());
    }

    /// The next instance when the version did not get the request. Where the whole route has too much to do, nobody does.
    @Nullable Instance instead(TurnedAway why) {
        Arm refusing = serving;
        Instance next = why == TurnedAway.OVERLOADED ? null : afterUnsent(true);
        if (next == null || serving != refusing) {
            refusing.stats.turnedAway(why);
        }
        return next;
    }

    /// The next instance when the last one got nothing of the request, whatever the method: another of the version, then stable.
    /// Stable is that of the present table, which may have taken all instances of the request's own away meanwhile.
    @Nullable Instance afterUnsent(boolean isRefused) {
        Instance next = another(serving, false);
        if (next != null && !isRefused && !takeFromBudget()) {
            next.release();
            next = null;
        }
        return next == null && mayMoveToStable(isRefused) ? fromStable() : next;
    }

    private boolean mayMoveToStable(boolean isRefused) {
        boolean isFromStableBefore = serving.stats.role == Role.STABLE && serving != stable();
        return serving.isRescued() || (isFromStableBefore && (isRefused || takeFromBudget()));
    }

    /// The next instance when the last one may have got the request. A version that has become stable meanwhile is not rescued; the
    /// baseline is, as the candidate: it is stable's version, but its instances are young.
    @Nullable Instance afterSent() {
        Arm stable = stable();
        boolean mayRescue =
                serving.isRescued()
                        && isRepeatable()
                        && !stable.instances.isEmpty()
                        && (serving.stats.role == Role.BASELINE
                                || !stable.stats.versionId.equals(serving.stats.versionId))
                        && takeFromBudget();
        return mayRescue ? fromStable() : null;
    }

    // --- once more to the same version ---

    /// How long each attempt may take; 0 for no limit.
    long perTryNanos() {
        return retries == null ? 0 : retries.perTryNanos();
    }

    /// How long to wait before the request is sent once more, as its time is over or its connection broke off; `Retries.NEVER` when
    /// it is not.
    long pauseAfter(Failure failure) {
        Retries known = retries;
        boolean mayGoOn =
                known != null
                        && (failure == Failure.TIMEOUT
                                ? known.isAfterTimeout()
                                : known.isAfterReset())
                        && isRepeatable()
                        && takeFromBudget();
        return mayGoOn && known != null ? known.pause() : Retries.NEVER;
    }

    /// As this answer is not the last word.
    long pauseAfter(ResponseHead response) {
        Retries known = retries;
        boolean mayGoOn =
                known != null && known.isAfter(response) && isRepeatable() && takeFromBudget();
        return mayGoOn && known != null ? known.pause(response) : Retries.NEVER;
    }

    /// The next instance when the pause is over: another that can be used, or else one that was tried before, or else, as after what
    /// reached nobody, one of stable. None when meanwhile more has come of the body than is kept.
    @Nullable Instance afterPause() {
        if (!body.isWhole()) {
            return null;
        }
        Instance next = another(serving, true);
        if (next == null) {
            tried = List.of();
            next = another(serving, false);
        }
        if (next != null) {
            serving.stats.retried();
            return next;
        }
        return mayMoveToStable(true) ? fromStable() : null;
    }

    /// What to tell when there is none: that the version may not be asked now says more than how the last attempt went.
    Problem noneAfterPause(Problem otherwise) {
        TurnedAway why = serving.whyNone();
        if (!body.isWhole() || why == TurnedAway.NO_INSTANCE) {
            return otherwise;
        }
        serving.stats.turnedAway(why);
        return turnedAway(why);
    }

    /// The next instance when the one that has the request gives no sign of life, though its time is not over: another of the
    /// version. Not stable, as the candidate must have the same time to answer. Only for safe methods: the silent one may still
    /// carry the request out.
    @Nullable Instance afterSilence(Instance silent) {
        if (!isSafe) {
            return null;
        }
        addTried(silent);
        Instance next = another(serving, true);
        if (next != null && !takeFromBudget()) {
            next.release();
            return null;
        }
        return next;
    }

    private boolean takeFromBudget() {
        return route.memory.budget.take(route.rescue(), worker.now());
    }

    private Arm stable() {
        LiveRoute present = worker.engine.table().route(route.route.id());
        return present != null ? present.stable : route.stable;
    }

    private @Nullable Instance fromStable() {
        Arm stable = stable();
        Instance next = another(stable, false);
        if (next != null) {
            isRescue = true;
            serving = stable;
        }
        return next;
    }

    /// One of a version that was not tried; with `onlyUsable` none that is known to be ill.
    private @Nullable Instance another(Arm arm, boolean onlyUsable) {
        while (true) {
            long now = worker.now();
            Instance next =
                    onlyUsable ? arm.claimUsable(tried, key, now) : arm.claim(tried, key, now);
            if (next == null) {
                return null;
            }
            if (worker.engine.table().has(next)) {
                return next;
            }
            next.release();
            addTried(next);
        }
    }
}
