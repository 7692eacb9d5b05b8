package penstock.gateway.proxy;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import penstock.gateway.cache.AnswerCache;
import penstock.gateway.cache.Asked;
import penstock.gateway.cache.Place;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.routes.CacheRule;
import penstock.gateway.routes.Role;

/// The cache of a route of the current table.
final class LiveCache {

    final CacheRule rule;
    final AnswerCache cache;
    final CacheCounts counts;

    LiveCache(CacheRule rule, AnswerCache cache, CacheCounts counts) {
        this.rule = rule;
        this.cache = cache;
        this.counts = counts;
    }

    Asked asked(RequestHead request, Way way) {
        return new Asked(request, rule.heedsClients(), !way.peer().certificate().isEmpty());
    }

    /// What an answer is kept under: what the client asked for.
    static String key(RequestHead request, Way way) {
        return authority(request, way) + " " + target(request);
    }

    private static String authority(RequestHead request, Way way) {
        String authority = request.authority().toLowerCase(Locale.ROOT);
        // the instance may make links of what a trusted proxy says
        return way.forwardedHost().equals(request.authority())
                ? authority
                : authority + "," + way.forwardedHost().replace(" ", "");
    }

    private static String target(RequestHead request) {
        byte[] head = request.head().bytes();
        if (request.pathTo() == request.targetTo() && head[request.targetFrom()] == '/') {
            return request.path();
        }
        String target = Ascii.text(head, request.targetFrom(), request.targetTo());
        return target.isEmpty() || target.charAt(0) == '?' ? "/" + target : target;
    }

    /// A version never answers with what another has said. The baseline, with which a candidate is compared, begins with nothing as
    /// the candidate does.
    static Place place(Passage passage, Arm own, Way way) {
        return new Place(
                own.stats.versionId,
                own.stats.role == Role.BASELINE,
                way.isSecure(),
                passage.filtering == null ? "" : passage.filtering.way);
    }

    /// A request that may have changed something was answered: what is kept of its target is forgotten, and of the URLs that the answer
    /// names, if they are of the same origin (RFC 9111 section 4.4).
    void changed(RequestHead request, Way way, ResponseHead response) {
        if (response.status() < 200 || response.status() >= 400) {
            return;
        }
        String authority = authority(request, way);
        String target = target(request);
        cache.invalidate(authority + " " + target);
        for (String name : new String[] {"Location", "Content-Location"}) {
            response.header(name)
                    .flatMap(other -> resolved(request, target, other))
                    .ifPresent(other -> cache.invalidate(authority + " " + other));
        }
    }

    /// The target that a reference means, if it is one of the same authority.
    private static Optional<String> resolved(RequestHead request, String target, String other) {
        try {
            URI found = URI.create("http://" + request.authority() + target).resolve(other);
            if (!request.authority().equalsIgnoreCase(found.getRawAuthority())) {
                return Optional.empty();
            }
            String path = found.getRawPath().isEmpty() ? "/" : found.getRawPath();
            return Optional.of(
                    found.getRawQuery() == null ? path : path + "?" + found.getRawQuery());
        } catch (IllegalArgumentException noReference) {
            return Optional.empty();
        }
    }
}
