package penstock.gateway.proxy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Balance;
import penstock.gateway.routes.Closure;
import penstock.gateway.routes.Cohorts;
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

    /// Null when nothing is kept.
    final @Nullable LiveCache cache;

    /// For requests that come by the route's own hosts and path.
    final Passage passage;

    /// What a client is told when an instance failed; made once, as it stands ready with each answer.
    final Problem upstreamFailed;

    /// Null when all clients may use it.
    final @Nullable LiveAccess access;

    /// Null when answers pass as they are.
    final @Nullable LiveCompression compression;

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
    LiveRoute(
            Route route,
            Map<Role, Arm> arms,
            RouteMemory memory,
            @Nullable LiveCache cache,
            @Nullable LiveAccess access) {
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
        this.compression =
                route.rules()
                        .edge()
                        .compression()
                        .map(words -> new LiveCompression(words, memory.encodings))
                        .orElse(null);
        this.cache = cache;
        this.access = access;
        this.limit = memory.limit(route.rules().load().limit());
        this.balanceKeys = balanceKeys(route);
        this.upstreamFailed = Problem.upstreamFailed(route.id());
        this.passage = Passage.own(this);
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
        return keys == null ? 0 : Users.hash(keys, BALANCE_SEED, request, client);
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

    Rescue rescue() {
        return route.rules().rescue();
    }

    /// Why a request is not served; null when it is.
    @Nullable Closure closure(RequestHead request) {
        Closure closure = route.rules().closure().orElse(null);
        return closure != null
                        && closure.except().stream()
                                .noneMatch(prefix -> PathTest.isBelow(request.path(), prefix))
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

    /// A hash of who the user is, by the sticky keys of the route.
    long user(long seed, RequestHead request, String client) {
        return Users.hash(route.stickBy(), seed, request, client);
    }
}
