package penstock.gateway.routes;

import java.time.Duration;

/// What a route keeps of its answers, within a route table.
final class CacheCodec {

    static final Part<Route> PART =
            new Part<>(
                    "cache",
                    route -> route.rules().cache().isPresent(),
                    (route, out) -> route.rules().cache().ifPresent(rule -> write(rule, out)),
                    (route, in) -> route.with(route.rules().with(read(in))));

    private CacheCodec() {}

    private static void write(CacheRule rule, BinaryWriter out) {
        out.number(rule.size());
        out.number(rule.maxObject());
        out.number(rule.variants());
        out.number(rule.lifetime().toNanos());
        out.number(rule.staleWhileRevalidate().toNanos());
        out.number(rule.staleIfError().toNanos());
        out.number(rule.collapse().toNanos());
        out.flag(rule.heedsClients());
        out.flag(rule.dropsCookies());
        out.number(rule.purges().size());
        for (CacheRule.Purge purge : rule.purges()) {
            out.number(purge.number());
            out.text(purge.path());
        }
    }

    private static CacheRule read(BinaryReader in) {
        return new CacheRule(
                in.number("size"),
                in.small("maxObject"),
                in.small("variants"),
                Duration.ofNanos(in.number("lifetime")),
                Duration.ofNanos(in.number("staleWhileRevalidate")),
                Duration.ofNanos(in.number("staleIfError")),
                Duration.ofNanos(in.number("collapse")),
                in.flag("heedsClients"),
                in.flag("dropsCookies"),
                in.list(
                        "purges",
                        part -> new CacheRule.Purge(part.number("number"), part.text("path"))));
    }
}
