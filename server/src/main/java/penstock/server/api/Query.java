package penstock.server.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import penstock.model.DurationText;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Suggestions;
import penstock.model.Violation;

/// The query of a request. Mistakes are noted while parameters are read, and told together by [#check].
final class Query {
    private final Map<String, List<String>> values;
    private final List<Violation> mistakes = new ArrayList<>();

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /// @param text as it stands behind the question mark; may be empty
    static Query parse(String text) {
        var values = new LinkedHashMap<String, List<String>>();
        var broken = new ArrayList<Violation>();
        for (var part : text.split("&", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            try {
                var name = decode(equals < 0 ? part : part.substring(0, equals));
                var value = equals < 0 ? "" : decode(part.substring(equals + 1));
                values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
            } catch (IllegalArgumentException _) {
                broken.add(
                        new Violation(
                                "query", "\"" + part + "\" (expected: well-formed % escapes)"));
            }
        }
        var query = new Query(values);
        query.mistakes.addAll(broken);
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    Map<String, List<String>> values() {
        return values;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /// Notes every parameter that is not among the known ones.
    Query allowing(String... known) {
        var names = Set.of(known);
        for (var name : values.keySet()) {
            if (!names.contains(name)) {
                var expected =
                        names.isEmpty()
                                ? " (expected: none)"
                                : " (expected: one of "
                                        + String.join(", ", names.stream().sorted().toList())
                                        + ")";
                mistakes.add(
                        new Violation(
                                "?" + name,
                                "unknown parameter" + expected + Suggestions.hint(name, names)));
            }
        }
        return this;
    }

    Optional<String> text(String name) {
        var given = values.getOrDefault(name, List.of());
        if (given.size() > 1) {
            mistakes.add(
                    new Violation("?" + name, "given " + given.size() + " times (expected: once)"));
        }
        return given.stream().findFirst();
    }

    long number(String name, long preset, long min, long max) {
        var text = text(name);
        if (text.isEmpty()) {
            return preset;
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below, like a number out of range
        }
        var range = max == Long.MAX_VALUE ? min + " or more" : "from " + min + " to " + max;
        wrong(name, text.get(), "a whole number " + range);
        return preset;
    }

    /// `?name` alone counts as true.
    boolean flag(String name) {
        var text = text(name);
        if (text.isEmpty()) {
            return false;
        }
        return switch (text.get()) {
            case "", "true" -> true;
            case "false" -> false;
            default -> {
                wrong(name, text.get(), "true or false");
                yield false;
            }
        };
    }

    Duration duration(String name, Duration preset, Duration max) {
        var text = text(name);
        if (text.isEmpty()) {
            return preset;
        }
        try {
            var duration = DurationText.parse(text.get());
            if (duration.compareTo(max) <= 0) {
                return duration;
            }
        } catch (IllegalArgumentException _) {
            // told below, like a duration out of range
        }
        wrong(name, text.get(), "a duration up to " + DurationText.format(max));
        return preset;
    }

    private void wrong(String name, String value, String expected) {
        mistakes.add(new Violation("?" + name, "\"" + value + "\" (expected: " + expected + ")"));
    }

    /// @throws ProblemException with everything that was noted
    void check() {
        if (!mistakes.isEmpty()) {
            throw new ProblemException(new Problem.Invalid("", mistakes));
        }
    }
}
