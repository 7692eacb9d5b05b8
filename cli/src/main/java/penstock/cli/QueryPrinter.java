package penstock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import penstock.cli.terminal.Graph;
import penstock.cli.terminal.Table;
import penstock.cli.terminal.Terminal;
import penstock.model.Node;

/// Shows the data of an answer to a query: one value as it is, a vector as a table, a matrix as a graph.
final class QueryPrinter {
    private static final String NAME = "__name__";

    private QueryPrinter() {}

    /// @param data what stands under `data` in the answer
    static List<String> lines(Node data, Terminal terminal) {
        var result = data.at("result").map(Node::asList).orElse(List.of());
        return switch (data.textAt("resultType")) {
            case "scalar", "string" -> List.of(text(result.get(1)));
            case "vector" -> vector(result);
            default -> matrix(result, terminal.width());
        };
    }

    private static String text(Node node) {
        return node.asText().orElse("");
    }

    private static List<String> vector(List<Node> samples) {
        if (samples.isEmpty()) {
            return List.of("No series.");
        }
        var names = new TreeSet<String>();
        samples.forEach(sample -> names.addAll(labels(sample)));
        boolean hasName = names.remove(NAME);
        var titles = new ArrayList<String>();
        if (hasName) {
            titles.add("Metric");
        }
        titles.addAll(names);
        titles.add("Value");
        var table = new Table(titles);
        for (var sample : samples) {
            var row = new ArrayList<String>();
            if (hasName) {
                row.add(sample.textAt("metric", NAME));
            }
            names.forEach(name -> row.add(sample.textAt("metric", name)));
            row.add(value(sample));
            table.row(row);
        }
        return table.lines();
    }

    private static List<String> labels(Node sample) {
        return sample.at("metric").orElseThrow() instanceof Node.Mapping metric
                ? List.copyOf(metric.entries().keySet())
                : List.of();
    }

    private static String value(Node sample) {
        var number = sample.at("value").map(Node::asList).orElse(List.of());
        if (number.size() == 2) {
            return text(number.get(1));
        }
        var histogram = sample.at("histogram").orElseThrow().asList().get(1);
        return "count " + histogram.textAt("count") + ", sum " + histogram.textAt("sum");
    }

    private static List<String> matrix(List<Node> series, int width) {
        if (series.isEmpty()) {
            return List.of("No series.");
        }
        var graph = new Graph(width);
        for (var each : series) {
            var points = new ArrayList<Graph.Point>();
            for (var point : each.at("values").map(Node::asList).orElse(List.of())) {
                points.add(point(point, text(point.asList().get(1))));
            }
            for (var point : each.at("histograms").map(Node::asList).orElse(List.of())) {
                points.add(point(point, point.asList().get(1).textAt("count")));
            }
            graph.add(title(each), points);
        }
        return graph.lines();
    }

    /// Of a histogram, how many observations it has.
    private static Graph.Point point(Node point, String value) {
        return new Graph.Point(Double.parseDouble(text(point.asList().getFirst())), number(value));
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static String title(Node series) {
        var title = new StringBuilder(series.textAt("metric", NAME)).append('{');
        for (var name : labels(series)) {
            if (!name.equals(NAME)) {
                title.append(title.charAt(title.length() - 1) == '{' ? "" : ", ");
                title.append(name).append("=\"").append(series.textAt("metric", name)).append('"');
            }
        }
        return title.append('}').toString();
    }
}
