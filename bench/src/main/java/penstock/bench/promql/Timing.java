package penstock.bench.promql;

import java.util.LinkedHashMap;
import java.util.List;
import penstock.bench.rig.Quantiles;
import penstock.model.Node;

/// How long one query took on both, in milliseconds, several times each.
record Timing(String query, List<Double> own, List<Double> peer) {
    double ownMedian() {
        return new Quantiles(own).at(0.5);
    }

    double peerMedian() {
        return new Quantiles(peer).at(0.5);
    }

    double ratio() {
        return ownMedian() / peerMedian();
    }

    Node json() {
        var json = new LinkedHashMap<String, Node>();
        json.put("query", Node.text(query));
        json.put("penstockMillis", Node.number(ownMedian()));
        json.put("prometheusMillis", Node.number(peerMedian()));
        json.put("ratio", Node.number(ratio()));
        return Node.map(json);
    }
}
