package penstock.gateway.routes;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a request must be like for an entry: all that is said here.
///
/// @param headers at most 16, names are compared without regard to case; of several fields of a name any may meet it
/// @param query at most 16, with the first parameter of the name, once `+` and escapes are resolved
public record EntryMatch(
        PathMatch path, Optional<String> method, List<ValueMatch> headers, List<ValueMatch> query) {

    private static final int MOST = 16;

    public EntryMatch {
        method.ifPresent(name -> Checks.token("method", name));
        headers = List.copyOf(headers);
        query = List.copyOf(query);
        Checks.range("number of headers", headers.size(), 0, MOST);
        Checks.range("number of query parameters", query.size(), 0, MOST);
        Set<String> names = new HashSet<>();
        for (ValueMatch header : headers) {
            Checks.token("header", header.name());
            if (!names.add(header.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "header: \"" + header.name() + "\" (expected: each only once in a match)");
            }
        }
    }

    /// Every request below a path.
    public static EntryMatch below(String prefix) {
        return new EntryMatch(new PathMatch.Prefix(prefix), Optional.empty(), List.of(), List.of());
    }
}
