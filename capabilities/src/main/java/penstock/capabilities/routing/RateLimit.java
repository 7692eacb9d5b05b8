package penstock.capabilities.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import penstock.gateway.routes.Match;
import penstock.gateway.routes.Quota;
import penstock.gateway.routes.RateKey;
import penstock.gateway.routes.RateLimit.Answer;
import penstock.gateway.routes.RateLimit.Target;
import penstock.gateway.routes.RateLimit.Tier;
import penstock.model.Default;
import penstock.model.Kind;
import penstock.model.Name;
import penstock.model.Scope;

/// Limits how many requests of a client, or of whatever else they have in common, come through to services.
public final class RateLimit {
    public static final Kind<Spec, Status> KIND =
            new Kind<>(
                    "RateLimit",
                    "ratelimits",
                    Scope.ENVIRONMENT,
                    Spec.class,
                    Status.class,
                    new Status(),
                    false);

    /// The name of the tier of everybody else.
    private static final String DEFAULT_TIER = "default";

    private RateLimit() {}

    /// One of `limit`, `profile` and `tiers` must be there; with `tiers` alone, who meets none of them is not limited.
    ///
    /// @param services that it concerns, in the same environment; none means all
    /// @param hosts only requests for these, such as `shop.example.com` or `*.example.com`; none means any
    /// @param paths only requests below one of these; none means any
    /// @param methods only these, such as `POST`; none means any
    /// @param key requests that have all of these in common are counted together: `client` (the address), `header:NAME`,
    ///     `cookie:NAME`, `path`, `host`, `method`, or `all`. In place of a header or cookie that is missing the address counts
    /// @param limit for example `60 per 1m`
    /// @param burst how many may come at once, if none came for a while; as many as `limit` says otherwise
    /// @param profile a limit that is ready: `vectoriser` (60 per 1m), `ingress` (1000 per 1m), `doorbell` (100 per 1m) or `edge`
    ///     (2000 per 5m)
    /// @param tiers limits for some requests; the first whose `when` is met counts, `limit` counts for the rest
    /// @param mode `enforce`, `shadow` (everything passes, and what would be refused is counted) or `off`
    /// @param headers by which answers tell how much is left: `standard` (`RateLimit`, `RateLimit-Policy`), `legacy`
    ///     (`X-RateLimit-*`), `both` or `none`
    /// @param ipv6Prefix IPv6 addresses that have so many first bits in common are one client
    /// @param keys that can be counted at the same time, 1024 to 65536
    public record Spec(
            List<Name> services,
            List<String> hosts,
            List<String> paths,
            List<String> methods,
            @Default("[client]") List<String> key,
            Optional<Allowance> limit,
            Optional<Long> burst,
            Optional<Profile> profile,
            List<TierSpec> tiers,
            @Default("enforce") Mode mode,
            @Default("standard") Headers headers,
            @Default("64") int ipv6Prefix,
            @Default("8192") int keys) {
        public Spec {
            services = List.copyOf(services);
            hosts = List.copyOf(hosts);
            paths = List.copyOf(paths);
            methods = List.copyOf(methods);
            key = List.copyOf(key);
            tiers = List.copyOf(tiers);
            if (limit.isEmpty() && profile.isEmpty() && tiers.isEmpty()) {
                throw new IllegalArgumentException(
                        "limit: missing (expected: such as limit: 60 per 1m, or profile: doorbell)");
            }
            if (limit.isPresent() && profile.isPresent()) {
                throw new IllegalArgumentException(
                        "profile: "
                                + profile.get()
                                + " besides limit: "
                                + limit.get()
                                + " (expected: only one of them)");
            }
            if (burst.isPresent() && limit.isEmpty() && profile.isEmpty()) {
                throw new IllegalArgumentException(
                        "burst: "
                                + burst.get()
                                + " without limit (expected: a limit too, or burst in the tiers)");
            }
            if (new HashSet<>(tiers.stream().map(TierSpec::name).toList()).size() < tiers.size()) {
                throw new IllegalArgumentException("tiers: (expected: names that differ)");
            }
            quotas(limit, burst, profile, tiers);
            key(key, ipv6Prefix, keys);
            new Target(List.of("any"), hosts, paths, methods);
        }

        /// Words for the gateway.
        ///
        /// @param id of the limit in the table
        /// @param routes that it concerns, at least one
        penstock.gateway.routes.RateLimit words(String id, List<String> routes) {
            return new penstock.gateway.routes.RateLimit(
                    id,
                    new Target(routes, hosts, paths, methods),
                    key(key, ipv6Prefix, keys),
                    quotas(limit, burst, profile, tiers),
                    headers.words(),
                    mode == Mode.SHADOW);
        }

        /// Whether each request needs a place among the keys.
        boolean takesKeys() {
            return mode != Mode.OFF && !key.equals(List.of("all"));
        }

        private static penstock.gateway.routes.RateLimit.Key key(
                List<String> key, int ipv6Prefix, int keys) {
            return new penstock.gateway.routes.RateLimit.Key(
                    key.stream().map(RateKey::parse).toList(), ipv6Prefix, keys);
        }

        private static List<Tier> quotas(
                Optional<Allowance> limit,
                Optional<Long> burst,
                Optional<Profile> profile,
                List<TierSpec> tiers) {
            var found = new ArrayList<Tier>();
            tiers.forEach(tier -> found.add(tier.words()));
            limit.or(() -> profile.map(Profile::allowance))
                    .ifPresent(
                            allowance ->
                                    found.add(
                                            new Tier(
                                                    DEFAULT_TIER,
                                                    Optional.empty(),
                                                    quota(allowance, burst))));
            return List.copyOf(found);
        }
    }

