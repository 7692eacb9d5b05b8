package penstock.gateway.routes;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Limits how many requests of a kind come through. What is too much is answered 429 before any version is chosen, so it is charged
/// to none.
///
/// A request is counted by the first tier whose condition it meets, each tier with buckets of its own; one that meets none is not
/// limited. `id` names it in metrics and logs, for example `production/shop-per-client`; the part behind the slash stands in answers.
///
/// @param target which requests it concerns
/// @param key what is counted together
/// @param tiers one or more, the first that matches counts
/// @param answer how requests are told
/// @param isShadow it counts what it would limit, and lets everything pass
public record RateLimit(
        String id, Target target, Key key, List<Tier> tiers, Answer answer, boolean isShadow) {

    static final int MOST_TIERS = 50;

    public RateLimit {
        Checks.text("id", id);
        tiers = List.copyOf(tiers);
        Checks.range("tiers", tiers.size(), 1, MOST_TIERS);
        var names = new HashSet<String>();
        for (Tier tier : tiers) {
            if (!names.add(tier.name())) {
                throw new IllegalArgumentException(
                        "tier: \"" + tier.name() + "\" (expected: only once)");
            }
        }
    }

    /// The part of the id behind the environment.
    public String name() {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    /// Whether the counts of another go on with this one.
    public boolean countsAs(RateLimit other) {
        return key.equals(other.key) && tiers.equals(other.tiers);
    }

    /// Which requests a limit concerns; of hosts, paths and methods none means any.
    ///
    /// @param routes the ids of the routes, at least one
    /// @param hosts in lower case
    /// @param paths prefixes of whole segments
    public record Target(
            List<String> routes, List<String> hosts, List<String> paths, List<String> methods) {
        public Target {
            routes = List.copyOf(routes);
            hosts = hosts.stream().map(Route::host).toList();
            paths = List.copyOf(paths);
            methods = List.copyOf(methods);
            Checks.range("routes", routes.size(), 1, Integer.MAX_VALUE);
            for (String path : paths) {
                if (!path.startsWith("/")) {
                    throw new IllegalArgumentException(
                            "path: \"" + path + "\" (expected: a path that starts with /)");
                }
            }
            methods.forEach(method -> Checks.token("method", method));
        }
    }

    /// @param parts what is counted together has all of these in common
    /// @param ipv6Bits IPv6 clients whose addresses share so many first bits are one, 1 to 128
    /// @param most keys that owe something at the same time, 1,024 to 65,536; beyond that the one that owes nothing soonest is forgotten
    public record Key(List<RateKey> parts, int ipv6Bits, int most) {
        public Key {
            parts = List.copyOf(parts);
            Checks.range("key parts", parts.size(), 1, 8);
            Checks.range("ipv6Bits", ipv6Bits, 1, 128);
            Checks.range("most", most, 1_024, 1 << 16);
        }
    }

    /// @param name stands in answers: 1 to 64 letters, digits and `-._`
    /// @param when which requests it is for; empty for all
    public record Tier(String name, Optional<Match> when, Quota quota) {
        public Tier {
            if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
                throw new IllegalArgumentException(
                        "tier name: \"" + name + "\" (expected: 1 to 64 letters, digits and -._)");
            }
        }
    }

    /// Which headers tell a client about the limit.
    public enum Answer {
        /// Only `Retry-After`, of answers that refuse.
        NONE(0),
        /// `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers.
        STANDARD(1),
        /// `X-RateLimit-Limit`, `-Remaining` and `-Reset`, the last in seconds from now.
        LEGACY(2),
        BOTH(3);

        private final int code;

        Answer(int code) {
            this.code = code;
        }

        public boolean isStandard() {
            return this == STANDARD || this == BOTH;
        }

        public boolean isLegacy() {
            return this == LEGACY || this == BOTH;
        }

        int code() {
            return code;
        }

        static Answer of(int code) {
            for (Answer answer : values()) {
                if (answer.code == code) {
                    return answer;
                }
            }
            throw new IllegalArgumentException("answer: " + code + " (expected: 0..3)");
        }
    }
}
