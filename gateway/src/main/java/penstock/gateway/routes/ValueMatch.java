package penstock.gateway.routes;

/// What a header or a query parameter must be.
public sealed interface ValueMatch {

    String name();

    /// This value; the case counts.
    record Exact(String name, String value) implements ValueMatch {
        public Exact {
            requireName(name);
            Checks.range("length of the value of " + name, value.length(), 1, 4096);
        }
    }

    /// The whole value is as the expression says.
    record Regex(String name, Expression expression) implements ValueMatch {
        public Regex {
            requireName(name);
        }
    }

    private static void requireName(String name) {
        Checks.text("name", name);
        Checks.range("length of the name", name.length(), 1, 256);
    }
}