    private static Quota quota(Allowance allowance, Optional<Long> burst) {
        return new Quota(allowance.requests(), allowance.per(), burst.orElse(allowance.requests()));
    }

    /// A limit for some of the requests.
    ///
    /// @param name for headers and people; not `default`, which is what `limit` is called
    /// @param when `header:NAME=VALUE` or `cookie:NAME=VALUE`. Whoever sends it is believed, so it should come from a proxy that
    ///     knows, or be a value that nobody guesses
    /// @param limit for example `1000 per 1m`
    /// @param burst as many as `limit` says if it is missing
    public record TierSpec(Name name, String when, Allowance limit, Optional<Long> burst) {
        public TierSpec {
            if (name.value().equals(DEFAULT_TIER)) {
                throw new IllegalArgumentException(
                        "name: default (expected: another name; limit is for everybody else)");
            }
            Match.parse(when);
            quota(limit, burst);
        }

        private Tier words() {
            return new Tier(name.value(), Optional.of(Match.parse(when)), quota(limit, burst));
        }
    }

    /// Limits that are ready to use.
    public enum Profile {
        VECTORISER(60, 1),
        INGRESS(1_000, 1),
        DOORBELL(100, 1),
        EDGE(2_000, 5);

        private final long requests;
        private final int minutes;

        Profile(long requests, int minutes) {
            this.requests = requests;
            this.minutes = minutes;
        }

        Allowance allowance() {
            return new Allowance(requests, Duration.ofMinutes(minutes));
        }
    }

    /// What becomes of requests that are too many.
    public enum Mode {
        /// They are answered 429.
        ENFORCE,
        /// They pass, and are counted.
        SHADOW,
        /// Nothing is counted.
        OFF
    }

    /// Which headers tell about the limit.
    public enum Headers {
        STANDARD,
        LEGACY,
        BOTH,
        NONE;

        private Answer words() {
            return switch (this) {
                case STANDARD -> Answer.STANDARD;
                case LEGACY -> Answer.LEGACY;
                case BOTH -> Answer.BOTH;
                case NONE -> Answer.NONE;
            };
        }
    }

    public record Status() {}
}
