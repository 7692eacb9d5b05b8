package penstock.bench.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import penstock.gateway.routes.Access;
import penstock.gateway.routes.AddressRange;
import penstock.gateway.routes.Balance;
import penstock.gateway.routes.Breaker;
import penstock.gateway.routes.CacheRule;
import penstock.gateway.routes.Coding;
import penstock.gateway.routes.Compression;
import penstock.gateway.routes.Cors;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.Domains;
import penstock.gateway.routes.EdgeRules;
import penstock.gateway.routes.Entries;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.EntryMatch;
import penstock.gateway.routes.Filters;
import penstock.gateway.routes.HeaderEdits;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.LoadLimit;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.Outliers;
import penstock.gateway.routes.Quota;
import penstock.gateway.routes.RateKey;
import penstock.gateway.routes.RateLimit;
import penstock.gateway.routes.Retry;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Sizes;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.StickyKey;
import penstock.gateway.routes.Upstream;

/// What our gateway is told: a table as during a rollout. Also over TLS. Users are told by a cookie, 5 % of them are on the candidate, and
/// what the versions do is counted for the judge, by request and by client. With features it does more.
final class OwnTable {
    private static final String ROUTE = "production/shop";
    private static final List<StickyKey> STICKY =
            List.of(new StickyKey.Cookie(Users.COOKIE), new StickyKey.Client());

    private final Site site;
    private final Set<Feature> features;

    private OwnTable(Site site, Set<Feature> features) {
        this.site = site;
        this.features = features;
    }

    static RouteTable of(Site site, Set<Feature> features) {
        return new OwnTable(site, features).table();
    }

    private RouteTable table() {
        var domain =
                new Domain(
                        ROUTE,
                        List.of(Users.HOST),
                        site.crt().toString(),
                        site.key().toString(),
                        Domain.TlsVersion.TLS_1_2,
                        Optional.empty(),
                        Domain.Secured.NO);
        var table = new RouteTable(0, List.of(route())).with(new Domains(List.of(domain)));
        if (has(Feature.CORS) || has(Feature.EDITS)) {
            table = table.with(new Entries(List.of(entry()), Map.of()));
        }
        return has(Feature.RATE) ? table.withRates(List.of(rate())) : table;
    }

    private boolean has(Feature feature) {
        return features.contains(feature);
    }

    private Route route() {
        var split =
                new Split(
                        "bench",
                        version("1.0.0", site.stable()),
                        Optional.of(version("1.1.0", site.candidate())),
                        Site.CANDIDATE_WEIGHT * 100);
        return new Route(ROUTE, List.of(Users.HOST), "/", STICKY, split, Limits.DEFAULT, rules());
    }

    private static RouteVersion version(String id, int port) {
        return new RouteVersion(id, List.of(new Upstream("shop-" + id, "127.0.0.1", port)));
    }

    private Rules rules() {
        var edge = EdgeRules.DEFAULT;
        if (has(Feature.COMPRESSION)) {
            edge = edge.with(compression());
        }
        if (has(Feature.ACCESS)) {
            edge = edge.with(new Access(listed(Peer.ALLOWED), listed(Peer.DENIED), false));
        }
        if (has(Feature.SIZES)) {
            edge = edge.with(new Sizes(4 << 10, 16 << 10, 16 << 10, 16L << 20));
        }
        var rules = Rules.DEFAULT.withClientsCounted(true).with(edge);
        if (has(Feature.CACHE)) {
            rules = rules.with(cache());
        }
        return has(Feature.LOAD) ? rules.with(load()) : rules;
    }

    private static Access.Listed listed(List<String> ranges) {
        return new Access.Listed(
                ranges.stream().map(AddressRange::parse).toList(), Optional.empty());
    }

    private static Compression compression() {
        return new Compression(
                List.of(Coding.BROTLI, Coding.GZIP),
                Compression.Effort.DEFAULT,
                1 << 10,
                List.of("text/html", "text/plain", "text/css", "application/json"),
                true);
    }

    private static CacheRule cache() {
        return new CacheRule(
                4L << 20,
                256 << 10,
                8,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(5),
                true,
                false,
                List.of());
    }

    private static LoadRules load() {
        var second = Duration.ofSeconds(1);
        return LoadRules.DEFAULT
                .with(Balance.DEFAULT)
                .with(new LoadLimit(2_000, 1_000, 10_000, 1_000, second, false))
                .with(
                        new Outliers(
                                1_000,
                                5_000,
                                0,
                                100,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(5),
                                5_000))
                .with(new Breaker(10_000, 10_000, 0, 0, second, Optional.empty()))
                .with(
                        new Retry(
                                1,
                                List.of(new Retry.On.Reset()),
                                Duration.ZERO,
                                Duration.ofMillis(25),
                                Duration.ofMillis(250)));
    }

    /// The way to the route, by its host as before.
    private Entry entry() {
        var filters =
                new Filters(
                        has(Feature.EDITS) ? ofRequest() : HeaderEdits.NONE,
                        has(Feature.EDITS) ? ofAnswer() : HeaderEdits.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        has(Feature.CORS) ? Optional.of(cors()) : Optional.empty());
        return new Entry(
                ROUTE,
                0,
                0,
                List.of(Users.HOST),
                STICKY,
                List.of(EntryMatch.below("/")),
                filters,
                List.of(new Entry.Backend(ROUTE, 1, true, Filters.NONE)),
                Entry.Timeouts.NONE);
    }

    private static HeaderEdits ofRequest() {
        return new HeaderEdits(
                List.of(new HeaderEdits.Field("X-Edge", "bench")), List.of(), List.of("X-Debug"));
    }

    private static HeaderEdits ofAnswer() {
        return new HeaderEdits(
                List.of(new HeaderEdits.Field("X-Frame-Options", "DENY")),
                List.of(new HeaderEdits.Field("X-Served-By", "bench")),
                List.of("Server"));
    }

    private static Cors cors() {
        return new Cors(
                List.of("https://shop.example.com", "https://*.example.com"),
                true,
                List.of("PUT", "DELETE"),
                List.of("Content-Type"),
                List.of("X-Served-By"),
                Duration.ofHours(1));
    }

    private static RateLimit rate() {
        var all = new RateLimit.Target(List.of(ROUTE), List.of(), List.of(), List.of());
        var user = new RateLimit.Key(List.of(new RateKey.Cookie(Users.COOKIE)), 64, 1 << 14);
        var quota = new Quota(1_000_000, Duration.ofSeconds(1), 100_000);
        var tier = new RateLimit.Tier("usual", Optional.empty(), quota);
        return new RateLimit(
                "production/users", all, user, List.of(tier), RateLimit.Answer.STANDARD, false);
    }
}
