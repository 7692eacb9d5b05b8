package penstock.bench.rig;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import penstock.model.Node;

/// Order statistics of a few exact values (nearest rank: the smallest value that the share of all do not exceed).
public record Quantiles(List<Double> sorted) {
    public Quantiles {
        sorted = sorted.stream().sorted().toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("sorted: [] (expected: at least one value)");
        }
    }

    public double at(double share) {
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.get(Math.clamp(rank - 1, 0, sorted.size() - 1));
    }

    public double max() {
        return sorted.getLast();
    }

    public String line() {
        return String.format(
                Locale.ROOT,
                "p50 %.3f   p95 %.3f   p99 %.3f   max %.3f",
                at(0.5),
                at(0.95),
                at(0.99),
                max());
    }

    public Node json() {
        return Node.map(figures());
    }

    /// The same, to be added to.
    public Map<String, Node> figures() {
        var json = new LinkedHashMap<String, Node>();
        json.put("p50", Node.number(at(0.5)));
        json.put("p95", Node.number(at(0.95)));
        json.put("p99", Node.number(at(0.99)));
        json.put("max", Node.number(max()));
        return json;
    }
}
