package penstock.capabilities.scraped;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import penstock.capabilities.services.Selector;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;

/// Whose series are meant.
///
/// @param role `stable` or `candidate`
public record Whose(String environment, String service, String version, String role) {
    private Map<String, String> values() {
        return Map.of(
                "environment", environment, "service", service, "version", version, "role", role);
    }

    /// The selector for this version, in PromQL.
    String query(Selector selector) {
        return query(Matcher.Kind.EQUAL, selector.name(), selector);
    }

    /// The same for a histogram: the series of its buckets, its sum and its count, or itself if it is a native one.
    String histogramQuery(Selector selector) {
        var name = quoted(selector.name()) + "(_bucket|_sum|_count)?";
        return query(Matcher.Kind.REGEX, name, selector);
    }

    /// Whether its instances were scraped, for selectors that go by the labels of this server's own scrapes.
    String upQuery() {
        return braces(own(Matcher.of(Matcher.Kind.EQUAL, Labels.NAME, "up")));
    }

    private String query(Matcher.Kind kind, String name, Selector selector) {
        var matchers = new ArrayList<Matcher>();
        matchers.add(Matcher.of(kind, Labels.NAME, name));
        selector.conditions().forEach(each -> matchers.add(replaced(each)));
        return braces(selector.hasPlaceholder() ? matchers.stream() : own(matchers));
    }

    private Stream<Matcher> own(Matcher name) {
        return own(List.of(name));
    }

    private Stream<Matcher> own(List<Matcher> matchers) {
        var labels =
                Selector.ownLabels()
                        .map(
                                label ->
                                        Matcher.of(
                                                Matcher.Kind.EQUAL,
                                                label,
                                                values().getOrDefault(label, "")));
        return Stream.concat(matchers.stream(), labels);
    }

    private Matcher replaced(Matcher matcher) {
        boolean isPattern =
                matcher.kind() == Matcher.Kind.REGEX || matcher.kind() == Matcher.Kind.NOT_REGEX;
        var text = matcher.value();
        for (var each : values().entrySet()) {
            var value = isPattern ? quoted(each.getValue()) : each.getValue();
            text = text.replace("{" + each.getKey() + "}", value);
        }
        return Matcher.of(matcher.kind(), matcher.name(), text);
    }

    /// So that a regular expression takes it literally.
    private static String quoted(String text) {
        return text.replaceAll("[^a-zA-Z0-9_]", "\\\\$0");
    }

    private static String braces(Stream<Matcher> matchers) {
        return matchers.map(Matcher::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
