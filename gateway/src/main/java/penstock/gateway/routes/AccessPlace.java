package penstock.gateway.routes;

/// Whose lists of addresses they are.
///
/// @param kind what has them
/// @param id of a route or domain, such as `production/shop`, or the name of an entry, such as `production/shop#0`
public record AccessPlace(Kind kind, String id) {

    /// In the order in which a request meets them.
    public enum Kind {
        /// All requests for its hosts.
        DOMAIN(2, "domain"),
        /// What is matched by it.
        ENTRY(1, "rule"),
        /// What is served by it.
        ROUTE(0, "service");

        private final int code;
        private final String text;

        Kind(int code, String text) {
            this.code = code;
            this.text = text;
        }

        /// The number that stands for it in a report.
        int code() {
            return code;
        }

        static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("kind: " + code + " (expected: 0..2)");
        }
    }

    public AccessPlace {
        Checks.text("id", id);
    }

    public static AccessPlace of(Route route) {
        return new AccessPlace(Kind.ROUTE, route.id());
    }

    public static AccessPlace of(Entry entry) {
        return new AccessPlace(Kind.ENTRY, entry.name());
    }

    public static AccessPlace of(Domain domain) {
        return new AccessPlace(Kind.DOMAIN, domain.id());
    }

    /// For logs.
    @Override
    public String toString() {
        return kind.text + " " + id;
    }
}
