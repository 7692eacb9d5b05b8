package penstock.bench.gateway;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import penstock.cli.load.Histogram;
import penstock.model.Node;

/// One proxy under one workload in one round.
///
/// @param most requests in a second when as much is asked as can be had
/// @param cost then
/// @param candidateShare of these, those that the second version got; 0 where requests are no requests to it (WebSocket messages)
/// @param rate requests that were asked for in each second of the second half
/// @param reached and answered in it
/// @param costAtRate then
/// @param latency then
record Point(
        double most,
        Cost cost,
        double candidateShare,
        double rate,
        double reached,
        Cost costAtRate,
        Histogram latency) {

    /// Below this share of the asked rate the proxy, or the machine, was not up to it.
    private static final double ENOUGH = 0.97;

    double millis(double share) {
        return latency.quantileMillis(share);
    }

    boolean isOverloaded() {
        return reached < ENOUGH * rate;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%8.0f/s  CPU-s/100k %6.2f (load %.2f, upstreams %.2f)%s  at %.0f/s: CPU %6.2f  p50 %.2f p99 %.2f p99.9 %.2f ms%s",
                most,
                cost.proxy(),
                cost.load(),
                cost.upstreams(),
                candidateShare > 0
                        ? String.format(Locale.ROOT, "  candidate %.1f %%", candidateShare * 100)
                        : "",
                rate,
                costAtRate.proxy(),
                millis(0.5),
                millis(0.99),
                millis(0.999),
                isOverloaded() ? String.format(Locale.ROOT, "  (reached %.0f/s)", reached) : "");
    }

    Node json() {
        Map<String, Node> json = new LinkedHashMap<>();
        json.put("requestsPerSecond", Node.number(most));
        json.put("cpuSecondsPer100k", Node.number(cost.proxy()));
        json.put("loadCpuSecondsPer100k", Node.number(cost.load()));
        json.put("upstreamsCpuSecondsPer100k", Node.number(cost.upstreams()));
        json.put("candidateShare", Node.number(candidateShare));
        json.put("rate", Node.number(rate));
        json.put("reached", Node.number(reached));
        json.put("cpuSecondsPer100kAtRate", Node.number(costAtRate.proxy()));
        json.put("p50Millis", Node.number(millis(0.5)));
        json.put("p99Millis", Node.number(millis(0.99)));
        json.put("p999Millis", Node.number(millis(0.999)));
        return Node.map(json);
    }
}
