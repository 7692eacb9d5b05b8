package penstock.capabilities.rollout;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import penstock.gateway.routes.Clients;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Trouble;
import penstock.judge.Histogram;
import penstock.judge.JudgePolicy;
import penstock.judge.Sample;
import penstock.judge.Tally;

/// What one version did in one report besides its figures and latency. As text, behind those: `,NAME=CLIENTS` for each class of trouble
/// that clients met, and `,clients=COUNT/FAILING`, `,clients-NAME=COUNT` and `,first=index:count;…` where they are counted; nothing of
/// what did not happen, so that a line of an earlier version reads as one without it.
///
/// @param troubles distinct clients that met each, once in 60 s
/// @param clients the same and the latency by clients; absent where they are not counted
record ArmDetails(Map<Trouble, Long> troubles, Optional<ByClient> clients) {
    static final ArmDetails NONE = new ArmDetails(Map.of(), Optional.empty());

    private static final String CLIENTS = "clients";
    private static final String FIRST = "first";

    ArmDetails {
        troubles = Map.copyOf(troubles);
    }

    /// Each client once, see [Clients].
    ///
    /// @param latency of their first requests
    record ByClient(long count, long failing, Map<Trouble, Long> troubles, Histogram latency) {
        static final ByClient NONE = new ByClient(0, 0, Map.of(), Histogram.empty());

        ByClient {
            troubles = Map.copyOf(troubles);
        }

        private ByClient plus(ByClient other) {
            return new ByClient(
                    count + other.count,
                    failing + other.failing,
                    sums(troubles, other.troubles),
                    latency.merge(other.latency));
        }

        private static ByClient of(Clients counted) {
            return new ByClient(
                    counted.count(),
                    counted.failing(),
                    counted.troubles(),
                    histogram(counted.latency()));
        }
    }

    static ArmDetails of(Observation seen) {
        var troubles = new EnumMap<Trouble, Long>(Trouble.class);
        seen.troubles()
                .counts()
                .forEach(
                        (trouble, count) -> {
                            if (count.clients() > 0) {
                                troubles.put(trouble, count.clients());
                            }
                        });
        return new ArmDetails(troubles, seen.clients().map(ByClient::of));
    }

    ArmDetails plus(ArmDetails other) {
        return new ArmDetails(
                sums(troubles, other.troubles),
                clients.isPresent() && other.clients.isPresent()
                        ? Optional.of(clients.get().plus(other.clients.get()))
                        : clients.or(() -> other.clients));
    }

    private static Map<Trouble, Long> sums(Map<Trouble, Long> one, Map<Trouble, Long> other) {
        var sums = new EnumMap<Trouble, Long>(Trouble.class);
        sums.putAll(one);
        other.forEach((trouble, clients) -> sums.merge(trouble, clients, Long::sum));
        return sums;
    }

    static Histogram histogram(LatencyHistogram latency) {
        var indexes = new int[latency.size()];
        var counts = new long[latency.size()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = latency.indexAt(i);
            counts[i] = latency.countAt(i);
        }
        return Histogram.of(indexes, counts);
    }

    /// What the judge is told by requests, with the classes that are compared.
    Sample addTo(Sample requests, JudgePolicy policy) {
        return with(requests, troubles, policy);
    }

    /// What the judge is told by clients; nothing where they are not counted.
    Sample sampleByClient(JudgePolicy policy) {
        var each = clients.orElse(ByClient.NONE);
        return with(
                new Sample(each.count(), each.failing(), each.latency()), each.troubles(), policy);
    }

    private static Sample with(Sample sample, Map<Trouble, Long> troubles, JudgePolicy policy) {
        var told = sample;
        for (var compared : ComparedMetrics.series(policy).entrySet()) {
            long met = Math.min(sample.requests(), troubles.getOrDefault(compared.getValue(), 0L));
            told = told.with(compared.getKey(), new Tally(sample.requests(), met));
        }
        return told;
    }

    /// Begins with a comma unless it is empty.
    String text() {
        var text = new StringBuilder();
        append(text, "", troubles);
        clients.ifPresent(
                each -> {
                    text.append(",clients=")
                            .append(each.count())
                            .append('/')
                            .append(each.failing());
                    append(text, CLIENTS + "-", each.troubles());
                    text.append(",first=").append(buckets(each.latency()));
                });
        return text.toString();
    }

    private static void append(StringBuilder text, String prefix, Map<Trouble, Long> troubles) {
        for (var trouble : Trouble.values()) {
            var count = troubles.get(trouble);
            if (count != null) {
                text.append(',').append(prefix).append(name(trouble)).append('=').append(count);
            }
        }
    }

    /// @throws IllegalArgumentException for parts that are none
    static ArmDetails parse(List<String> parts) {
        var named = new TreeMap<String, String>();
        for (var part : parts) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("part: " + part + " (expected: name=value)");
            }
            named.put(part.substring(0, equals), part.substring(equals + 1));
        }
        var counted = Optional.ofNullable(named.get(CLIENTS)).map(text -> text.split("/", -1));
        return new ArmDetails(
                troubles("", named),
                counted.map(
                        both ->
                                new ByClient(
                                        Long.parseLong(both[0]),
                                        Long.parseLong(both[1]),
                                        troubles(CLIENTS + "-", named),
                                        histogram(named.getOrDefault(FIRST, "")))));
    }

    private static Map<Trouble, Long> troubles(String prefix, Map<String, String> named) {
        var troubles = new EnumMap<Trouble, Long>(Trouble.class);
        for (var trouble : Trouble.values()) {
            var text = named.get(prefix + name(trouble));
            if (text != null) {
                troubles.put(trouble, Long.valueOf(text));
            }
        }
        return troubles;
    }

    private static String name(Trouble trouble) {
        return trouble.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String buckets(Histogram latency) {
        var text = new StringJoiner(";");
        latency.buckets().forEach((index, count) -> text.add(index + ":" + count));
        return text.toString();
    }

    private static Histogram histogram(String text) {
        var buckets = new TreeMap<Integer, Long>();
        for (var bucket : text.split(";", -1)) {
            if (!bucket.isEmpty()) {
                int colon = bucket.indexOf(':');
                buckets.put(
                        Integer.valueOf(bucket.substring(0, colon)),
                        Long.valueOf(bucket.substring(colon + 1)));
            }
        }
        return Histogram.of(buckets);
    }
}
