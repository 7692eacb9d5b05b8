package penstock.bench.loss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import penstock.cli.api.Api;
import penstock.cli.api.Wire;
import penstock.gateway.encoding.Brotli;
import penstock.model.Node;

/// How much of what is switched on was used: a run in which a feature had nothing to do says nothing of it.
final class Usage {
    private static final String TRIED =
            "sum(max_over_time(http_access_requests_total{result=\"would-deny\"}[30d]))";

    private Usage() {}

    /// By name, in the order in which they are told.
    ///
    /// @param tried what the gateways have counted, see [#tried]
    static Map<String, Long> counts(Ledger ledger, long tried) {
        var kept = ledger.kept();
        var counts = new LinkedHashMap<String, Long>();
        counts.put("cacheHits", kept.count(KeptAnswers.From.HIT));
        counts.put("cacheStale", kept.count(KeptAnswers.From.STALE));
        counts.put("cacheRevalidated", kept.count(KeptAnswers.From.REVALIDATED));
        counts.put("cacheMisses", kept.count(KeptAnswers.From.MISS));
        counts.put("cacheInvalidated", kept.changes());
        counts.put("compressedGzip", kept.coded(Decoding.GZIP));
        counts.put("compressedBrotli", kept.coded(Decoding.BROTLI));
        counts.put("denied", ledger.denials().denied());
        counts.put("deniedOnlyOnTrial", Math.min(tried, ledger.denials().spared()));
        return counts;
    }

    /// What gateways have counted that would have been denied.
    static long tried(Api api) {
        var answer = api.ask(Wire.QUERY, Map.of("query", TRIED));
        var series = answer.at("data", "result").map(Node::asList).orElse(List.of());
        if (series.isEmpty()) {
            return 0;
        }
        var value = series.getFirst().at("value").map(Node::asList).orElse(List.of());
        return value.size() < 2 ? 0 : (long) Double.parseDouble(value.get(1).asText().orElse("0"));
    }

    /// The names of what was never used.
    static List<String> unused(Map<String, Long> counts) {
        var unused = new ArrayList<String>();
        counts.forEach(
                (name, count) -> {
                    boolean isPossible = Brotli.isAvailable() || !name.equals("compressedBrotli");
                    if (count == 0 && isPossible) {
                        unused.add(name);
                    }
                });
        return unused;
    }
}
