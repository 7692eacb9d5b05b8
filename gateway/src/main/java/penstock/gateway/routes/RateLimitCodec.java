package penstock.gateway.routes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The rate limits of a table, its part `rates`.
final class RateLimitCodec {

    static final Part<RouteTable> PART =
            new Part<>(
                    "rates",
                    table -> !table.rates().isEmpty(),
                    (table, out) -> {
                        out.number(table.rates().size());
                        table.rates().forEach(limit -> write(limit, out));
                    },
                    (table, in) -> table.withRates(in.list("rates", RateLimitCodec::read)));

    private RateLimitCodec() {}

    private static void write(RateLimit limit, BinaryWriter out) {
        out.text(limit.id());
        RateLimit.Target target = limit.target();
        write(target.routes(), out);
        write(target.hosts(), out);
        write(target.paths(), out);
        write(target.methods(), out);
        write(limit.key().parts().stream().map(RateKey::text).toList(), out);
        out.number(limit.key().ipv6Bits());
        out.number(limit.key().most());
        out.number(limit.tiers().size());
        limit.tiers().forEach(tier -> write(tier, out));
        out.number(limit.answer().code());
        out.flag(limit.isShadow());
    }

    private static void write(List<String> texts, BinaryWriter out) {
        out.number(texts.size());
        texts.forEach(out::text);
    }

    private static void write(RateLimit.Tier tier, BinaryWriter out) {
        out.text(tier.name());
        out.flag(tier.when().isPresent());
        tier.when().ifPresent(match -> out.text(match.text()));
        out.number(tier.quota().requests());
        out.number(tier.quota().per().toNanos());
        out.number(tier.quota().burst());
    }

    private static RateLimit read(BinaryReader in) {
        return new RateLimit(
                in.text("id"),
                new RateLimit.Target(
                        texts("routes", in),
                        texts("hosts", in),
                        texts("paths", in),
                        texts("methods", in)),
                new RateLimit.Key(
                        in.list("key", part -> RateKey.parse(part.text("part"))),
                        in.small("ipv6Bits"),
                        in.small("most")),
                in.list("tiers", RateLimitCodec::tier),
                RateLimit.Answer.of(in.small("answer")),
                in.flag("shadow"));
    }

    private static List<String> texts(String name, BinaryReader in) {
        return in.list(name, part -> part.text("text"));
    }

    private static RateLimit.Tier tier(BinaryReader in) {
        return new RateLimit.Tier(
                in.text("name"),
                in.flag("when present")
                        ? Optional.of(Match.parse(in.text("when")))
                        : Optional.empty(),
                new Quota(
                        in.number("requests"),
                        Duration.ofNanos(in.number("per")),
                        in.number("burst")));
    }
}
