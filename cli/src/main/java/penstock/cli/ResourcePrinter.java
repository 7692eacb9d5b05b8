package penstock.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import penstock.cli.api.KindEntry;
import penstock.cli.terminal.Table;
import penstock.model.Node;
import penstock.model.Text;

/// Resources as text: the kind's own table, YAML, JSON, or names.
final class ResourcePrinter {
    /// By how much the clocks of server and terminal may differ before something counts as to come.
    private static final Duration CLOCKS = Duration.ofMinutes(-1);

    private final InstantSource clock;

    ResourcePrinter(InstantSource clock) {
        this.clock = clock;
    }

    /// @param isList whether the caller asked for all: JSON then gives `{"items": […]}` even for one
    List<String> lines(Output output, KindEntry kind, List<Node> resources, boolean isList) {
        return switch (output) {
            case TABLE -> table(kind, resources).lines();
            case YAML ->
                    resources.stream()
                            .map(Text::writeYaml)
                            .collect(Collectors.joining("---\n"))
                            .lines()
                            .toList();
            case JSON ->
                    List.of(
                            Text.writeJson(
                                    isList
                                            ? Node.map(Map.of("items", Node.list(resources)))
                                            : resources.getFirst()));
            case NAME -> resources.stream().map(found -> kind.noun() + "/" + name(found)).toList();
        };
    }

    /// Those of several kinds: a table of each below its name, or all of them in one YAML, JSON or list of names.
    List<String> lines(Output output, Map<KindEntry, List<Node>> found) {
        List<String> lines = new ArrayList<>();
        var kinds = new LinkedHashMap<>(found);
        kinds.values().removeIf(List::isEmpty);
        switch (output) {
            case TABLE ->
                    kinds.forEach(
                            (kind, resources) -> {
                                if (!lines.isEmpty()) {
                                    lines.add("");
                                }
                                lines.add(kind.plural() + ":");
                                lines.addAll(lines(output, kind, resources, true));
                            });
            case YAML ->
                    kinds.forEach(
                            (kind, resources) -> {
                                if (!lines.isEmpty()) {
                                    lines.add("---");
                                }
                                lines.addAll(lines(output, kind, resources, true));
                            });
            case JSON -> {
                var all = found.values().stream().flatMap(List::stream).toList();
                lines.add(Text.writeJson(Node.map(Map.of("items", Node.list(all)))));
            }
            case NAME ->
                    kinds.forEach(
                            (kind, resources) ->
                                    lines.addAll(lines(output, kind, resources, true)));
        }
        return lines;
    }

    Table table(KindEntry kind, List<Node> resources) {
        var columns = kind.columns();
        boolean hasName =
                columns.stream().anyMatch(column -> column.path().equals("metadata.name"));
        var titles = new ArrayList<String>();
        if (!hasName) {
            titles.add("Name");
        }
        columns.forEach(column -> titles.add(column.title()));
        titles.add("Age");
        var table = new Table(titles);
        for (var resource : resources) {
            var cells = new ArrayList<String>();
            if (!hasName) {
                cells.add(name(resource));
            }
            columns.forEach(column -> cells.add(cell(resource, column.path())));
            cells.add(age(resource.textAt("metadata", "created", "at")));
            table.row(cells);
        }
        return table;
    }

    static String name(Node resource) {
        return resource.textAt("metadata", "name");
    }

    String cell(Node resource, String path) {
        var keys = path.split("\\.", -1);
        var rest = java.util.Arrays.copyOfRange(keys, 1, keys.length);
        var text = resource.at(keys[0], rest).map(ResourcePrinter::plain).orElse("");
        if (text.isEmpty()) {
            return "-";
        }
        if (!text.matches("\\d{4}-\\d\\d-\\d\\dT.*Z")) {
            return text;
        }
        var age = age(text);
        // an end that is past would be taken for the time that is left
        return path.endsWith("Until") && !age.startsWith("in ") ? age + " ago" : age;
    }

    private static String plain(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> scalar.text();
            case Node.Sequence list ->
                    list.items().stream()
                            .map(ResourcePrinter::plain)
                            .collect(Collectors.joining(","));
            case Node.Mapping map ->
                    map.entries().entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + plain(entry.getValue()))
                            .collect(Collectors.joining(","));
        };
    }

    /// How long ago, in the largest unit that fits: `12s`, `5m`, `3h`, `9d`; `in 9d` for what is to come by more than clocks may differ.
    String age(String instant) {
        try {
            return age(Duration.between(Instant.parse(instant), clock.instant()));
        } catch (DateTimeParseException e) {
            return "-";
        }
    }

    private static String age(Duration age) {
        if (age.compareTo(CLOCKS) < 0) {
            return "in " + age(age.negated());
        }
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + "m";
        }
        return seconds < 2 * 86_400 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }
}
