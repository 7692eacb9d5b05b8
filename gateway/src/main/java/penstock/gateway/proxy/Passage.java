package penstock.gateway.proxy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.EntryRules;
import penstock.gateway.routes.HeaderEdits;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Oversize;
import penstock.gateway.routes.Sizes;

/// How requests get to a route: by its own hosts and path, or by an entry that chose it. What the entry does on the way is here; what
/// the route does is the same for all. Made once for a table.
final class Passage {

    final LiveRoute route;
    final Limits limits;

    /// Those of the limits that each request needs, in nanoseconds.
    final long connectNanos;

    final long requestNanos;
    final long idleNanos;

    /// For one attempt, in nanoseconds; zero when an attempt has as long as the request.
    final long attemptNanos;

    /// Whether the time limit of the request is one for all attempts together, also after a failure.
    final boolean isWholeLimited;

    /// Null when requests and answers may be as large as the gateway takes any, but for the body of a request.
    final @Nullable Sizes sizes;

    /// Null when nothing is done to requests and answers.
    final @Nullable Filtering filtering;

    final List<Mirror> mirrors;

    private final Pinning pinning;

    private Passage(
            LiveRoute route,
            Entry.Timeouts timeouts,
            EntryRules own,
            @Nullable Filtering filtering,
            List<Mirror> mirrors,
            String path) {
        Limits usual = route.route.limits();
        this.route = route;
        this.limits =
                new Limits(
                        usual.connectTimeout(),
                        timeouts.request().orElse(usual.requestTimeout()),
                        usual.idleTimeout(),
                        own.maxRequestBytes().orElse(usual.maxRequestBytes()));
        Sizes merged = own.sizes().over(route.route.rules().edge().sizes());
        this.sizes = merged.equals(Sizes.NONE) ? null : merged;
        this.connectNanos = limits.connectTimeout().toNanos();
        this.requestNanos = limits.requestTimeout().toNanos();
        this.idleNanos = limits.idleTimeout().toNanos();
        this.attemptNanos = timeouts.backendRequest().orElse(Duration.ZERO).toNanos();
        this.isWholeLimited = timeouts.request().isPresent();
        this.filtering = filtering;
        this.mirrors = mirrors;
        this.pinning = new Pinning(route.route.rules().pin(), path);
    }

    /// By the route's own hosts and path.
    static Passage own(LiveRoute route) {
        return new Passage(
                route,
                Entry.Timeouts.NONE,
                EntryRules.NONE,
                null,
                List.of(),
                route.route.pathPrefix());
    }

    /// By an entry.
    ///
    /// @param path by which requests come
    static Passage by(
            Entry entry,
            Entry.Backend backend,
            LiveRoute route,
            List<Mirror> mirrors,
            PathTest path) {
        boolean isPrefix = path.kind == PathTest.Kind.PREFIX && !path.prefix().isEmpty();
        return new Passage(
                route,
                entry.timeouts(),
                entry.own(),
                Filtering.of(entry.filters(), backend.filters(), path.prefix()),
                mirrors,
                isPrefix ? path.prefix() : "/");
    }

    private Passage(Passage other, Filtering asking) {
        this.route = other.route;
        this.limits = other.limits;
        this.sizes = other.sizes;
        this.connectNanos = other.connectNanos;
        this.requestNanos = other.requestNanos;
        this.idleNanos = other.idleNanos;
        this.attemptNanos = other.attemptNanos;
        this.isWholeLimited = other.isWholeLimited;
        this.filtering = asking;
        this.mirrors = other.mirrors;
        this.pinning = other.pinning;
    }

    /// With other conditions than those of the client.
    Passage asking(HeaderEdits conditions) {
        return conditions.equals(HeaderEdits.NONE)
                ? this
                : new Passage(this, Filtering.asking(filtering, conditions));
    }

    /// What is told of a request that is larger than it may be, but for its body; null of any other. Counts one that is.
    @Nullable Problem refusal(RequestHead request) {
        Sizes most = sizes;
        if (most == null) {
            return null;
        }
        String id = route.route.id();
        if (most.url() != 0 && request.targetTo() - request.targetFrom() > most.url()) {
            route.memory.sizes.met(Oversize.URL);
            return Problem.urlTooLong(id, most.url());
        }
        if (most.head() != 0 && request.head().size() > most.head()) {
            route.memory.sizes.met(Oversize.HEAD);
            return Problem.headTooLarge(id, most.head());
        }
        return null;
    }

    /// What tells the client which version answered, so that it can come back to it.
    String cookie(RequestHead request, Arm serving) {
        return pinning.cookie(request, serving.stats.versionId);
    }

    /// What the answer gets on its way to the client; null for nothing.
    Filtering.@Nullable Dress answer(RequestHead request) {
        return filtering == null ? null : filtering.answer(request);
    }
}
