package penstock.bench.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;
import penstock.metrics.labels.Labels;

/// Series as pods of Kubernetes have them, ten labels each, a hundred series to a pod, and what they are worth from scrape to scrape. Of a hundred:
///
/// - 30 counters that grow by chance around a rate of their own, 15 of seconds to the millisecond, 15 that hardly ever grow (errors),
/// - 20 gauges that step now and then (replicas, connections, limits), 12 of bytes in pages that move at each scrape, 8 that are shares with four
///   decimals.
///
/// A scrape is every 15 s, one in ten up to two milliseconds late.
final class Workload {
    static final int SERIES_OF_POD = 100;
    static final long EVERY_MILLIS = 15_000;

    private static final int LATE_ONE_IN = 10;
    private static final String[] SERVICES = {
        "checkout", "payments", "catalogue", "search", "basket", "accounts", "mail", "pricing"
    };

    private enum Kind {
        COUNTER(30),
        SECONDS(15),
        RARE(15),
        STEPS(20),
        BYTES(12),
        SHARE(8);

        private final int ofHundred;

        Kind(int ofHundred) {
            this.ofHundred = ofHundred;
        }
    }

    private static final Kind[] KINDS = kinds();

    private final long begin;

    /// Of each pod.
    private final SplittableRandom[] chances;

    private final double[] values;
    private final double[] rates;

    /// @param begin of the first scrape, milliseconds since 1970
    Workload(int series, long begin, long seed) {
        this.begin = begin;
        var random = new SplittableRandom(seed);
        chances = new SplittableRandom[series / SERIES_OF_POD];
        Arrays.setAll(chances, _ -> random.split());
        values = new double[series];
        rates = new double[series];
        for (int i = 0; i < series; i++) {
            rates[i] = Math.exp(6 * random.nextDouble());
            values[i] = 4_096 * Math.floor(1_000 * random.nextDouble());
        }
    }

    private static Kind[] kinds() {
        var kinds = new Kind[SERIES_OF_POD];
        int next = 0;
        for (var kind : Kind.values()) {
            for (int i = 0; i < kind.ofHundred; i++) {
                kinds[next++] = kind;
            }
        }
        return kinds;
    }

    int pods() {
        return values.length / SERIES_OF_POD;
    }

    static Labels labels(int pod, int series) {
        var service = SERVICES[pod % SERVICES.length];
        var kind = KINDS[series];
        return Labels.of(
                Labels.NAME,
                service + "_" + kind.name().toLowerCase(java.util.Locale.ROOT) + "_" + series / 2,
                "code",
                series % 2 == 0 ? "200" : "503",
                "cluster",
                "production-eu-west-1",
                "namespace",
                "shop-" + pod % 12,
                "node",
                "ip-10-0-" + pod % 20 + "-17.eu-west-1.compute.internal",
                "pod",
                service + "-" + Integer.toHexString(0x7d9f8b + pod * 7919) + "-x" + pod,
                "container",
                service,
                "service",
                service + "-metrics",
                "job",
                "kubernetes-pods",
                "instance",
                "10.1." + pod / 250 + "." + pod % 250 + ":8080");
    }

    /// When a pod is scraped in a round.
    long time(int round, int pod) {
        long phase = pod * EVERY_MILLIS / Math.max(1, pods());
        return begin + phase + round * EVERY_MILLIS + lateness(round, pod);
    }

    private static long lateness(int round, int pod) {
        int chance = ((round * 31 + pod) * 0x9e3779b9) >>> 8;
        return chance % LATE_ONE_IN == 0 ? 1 + chance % 2 : 0;
    }

    /// The next value of a series. For one thread at a time for each pod.
    double next(int pod, int series) {
        int i = pod * SERIES_OF_POD + series;
        values[i] += change(KINDS[series], chances[pod], values[i], rates[i]);
        return KINDS[series] == Kind.SECONDS || KINDS[series] == Kind.SHARE
                ? Math.rint(values[i] * 10_000) / 10_000
                : values[i];
    }

    private static double change(Kind kind, SplittableRandom random, double value, double rate) {
        return switch (kind) {
            case COUNTER -> Math.rint(rate * (0.8 + 0.4 * random.nextDouble()));
            case SECONDS -> Math.rint(rate * 10 * (0.5 + random.nextDouble())) / 1_000;
            case RARE -> random.nextInt(50) == 0 ? 1 : 0;
            case STEPS -> random.nextInt(20) == 0 ? random.nextInt(11) - 5 : 0;
            case BYTES -> 4_096 * (random.nextInt(201) - 100);
            case SHARE -> random.nextDouble() - value;
        };
    }
}
