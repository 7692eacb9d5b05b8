package penstock.gateway.routes;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Keeps what belongs together on one version (skew protection): a request that says that its page came from the version before
/// the present one is served by that version, for as long as it is there.
///
/// - `by`: where a request says so; the first key present in it wins. With a cookie among them the gateway sets it, to the version
///   that answers. Without keys nothing is pinned.
/// - `version`: the version before the present one.
public record Pin(List<Key> by, Optional<RouteVersion> version) {

    public static final Pin NONE = new Pin(List.of(), Optional.empty());

    public Pin {
        by = List.copyOf(by);
    }

    /// Where a request names a version.
    public sealed interface Key {

        /// A cookie, which the gateway sets. It does not count for a navigation (`Sec-Fetch-Mode: navigate`, Fetch Metadata), as
        /// a page that is loaded anew comes from the present version.
        record Cookie(String name) implements Key {
            public Cookie {
                Checks.token("cookie", name);
            }
        }

        /// A request header, which the page's scripts send.
        record Header(String name) implements Key {
            public Header {
                Checks.token("header", name);
            }
        }

        /// A parameter in the query, which the page's addresses have.
        record Query(String name) implements Key {
            public Query {
                Checks.token("query", name);
            }
        }

        /// Reads `cookie:NAME`, `header:NAME` or `query:NAME`.
        static Key parse(String text) {
            int colon = text.indexOf(':');
            String name = text.substring(colon + 1);
            return switch (text.substring(0, Math.max(0, colon))) {
                case "cookie" -> new Cookie(name);
                case "header" -> new Header(name);
                case "query" -> new Query(name);
                default ->
                        throw new IllegalArgumentException(
                                "pin key: \""
                                        + text
                                        + "\" (expected: cookie:NAME, header:NAME or query:NAME)");
            };
        }

        /// The text that `parse` reads.
        default String text() {
            return switch (this) {
                case Cookie(var name) -> "cookie:" + name;
                case Header(var name) -> "header:" + name;
                case Query(var name) -> "query:" + name;
            };
        }
    }

    /// A version's id as it stands in a cookie or a query: what is not a letter, a digit or one of `-._~` as `%XX`.
    public static String encode(String versionId) {
        var encoded = new StringBuilder();
        for (byte b : versionId.getBytes(StandardCharsets.US_ASCII)) {
            boolean isPlain =
                    (b >= '0' && b <= '9')
                            || (b >= 'a' && b <= 'z')
                            || (b >= 'A' && b <= 'Z')
                            || "-._~".indexOf(b) >= 0;
            encoded.append(isPlain ? String.valueOf((char) b) : String.format("%%%02X", b));
        }
        return encoded.toString();
    }
}
