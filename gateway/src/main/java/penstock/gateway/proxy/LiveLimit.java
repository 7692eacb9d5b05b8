package penstock.gateway.proxy;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.LoosePath;
import penstock.gateway.http.RequestHead;
import penstock.gateway.rates.Buckets;
import penstock.gateway.rates.KeyHash;
import penstock.gateway.rates.Rate;
import penstock.gateway.routes.AddressRange;
import penstock.gateway.routes.Match;
import penstock.gateway.routes.RateCount;
import penstock.gateway.routes.RateKey;
import penstock.gateway.routes.RateLimit;

/// A rate limit of the current table with its buckets and counts. Shared by all loops.
final class LiveLimit {

    /// What a request meets.
    record Tier(@Nullable Match when, String name, Rate rate, long requests, String policy) {}

    /// Counts of one limit, however often its numbers change. They only grow; what was told before is subtracted.
    private static final class Counts {
        private final LongAdder allowed = new LongAdder();
        private final LongAdder limited = new LongAdder();
        private final LongAdder wouldLimit = new LongAdder();
        private long toldAllowed;
        private long toldLimited;
        private long toldWouldLimit;
        private long toldKeys;
    }

    final RateLimit limit;
    final Buckets buckets;

    private final Tier[] tiers;
    private final String[] loosePaths;
    private final Counts counts;

    LiveLimit(RateLimit limit) {
        this(limit, new Buckets(limit.key().most()), new Counts());
    }

    private LiveLimit(RateLimit limit, Buckets buckets, Counts counts) {
        this.limit = limit;
        this.buckets = buckets;
        this.counts = counts;
        this.tiers = limit.tiers().stream().map(tier -> tier(limit, tier)).toArray(Tier[]::new);
        this.loosePaths =
                limit.target().paths().stream().map(LiveLimit::loose).toArray(String[]::new);
    }

    private static Tier tier(RateLimit limit, RateLimit.Tier tier) {
        String name = limit.tiers().size() == 1 ? limit.name() : limit.name() + "-" + tier.name();
        long seconds = Math.max(1, tier.quota().per().plusMillis(999).toSeconds());
        return new Tier(
                tier.when().orElse(null),
                name,
                tier.quota().rate(),
                tier.quota().requests(),
                "\"" + name + "\";q=" + tier.quota().requests() + ";w=" + seconds);
    }

    private static String loose(String prefix) {
        try {
            return LoosePath.of(prefix);
        } catch (BadMessageException ambiguous) {
            return prefix;
        }
    }

    /// The same limit in the next table.
    LiveLimit with(RateLimit next) {
        return next.equals(limit)
                ? this
                : new LiveLimit(
                        next,
                        next.countsAs(limit) ? buckets : new Buckets(next.key().most()),
                        counts);
    }

    /// The tier that counts this request; null when it is none of the limit's business.
    @Nullable Tier tier(RequestHead request, String path) {
        RateLimit.Target target = limit.target();
        if ((!target.methods().isEmpty() && !target.methods().contains(request.method()))
                || (!target.hosts().isEmpty() && !isAmong(target.hosts(), request.host()))
                || (!target.paths().isEmpty() && !isBelow(path))) {
            return null;
        }
        for (Tier tier : tiers) {
            if (tier.when == null || isMet(tier.when, request)) {
                return tier;
            }
        }
        return null;
    }

    private static boolean isAmong(List<String> hosts, String host) {
        for (String each : hosts) {
            boolean isMet =
                    each.startsWith("*.")
                            ? host.length() >= each.length() && host.endsWith(each.substring(1))
                            : host.equals(each);
            if (isMet) {
                return true;
            }
        }
        return false;
    }

    /// Also when only the loosest reading of the path is: nobody gets around a limit by writing a path in another way.
    private boolean isBelow(String path) {
        List<String> prefixes = limit.target().paths();
        String loose = LoosePath.isPlain(path) ? path : loose(path);
        for (int i = 0; i < prefixes.size(); i++) {
            if (PathTest.isBelow(path, prefixes.get(i)) || PathTest.isBelow(loose, loosePaths[i])) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMet(Match when, RequestHead request) {
        return switch (when) {
            case Match.Header(var name, var value) ->
                    request.header(name).filter(value::equals).isPresent();
            case Match.Cookie(var name, var value) ->
                    request.cookie(name).filter(value::equals).isPresent();
        };
    }

    /// Names the bucket of a request.
    long key(KeyHash hash, Tier tier, RequestHead request, String client) {
        hash.start().put(tier.name);
        for (RateKey part : limit.key().parts()) {
            hash.put(0);
            switch (part) {
                case RateKey.Client() -> client(hash, client);
                case RateKey.Header(var name) ->
                        value(hash, request, request.headerSpan(name), client);
                case RateKey.Cookie(var name) ->
                        value(hash, request, request.cookieSpan(name), client);
                case RateKey.Path() -> hash.put(request.path());
                case RateKey.Host() -> hash.put(request.host());
                case RateKey.Method() -> hash.put(request.method());
                case RateKey.All() -> {}
            }
        }
        return hash.end();
    }

    private void value(KeyHash hash, RequestHead request, long span, String client) {
        if (span == RequestHead.NOWHERE) {
            // a value cannot hold this byte, so none looks like an address
            hash.put(1);
            client(hash, client);
        } else {
            hash.put(request.head().bytes(), RequestHead.spanFrom(span), RequestHead.spanTo(span));
        }
    }

    private void client(KeyHash hash, String client) {
        int bits = limit.key().ipv6Bits();
        byte[] address = client.indexOf(':') < 0 ? NO_BYTES : AddressRange.bytes(client);
        if (address.length == 0) {
            hash.put(client);
            return;
        }
        for (int i = 0; i < address.length; i++) {
            int kept = address.length == 4 ? 8 : Math.clamp(bits - i * 8L, 0, 8);
            hash.put(address[i] & (0xff00 >> kept));
        }
    }

    private static final byte[] NO_BYTES = new byte[0];

    void allowed() {
        counts.allowed.increment();
    }

    void limited() {
        counts.limited.increment();
    }

    void wouldLimit() {
        counts.wouldLimit.increment();
    }

    /// What is new since the last time; null when there is nothing.
    @Nullable RateCount take(long micros) {
        long allowed = counts.allowed.sum();
        long limited = counts.limited.sum();
        long wouldLimit = counts.wouldLimit.sum();
        long forgotten = buckets.takeForgotten();
        long keys = buckets.keys(micros);
        boolean isNews =
                allowed != counts.toldAllowed
                        || limited != counts.toldLimited
                        || wouldLimit != counts.toldWouldLimit
                        || forgotten != 0
                        || keys != counts.toldKeys;
        var count =
                new RateCount(
                        limit.id(),
                        allowed - counts.toldAllowed,
                        limited - counts.toldLimited,
                        wouldLimit - counts.toldWouldLimit,
                        forgotten,
                        keys);
        counts.toldAllowed = allowed;
        counts.toldLimited = limited;
        counts.toldWouldLimit = wouldLimit;
        counts.toldKeys = keys;
        return isNews ? count : null;
    }
}
