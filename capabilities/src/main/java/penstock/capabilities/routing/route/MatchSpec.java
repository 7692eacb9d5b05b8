package penstock.capabilities.routing.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import penstock.gateway.routes.EntryMatch;
import penstock.gateway.routes.Expression;
import penstock.gateway.routes.PathMatch;
import penstock.gateway.routes.ValueMatch;
import penstock.model.Default;

/// What a request must be like: all that is said here.
///
/// @param path short form `path: /api`: this path and all below it
/// @param method such as `GET`
/// @param headers by name; short form `NAME: VALUE`
/// @param query parameters by name; short form `NAME: VALUE`
public record MatchSpec(
        @Default("/") PathSpec path,
        Optional<String> method,
        Map<String, ValueSpec> headers,
        Map<String, ValueSpec> query) {
    public MatchSpec {
        words(path, method, headers, query);
    }

    EntryMatch words() {
        return words(path, method, headers, query);
    }

    private static EntryMatch words(
            PathSpec path,
            Optional<String> method,
            Map<String, ValueSpec> headers,
            Map<String, ValueSpec> query) {
        return new EntryMatch(path.words(), method, values(headers), values(query));
    }

    private static List<ValueMatch> values(Map<String, ValueSpec> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getValue().words(entry.getKey()))
                .toList();
    }

    /// One of three.
    ///
    /// @param exact this path only
    /// @param prefix this path and all below it, by whole segments
    /// @param regex a regular expression (RE2) for the whole path
    public record PathSpec(
            Optional<String> exact, Optional<String> prefix, Optional<String> regex) {
        public PathSpec {
            OneOf.require(
                    Stream.of(
                                    OneOf.said("exact", exact),
                                    OneOf.said("prefix", prefix),
                                    OneOf.said("regex", regex))
                            .flatMap(said -> said),
                    List.of("exact", "prefix", "regex"));
            words(exact, prefix, regex);
        }

        public static PathSpec parse(String prefix) {
            return new PathSpec(Optional.empty(), Optional.of(prefix), Optional.empty());
        }

        PathMatch words() {
            return words(exact, prefix, regex);
        }

        private static PathMatch words(
                Optional<String> exact, Optional<String> prefix, Optional<String> regex) {
            return exact.<PathMatch>map(PathMatch.Exact::new)
                    .or(() -> prefix.map(PathMatch.Prefix::new))
                    .or(() -> regex.map(text -> new PathMatch.Regex(expression(text))))
                    .orElseThrow();
        }
    }

    /// One of two.
    ///
    /// @param exact this value
    /// @param regex a regular expression (RE2) for the whole value
    public record ValueSpec(Optional<String> exact, Optional<String> regex) {
        public ValueSpec {
            OneOf.require(
                    Stream.concat(OneOf.said("exact", exact), OneOf.said("regex", regex)),
                    List.of("exact", "regex"));
            regex.ifPresent(MatchSpec::expression);
        }

        public static ValueSpec parse(String value) {
            return new ValueSpec(Optional.of(value), Optional.empty());
        }

        ValueMatch words(String name) {
            return exact.<ValueMatch>map(value -> new ValueMatch.Exact(name, value))
                    .or(() -> regex.map(text -> new ValueMatch.Regex(name, expression(text))))
                    .orElseThrow();
        }
    }

    private static Expression expression(String text) {
        try {
            return new Expression(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("regex: " + e.getMessage(), e);
        }
    }
}
