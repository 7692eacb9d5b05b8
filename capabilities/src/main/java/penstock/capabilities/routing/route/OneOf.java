package penstock.capabilities.routing.route;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Fields of which only one may be there.
final class OneOf {
    private OneOf() {}

    /// A field as messages tell it; nothing if it is not there.
    static Stream<String> said(String name, Optional<String> value) {
        return value.stream().map(text -> name + " \"" + text + "\"");
    }

    /// @param said what is there
    /// @param names of all, in order
    static void require(Stream<String> said, List<String> names) {
        var found = said.toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "empty (expected: one of " + String.join(", ", names) + ")");
        }
        requireAtMost(found, names);
    }

    /// Where none may be there too.
    static void requireAtMost(List<String> said, List<String> names) {
        if (said.size() > 1) {
            throw new IllegalArgumentException(
                    String.join(" and ", said)
                            + " (expected: only one of "
                            + String.join(", ", names)
                            + "; leave out the rest)");
        }
    }
}
