package penstock.gateway.proxy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A list of content types, made ready: `text/html`, `text/*`, `application/*+json`.
final class ContentTypes {

    private record Ending(String type, String suffix) {}

    private final Set<String> exact = new HashSet<>();
    private final Set<String> whole = new HashSet<>();
    private final Set<Ending> endings = new HashSet<>();

    ContentTypes(List<String> patterns) {
        for (String pattern : patterns) {
            int slash = pattern.indexOf('/');
            if (pattern.endsWith("/*")) {
                whole.add(pattern.substring(0, slash));
            } else if (pattern.startsWith("*+", slash + 1)) {
                endings.add(new Ending(pattern.substring(0, slash), pattern.substring(slash + 3)));
            } else {
                exact.add(pattern);
            }
        }
    }

    /// @param value of a field `Content-Type`, with or without parameters
    boolean has(String value) {
        String type = essence(value);
        int slash = type.indexOf('/');
        if (slash < 0) {
            return false;
        }
        if (exact.contains(type) || whole.contains(type.substring(0, slash))) {
            return true;
        }
        int plus = type.lastIndexOf('+');
        return plus > slash
                && endings.contains(new Ending(type.substring(0, slash), type.substring(plus + 1)));
    }

    /// Without parameters, in lower case.
    static String essence(String value) {
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
