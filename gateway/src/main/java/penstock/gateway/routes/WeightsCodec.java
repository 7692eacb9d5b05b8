package penstock.gateway.routes;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// The weights of a route's instances, within a route table.
final class WeightsCodec {

    static final Part<Route> PART =
            new Part<>(
                    "weights",
                    route -> !route.rules().load().weights().isEmpty(),
                    (route, out) -> write(route.rules().load().weights(), out),
                    (route, in) ->
                            route.with(
                                    route.rules()
                                            .with(route.rules().load().withWeights(read(in)))));

    private WeightsCodec() {}

    private record Weight(String instance, int weight) {}

    private static void write(Map<String, Integer> weights, BinaryWriter out) {
        out.number(weights.size());
        new TreeMap<>(weights)
                .forEach(
                        (instance, weight) -> {
                            out.text(instance);
                            out.number(weight);
                        });
    }

    private static Map<String, Integer> read(BinaryReader in) {
        var weights = new HashMap<String, Integer>();
        String last = "";
        for (Weight each :
                in.list(
                        "weights",
                        part -> new Weight(part.text("instanceId"), part.small("weight")))) {
            if (each.instance.compareTo(last) <= 0) {
                throw new IllegalArgumentException(
                        "weights: " + each.instance + " (expected: in order, each once)");
            }
            last = each.instance;
            weights.put(each.instance, each.weight);
        }
        if (weights.isEmpty()) {
            throw new IllegalArgumentException("weights: none (expected: one or more)");
        }
        return weights;
    }
}
