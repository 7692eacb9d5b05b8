package penstock.bench.gateway;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import penstock.bench.rig.Quantiles;
import penstock.model.Node;

/// All points, by workload and proxy, and what follows from them: medians over the rounds, and ours in relation to others in the same
/// round.
final class Rows {
    private final Map<Workload, Map<String, List<Point>>> points = new EnumMap<>(Workload.class);

    void add(Workload workload, String proxy, Point point) {
        points.computeIfAbsent(workload, _ -> new LinkedHashMap<>())
                .computeIfAbsent(proxy, _ -> new ArrayList<>())
                .add(point);
    }

    /// What is said of one figure: the median over the rounds, and between what it lay.
    record Spread(double median, double least, double most) {
        static Spread of(List<Double> values) {
            var all = new Quantiles(values);
            return new Spread(all.at(0.5), all.at(0), all.max());
        }

        String text(String form) {
            return String.format(
                    Locale.ROOT, form + " (" + form + "…" + form + ")", median, least, most);
        }

        Node json() {
            return Node.map(
                    Map.of(
                            "median", Node.number(median),
                            "least", Node.number(least),
                            "most", Node.number(most)));
        }
    }

    private static Spread of(List<Point> points, ToDoubleFunction<Point> figure) {
        return Spread.of(points.stream().map(figure::applyAsDouble).toList());
    }

    /// The lines of a table.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%-10s %-22s %8s %10s %12s %7s %7s %7s %10s"
                        .formatted(
                                "workload",
                                "proxy",
                                "req/s",
                                "CPU-s/100k",
                                "at half load",
                                "p50 ms",
                                "p99 ms",
                                "p99.9",
                                "rate"));
        points.forEach(
                (workload, proxies) ->
                        proxies.forEach(
                                (proxy, rounds) -> lines.add(line(workload, proxy, rounds))));
        Comparison.ALL.forEach(comparison -> compare(comparison, lines));
        return lines;
    }

    /// Nothing where one side is missing.
    private void compare(Comparison comparison, List<String> lines) {
        List<String> told = new ArrayList<>();
        points.forEach((workload, proxies) -> comparison.relation(workload, proxies).addTo(told));
        if (!told.isEmpty()) {
            lines.add("");
            lines.add(comparison.text() + ", median (least…most)");
            lines.addAll(told);
        }
    }

    private static String line(Workload workload, String proxy, List<Point> rounds) {
        return String.format(
                Locale.ROOT,
                "%-10s %-22s %8.0f %10.2f %12.2f %7.2f %7.2f %7.2f %8.0f/s%s",
                workload.text(),
                proxy,
                of(rounds, Point::most).median(),
                of(rounds, point -> point.cost().proxy()).median(),
                of(rounds, point -> point.costAtRate().proxy()).median(),
                of(rounds, point -> point.millis(0.5)).median(),
                of(rounds, point -> point.millis(0.99)).median(),
                of(rounds, point -> point.millis(0.999)).median(),
                of(rounds, Point::rate).median(),
                rounds.stream().anyMatch(Point::isOverloaded) ? ", not reached" : "");
    }

    Node json() {
        List<Node> rows = new ArrayList<>();
        points.forEach(
                (workload, proxies) ->
                        proxies.forEach(
                                (proxy, rounds) -> {
                                    Map<String, Node> row = new LinkedHashMap<>();
                                    row.put("workload", Node.text(workload.text()));
                                    row.put("proxy", Node.text(proxy));
                                    row.put("requestsPerSecond", of(rounds, Point::most).json());
                                    row.put(
                                            "cpuSecondsPer100k",
                                            of(rounds, one -> one.cost().proxy()).json());
                                    row.put(
                                            "rounds",
                                            Node.list(rounds.stream().map(Point::json).toList()));
                                    rows.add(Node.map(row));
                                }));
        return Node.list(rows);
    }

    /// Each with whom it is about.
    Node relations() {
        List<Node> relations = new ArrayList<>();
        for (var comparison : Comparison.ALL) {
            points.forEach(
                    (workload, proxies) -> {
                        var relation = comparison.relation(workload, proxies);
                        if (relation.most().isPresent()) {
                            relations.add(relation.json(comparison));
                        }
                    });
        }
        return Node.list(relations);
    }
}
