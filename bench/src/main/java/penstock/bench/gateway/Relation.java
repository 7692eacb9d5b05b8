package penstock.bench.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import penstock.model.Node;

/// Ours under a workload, in relation to the better of NGINX and HAProxy in the same round.
///
/// @param most requests in a second, as a multiple of theirs: more is better
/// @param cost processor time of a request, as a share of theirs: less is better
/// @param costAtRate the same at half load
/// @param p99 milliseconds more than HAProxy's at half load, less is better
record Relation(
        Workload workload,
        Optional<Rows.Spread> most,
        Optional<Rows.Spread> cost,
        Optional<Rows.Spread> costAtRate,
        Optional<Rows.Spread> p99) {

    static Relation of(Workload workload, List<Point> own, List<Point> nginx, List<Point> haproxy) {
        return new Relation(
                workload,
                each(own, List.of(nginx, haproxy), Point::most, true),
                each(own, List.of(nginx, haproxy), one -> one.cost().proxy(), false),
                each(own, List.of(nginx, haproxy), one -> one.costAtRate().proxy(), false),
                more(own, haproxy));
    }

    private static Optional<Rows.Spread> each(
            List<Point> own,
            List<List<Point>> peers,
            ToDoubleFunction<Point> figure,
            boolean isMoreBetter) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < own.size(); round++) {
            int number = round;
            var theirs =
                    peers.stream()
                            .filter(peer -> number < peer.size())
                            .mapToDouble(peer -> figure.applyAsDouble(peer.get(number)));
            var best = isMoreBetter ? theirs.max() : theirs.min();
            best.ifPresent(value -> ratios.add(figure.applyAsDouble(own.get(number)) / value));
        }
        return spread(ratios);
    }

    private static Optional<Rows.Spread> more(List<Point> own, List<Point> haproxy) {
        List<Double> differences = new ArrayList<>();
        for (int round = 0; round < Math.min(own.size(), haproxy.size()); round++) {
            differences.add(own.get(round).millis(0.99) - haproxy.get(round).millis(0.99));
        }
        return spread(differences);
    }

    private static Optional<Rows.Spread> spread(List<Double> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(Rows.Spread.of(values));
    }

    void addTo(List<String> lines) {
        if (most.isPresent() && cost.isPresent() && costAtRate.isPresent()) {
            lines.add(
                    "%-10s req/s %s   CPU %s   CPU at half load %s   p99 minus HAProxy's %s ms"
                            .formatted(
                                    workload.text(),
                                    most.get().text("%.2f"),
                                    cost.get().text("%.2f"),
                                    costAtRate.get().text("%.2f"),
                                    p99.map(one -> one.text("%+.2f")).orElse("-")));
        }
    }

    Node json(Comparison comparison) {
        Map<String, Node> json = new LinkedHashMap<>();
        json.put("of", Node.text(comparison.own()));
        json.put(
                "to",
                Node.list(List.of(Node.text(comparison.nginx()), Node.text(comparison.haproxy()))));
        json.put("workload", Node.text(workload.text()));
        most.ifPresent(one -> json.put("requestsPerSecond", one.json()));
        cost.ifPresent(one -> json.put("cpu", one.json()));
        costAtRate.ifPresent(one -> json.put("cpuAtHalfLoad", one.json()));
        p99.ifPresent(one -> json.put("p99MillisMoreThanHaproxy", one.json()));
        return Node.map(json);
    }
}
