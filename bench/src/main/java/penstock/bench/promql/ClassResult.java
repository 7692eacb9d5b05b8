package penstock.bench.promql;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToDoubleFunction;
import penstock.bench.rig.Quantiles;
import penstock.model.Node;

/// One class of queries on both.
///
/// @param ownProcessor processor time of our server for all measured repetitions, in seconds
record ClassResult(
        String name,
        List<Timing> timings,
        List<String> disagreeing,
        double ownProcessor,
        double peerProcessor) {
    /// Our time over theirs for one pass over the class, each query with its median.
    double ratio() {
        return sum(Timing::ownMedian) / sum(Timing::peerMedian);
    }

    double processorRatio() {
        return ownProcessor / peerProcessor;
    }

    private double sum(ToDoubleFunction<Timing> of) {
        return timings.stream().mapToDouble(of).sum();
    }

    Timing worst() {
        return timings.stream().max(Comparator.comparingDouble(Timing::ratio)).orElseThrow();
    }

    /// Of the queries' medians, for ours and for theirs.
    double ownAt(double share) {
        return at(share, Timing::ownMedian);
    }

    double peerAt(double share) {
        return at(share, Timing::peerMedian);
    }

    private double at(double share, ToDoubleFunction<Timing> of) {
        return new Quantiles(timings.stream().mapToDouble(of).boxed().toList()).at(share);
    }

    Node json() {
        var json = new LinkedHashMap<String, Node>();
        json.put("class", Node.text(name));
        json.put("queries", Node.number(timings.size()));
        json.put("agreeing", Node.number(timings.size() - disagreeing.size()));
        json.put("ratio", Node.number(ratio()));
        json.put("processorRatio", Node.number(processorRatio()));
        json.put("penstockMedianMillis", Node.number(ownAt(0.5)));
        json.put("penstockP95Millis", Node.number(ownAt(0.95)));
        json.put("prometheusMedianMillis", Node.number(peerAt(0.5)));
        json.put("prometheusP95Millis", Node.number(peerAt(0.95)));
        json.put("timings", Node.list(timings.stream().map(Timing::json).toList()));
        json.put("disagreeing", Node.list(disagreeing.stream().map(Node::text).toList()));
        return Node.map(json);
    }
}
