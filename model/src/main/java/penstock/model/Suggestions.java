package penstock.model;

import java.util.Collection;
import java.util.Optional;

/// Finds the name somebody probably meant.
public final class Suggestions {
    private Suggestions() {}

    /// The nearest of the known names by edits (Levenshtein), if it is at most a third of the name away (at least two).
    public static Optional<String> nearest(String name, Collection<String> known) {
        int limit = Math.max(2, name.length() / 3);
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= limit)
                .min(java.util.Comparator.comparingInt(candidate -> distance(name, candidate)));
    }

    /// ` (did you mean "x"?)`, or nothing.
    public static String hint(String name, Collection<String> known) {
        return nearest(name, known).map(found -> " (did you mean \"" + found + "\"?)").orElse("");
    }

    private static int distance(String a, String b) {
        var previous = new int[b.length() + 1];
        var current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                current[j] =
                        Math.min(
                                previous[j - 1] + change,
                                1 + Math.min(previous[j], current[j - 1]));
            }
            var swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
