package penstock.gateway.routes;

import java.util.List;
import java.util.Optional;

/// Which clients may use a route, by their addresses. The narrowest range that has an address decides; of the same range in both lists,
/// `deny` does. An address in neither is refused if anything is to be allowed, and may pass if not.
///
/// @param allow ranges whose clients may
/// @param deny ranges whose clients may not
/// @param isDryRun whether clients that may not are only counted
public record Access(Listed allow, Listed deny, boolean isDryRun) {

    /// @param ranges as they are written, at most 1,000
    /// @param file with more of them, one in each line, by its absolute path on the gateway's machine
    public record Listed(List<AddressRange> ranges, Optional<String> file) {

        public static final Listed NONE = new Listed(List.of(), Optional.empty());

        private static final int MOST = 1_000;

        public Listed {
            ranges = List.copyOf(ranges);
            Checks.range("number of ranges", ranges.size(), 0, MOST);
            file.ifPresent(Listed::requirePath);
        }

        private static void requirePath(String file) {
            if (!file.startsWith("/") || file.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "file: \""
                                + file.replaceAll("\\p{Cntrl}", "?")
                                + "\" (expected: an absolute path)");
            }
        }

        public boolean isEmpty() {
            return ranges.isEmpty() && file.isEmpty();
        }
    }

    public Access {
        if (allow.isEmpty() && deny.isEmpty()) {
            throw new IllegalArgumentException(
                    "access: nothing to allow or to deny (expected: ranges or a file)");
        }
    }
}
