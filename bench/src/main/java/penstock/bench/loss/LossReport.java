package penstock.bench.loss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import penstock.bench.rig.Quantiles;
import penstock.cli.load.Histogram;
import penstock.model.Node;

/// What a run showed.
///
/// @param counts by name, in the order in which they are told: `requests`, `lost`, …
/// @param kinds requests by kind
/// @param outcomes rollouts by how they ended
/// @param kills by victim
/// @param points where in the journals servers were killed
/// @param gaps after each kill of the gateway, seconds from the signal to the first answer of its successor
/// @param latency of all requests, from the moment they were due
/// @param examples of what must not be, a line each
record LossReport(
        LossPlan plan,
        Map<String, Long> counts,
        Map<String, Long> kinds,
        Map<String, Long> outcomes,
        Map<String, Long> kills,
        JournalPoints points,
        List<Double> gaps,
        Histogram latency,
        List<String> examples) {
    /// What must be 0 for the promise to hold.
    private static final List<String> PROMISED =
            List.of(
                    "lost",
                    "duplicated",
                    "misrouted",
                    "wronglyLimited",
                    "wronglyKept",
                    "wronglyDenied",
                    "unexpected",
                    "unused");

    long count(String name) {
        return counts.getOrDefault(name, 0L);
    }

    boolean isKept() {
        return PROMISED.stream().allMatch(name -> count(name) == 0);
    }

    private boolean isOwn() {
        return plan.foreign().isEmpty();
    }

    static List<Double> gaps(List<Kill> kills, List<Sighting> sightings) {
        return kills.stream()
                .filter(kill -> kill.victim() == Kill.Victim.GATEWAY)
                .map(kill -> gap(kill, sightings))
                .toList();
    }

    private static double gap(Kill kill, List<Sighting> sightings) {
        long answered =
                sightings.stream()
                        .mapToLong(Sighting::endNanos)
                        .filter(end -> end > kill.toNanos())
                        .min()
                        .orElse(kill.toNanos());
        return (answered - kill.fromNanos()) / 1e9;
    }

    static Map<String, Long> kills(List<Kill> kills) {
        var counted = new TreeMap<String, Long>();
        kills.forEach(kill -> counted.merge(name(kill.victim()), 1L, Long::sum));
        return counted;
    }

    private static String name(Kill.Victim victim) {
        return victim.name().toLowerCase(Locale.ROOT);
    }

    static Map<String, Long> outcomes(List<Trace> traces) {
        var counted = new TreeMap<String, Long>();
        traces.forEach(trace -> counted.merge(trace.phase(), 1L, Long::sum));
        return counted;
    }

    /// The examples by their kind, which is all before the first digit: the first ones of each, and how many there are.
    private List<String> told(int each) {
        var kinds = new LinkedHashMap<String, List<String>>();
        for (var example : examples) {
            kinds.computeIfAbsent(example.split("[0-9]", 2)[0], _ -> new ArrayList<>())
                    .add(example);
        }
        var told = new ArrayList<String>();
        kinds.forEach(
                (_, all) -> {
                    all.stream().limit(each).forEach(told::add);
                    if (all.size() > each) {
                        told.add("… and " + (all.size() - each) + " more of this kind");
                    }
                });
        return told;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        counts.forEach((name, value) -> lines.add(String.format("%-18s %,10d", name, value)));
        lines.add("kinds              " + kinds);
        lines.add("outcomes           " + outcomes);
        lines.add("kills              " + kills);
        lines.add(
                String.format(
                        "journal points     %d of %d%s",
                        points.count(),
                        JournalPoints.ALL.size(),
                        points.missing().isEmpty() ? "" : ", missing: " + points.missing()));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "latency            p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, max %.0f ms",
                        latency.quantileMillis(0.5),
                        latency.quantileMillis(0.99),
                        latency.quantileMillis(0.999),
                        latency.maxMillis()));
        if (!isOwn()) {
            lines.add(
                    "Not our own upstream: only what can be seen from outside is counted (lost, late).");
        }
        lines.addAll(told(3));
        lines.add((isKept() ? "The promise was kept" : "Promise broken") + "; seed " + plan.seed());
        return lines;
    }

    Node json() {
        var json = new LinkedHashMap<String, Node>();
        json.put("seed", Node.number(plan.seed()));
        json.put("ownUpstream", Node.bool(isOwn()));
        counts.forEach((name, value) -> json.put(name, Node.number(value)));
        json.put("kinds", numbers(kinds));
        json.put("outcomes", numbers(outcomes));
        json.put("killed", numbers(kills));
        json.put("serverKilledAfter", numbers(points.hits()));
        var times = new LinkedHashMap<String, Node>();
        times.put("p50", Node.number(latency.quantileMillis(0.5)));
        times.put("p99", Node.number(latency.quantileMillis(0.99)));
        times.put("p999", Node.number(latency.quantileMillis(0.999)));
        times.put("max", Node.number(latency.maxMillis()));
        json.put("latencyMillis", Node.map(times));
        if (!gaps.isEmpty()) {
            json.put("gatewayBackSeconds", new Quantiles(gaps).json());
        }
        json.put("rate", Node.number(plan.perSecond()));
        json.put("examples", Node.list(told(20).stream().map(Node::text).toList()));
        return Node.map(json);
    }

    private static Node numbers(Map<String, Long> values) {
        var numbers = new LinkedHashMap<String, Node>();
        values.forEach((name, value) -> numbers.put(name, Node.number(value)));
        return Node.map(numbers);
    }
}
