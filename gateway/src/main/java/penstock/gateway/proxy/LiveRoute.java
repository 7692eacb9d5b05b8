package penstock.gateway.proxy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.LoosePath;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Balance;
import penstock.gateway.routes.Closure;
import penstock.gateway.routes.Cohorts;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.LoadState;
import penstock.gateway.routes.Match;
import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Shadow;
import penstock.gateway.routes.StickyKey;

/// A route of the current table with what is alive behind it.
final class LiveRoute {

    private static final long BALANCE_SEED = Cohorts.seed("balance");

    final Route route;
    final Arm stable;
    final RouteMemory memory;
    final String loosePrefix;

    private final Map<Role, Arm> arms;
    private final @Nullable Arm candidate;
    private final @Nullable Arm baseline;
    private final @Nullable Arm tester;
    private final @Nullable Arm pinned;
    private final Pinning pinning;
    private final long seed;

    /// What limits the requests that wait for an answer; null when nothing does.
    final @Nullable GradientLimit limit;

    /// By what instances are chosen; null when not by the request.
    private final @Nullable List<StickyKey> balanceKeys;

    /// `arms` has stable, and what else there is.
    LiveRoute(Route route, Map<Role, Arm> arms, RouteMemory memory) {
        this.route = route;
        this.arms = arms;
        this.stable = Objects.requireNonNull(arms.get(Role.STABLE));
        this.candidate = arms.get(Role.CANDIDATE);
        this.baseline = arms.get(Role.BASELINE);
        this.seed = Cohorts.seed(route.split().salt());
        this.tester = arms.get(Role.TESTER);
        this.pinned = arms.get(Role.PINNED);
        this.pinning = new Pinning(route.rules().pin(), route.pathPrefix());
        this.memory = memory;
        this.limit = memory.limit(route.rules().load().limit());
        this.balanceKeys = balanceKeys(route);
        this.loosePrefix = loose(route.pathPrefix());
    }

    private static @Nullable List<StickyKey> balanceKeys(Route route) {
        if (route.rules().load().balance().choice() instanceof Balance.Hash(var keys, var _)) {
            return keys.isEmpty() ? route.stickBy() : keys;
        }
        return null;
    }

    /// What an instance is chosen by; 0 where the request does not matter.
    long balanceKey(RequestHead request, String client) {
        List<StickyKey> keys = balanceKeys;
        return keys == null ? 0 : hash(BALANCE_SEED, keys, request, client);
    }

    /// A prefix that no request can have unambiguously stands for itself.
    private static String loose(String prefix) {
        try {
            return LoosePath.of(prefix);
        } catch (BadMessageException ambiguous) {
            return prefix;
        }
    }

    Collection<Arm> arms() {
        return arms.values();
    }

    /// How busy it is, if there is a rule about that. Only while no table is applied.
    Optional<LoadState.Load> load() {
        LoadRules rules = route.rules().load();
        boolean isQueued = rules.breaker().filter(breaker -> breaker.waiting() > 0).isPresent();
        GradientLimit known = limit;
        return known == null && !isQueued
                ? Optional.empty()
                : Optional.of(
                        new LoadState.Load(
                                route.id(),
                                known == null ? 0 : known.limit(),
                                known == null ? 0 : known.waiting(),
                                memory.queued()));
    }

    Limits limits() {
        return route.limits();
    }

    Rescue rescue() {
        return route.rules().rescue();
    }

    /// Why a request for this path is not served; null when it is.
    @Nullable Closure closure(String path) {
        Closure closure = route.rules().closure().orElse(null);
        return closure != null
                        && closure.except().stream()
                                .noneMatch(prefix -> LiveTable.isBelow(path, prefix))
                ? closure
                : null;
    }

    /// The version that gets a copy of a request that stable serves; null when it gets none.
    @Nullable Arm shadow(RequestHead request) {
        Arm arm = arms.get(Role.SHADOW);
        if (arm == null) {
            return null;
        }
        Shadow shadow = route.rules().shadow().orElseThrow();
        boolean mayCopy =
                request.isSafe()
                        || (shadow.unsafe()
                                && !request.isUpgrade()
                                && request.contentLength() <= shadow.bodyLimit());
        return mayCopy && memory.isInShare(shadow.basisPoints()) ? arm : null;
    }

    /// The version that serves this request: what it asks for, or else that of its user's cohort.
    Arm choose(RequestHead request, String client) {
        if (tester != null && isTester(request)) {
            return tester;
        }
        if (pinned != null && pinning.names(request, pinned.stats.versionId)) {
            return pinned;
        }
        Arm onTrial = candidate;
        int share = route.split().candidateBasisPoints();
        if (onTrial == null || share == 0) {
            return stable;
        }
        if (share == Cohorts.COUNT) {
            return onTrial;
        }
        int cohort = Cohorts.bucket(user(seed, request, client));
        if (cohort < share) {
            return onTrial;
        }
        Arm fresh = baseline;
        return fresh != null && cohort < share + route.split().baselineBasisPoints()
                ? fresh
                : stable;
    }

    /// What tells the client which version answered, so that it can come back to it.
    String cookie(RequestHead request, Arm serving) {
        return pinning.cookie(request, serving.stats.versionId);
    }

    private boolean isTester(RequestHead request) {
        for (Match match : route.rules().testers()) {
            boolean isMet =
                    switch (match) {
                        case Match.Header(var name, var value) ->
                                request.header(name).filter(value::equals).isPresent();
                        case Match.Cookie(var name, var value) ->
                                request.cookie(name).filter(value::equals).isPresent();
                    };
            if (isMet) {
                return true;
            }
        }
        return false;
    }

    /// A hash of who the user is: by the first sticky key present in the request, the client's address as the last resort.
    long user(long seed, RequestHead request, String client) {
        return hash(seed, route.stickBy(), request, client);
    }

    private static long hash(long seed, List<StickyKey> keys, RequestHead request, String client) {
        for (StickyKey key : keys) {
            long span =
                    switch (key) {
                        case StickyKey.Cookie(var name) -> request.cookieSpan(name);
                        case StickyKey.Header(var name) -> request.headerSpan(name);
                        case StickyKey.Client() -> RequestHead.NOWHERE;
                    };
            if (span != RequestHead.NOWHERE) {
                return Cohorts.hash(
                        seed,
                        request.head().bytes(),
                        RequestHead.spanFrom(span),
                        RequestHead.spanTo(span));
            }
            if (key instanceof StickyKey.Client) {
                break;
            }
        }
        return Cohorts.hash(seed, client);
    }
}
