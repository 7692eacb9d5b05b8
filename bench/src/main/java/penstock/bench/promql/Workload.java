package penstock.bench.promql;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import penstock.metrics.labels.Labels;

/// What is stored: 1,000 series of a service for two hours, and 20,000 of a fleet for the last fifteen minutes, all every five seconds.
/// Samples are never at a whole second, queries and windows always are, so that it does not matter to whom the edge of a window belongs.
final class Workload {
    static final long STEP = 5_000;
    static final int SERVICE_STEPS = 1_440;
    static final int FLEET_STEPS = 180;

    private static final int INSTANCES = 10;
    private static final int PODS = 2_500;
    private static final int PARTS = 4;

    /// In a step, of each kind of status.
    private static final int[] MOST_REQUESTS = {50, 8, 3, 2};

    private static final String[] MODES = {
        "user", "system", "idle", "iowait", "irq", "softirq", "steal", "nice"
    };
    private static final String[] PATHS = {"/", "/cart", "/pay", "/search", "/login"};
    private static final String[] BOUNDS = {
        "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"
    };

    private final List<Simulated> service = new ArrayList<>();
    private final List<Simulated> fleet = new ArrayList<>();
    private long seed;

    /// @param seed the same seed makes the same samples
    Workload(long seed) {
        this.seed = seed;
        for (int i = 0; i < INSTANCES; i++) {
            service(i);
        }
        for (int pod = 0; pod < PODS; pod++) {
            for (int part = 0; part < PARTS; part++) {
                fleetPod(pod, part);
            }
        }
    }

    List<Simulated> service() {
        return service;
    }

    List<Simulated> fleet() {
        return fleet;
    }

    int series() {
        return service.size() + fleet.size();
    }

    private void service(int instance) {
        for (var mode : MODES) {
            add(instance, 100_000, Workload::seconds, "bench_cpu_seconds_total", "mode", mode);
        }
        for (var kind : List.of("heap", "stack", "cache", "buffers", "mapped")) {
            add(instance, 4e8, Workload::bytes, "bench_memory_bytes", "kind", kind);
        }
        for (var path : PATHS) {
            requests(instance, path);
        }
        for (int sensor = 0; sensor < 10; sensor++) {
            double start = 40 + instance + sensor / 8.0;
            var name = "s" + sensor;
            add(instance, start, Workload::degrees, "bench_temperature_celsius", "sensor", name);
        }
        for (var reason : List.of("oom", "deploy", "probe")) {
            add(instance, 0, Workload::restarts, "bench_restarts_total", "reason", reason);
        }
        add(instance, 1, (value, _) -> value, "bench_info", "version", "1." + instance % 3);
        gapped(instance);
    }

    private void requests(int instance, String path) {
        for (var method : List.of("GET", "POST")) {
            for (var status : List.of("200", "404", "500")) {
                int most = status.equals("200") ? 200 : 9;
                Motion motion = (value, chance) -> value + chance.nextInt(most);
                add(
                        instance,
                        1e6,
                        motion,
                        "bench_requests_total",
                        "method",
                        method,
                        "path",
                        path,
                        "status",
                        status);
            }
        }
        if (!path.equals("/search") && !path.equals("/login")) {
            durations(instance, path);
        }
    }

    /// A classic histogram: what is added to a bucket is added to all above it.
    private void durations(int instance, String path) {
        var added = new long[BOUNDS.length];
        for (int i = 0; i < BOUNDS.length; i++) {
            int bucket = i;
            Motion motion =
                    (value, chance) -> {
                        long below = bucket == 0 ? 0 : added[bucket - 1];
                        added[bucket] = below + chance.nextInt(1 + 60 / (1 + bucket));
                        return value + added[bucket];
                    };
            add(
                    instance,
                    1e6 * (1 + i),
                    motion,
                    "bench_request_duration_seconds_bucket",
                    "path",
                    path,
                    "le",
                    BOUNDS[i]);
        }
        add(
                instance,
                1e6,
                (value, chance) -> value + chance.nextDouble() * 12,
                "bench_request_duration_seconds_sum",
                "path",
                path);
        add(
                instance,
                12e6,
                (value, _) -> value + added[BOUNDS.length - 1],
                "bench_request_duration_seconds_count",
                "path",
                path);
    }

    private void add(int instance, double start, Motion motion, String name, String... labels) {
        service.add(
                new Simulated(
                        labels(instance, name, labels),
                        seed++,
                        start,
                        offset(instance),
                        0,
                        motion));
    }

    private void gapped(int instance) {
        var labels = labels(instance, "bench_intermittent", "kind", "gauge");
        int gap = 200 + 10 * instance;
        service.add(
                new Simulated(
                        labels, seed++, 50 + instance, offset(instance), gap, Workload::degrees));
    }

    private static Labels labels(int instance, String name, String... others) {
        var labels = Labels.builder().set(Labels.NAME, name).set("job", "bench");
        labels.set("instance", "10.0.0." + instance + ":9100");
        for (int i = 0; i < others.length; i += 2) {
            labels.set(others[i], others[i + 1]);
        }
        return labels.build();
    }

    private void fleetPod(int pod, int part) {
        var common = new ArrayList<>(List.of("job", "fleet", "cluster", "c" + pod % 10));
        common.addAll(List.of("pod", "pod-%04d".formatted(pod)));
        var counted = new ArrayList<>(common);
        counted.addAll(List.of(Labels.NAME, "fleet_requests_total", "code", part + 2 + "xx"));
        var loaded = new ArrayList<>(common);
        loaded.addAll(List.of(Labels.NAME, "fleet_load", "core", Integer.toString(part)));
        long offset = offset(pod);
        Motion requests = (value, chance) -> value + chance.nextInt(MOST_REQUESTS[part]);
        fleet.add(new Simulated(of(counted), seed++, 1e6, offset, 0, requests));
        fleet.add(new Simulated(of(loaded), seed++, pod % 97, offset, 0, Workload::degrees));
    }

    private static Labels of(List<String> labels) {
        return Labels.of(labels.toArray(String[]::new));
    }

    private static long offset(int target) {
        return 100L + target % 7 * 100L;
    }

    private static double seconds(double value, RandomGenerator chance) {
        return rounded(value + chance.nextDouble() * 5, 100);
    }

    private static double bytes(double value, RandomGenerator chance) {
        return Math.max(1 << 20, value + 4096 * chance.nextInt(-100, 101));
    }

    private static double degrees(double value, RandomGenerator chance) {
        return rounded(value + chance.nextDouble() - 0.5, 1000);
    }

    /// Begins again at 0 now and then.
    private static double restarts(double value, RandomGenerator chance) {
        int drawn = chance.nextInt(200);
        return drawn == 0 ? 0 : drawn < 20 ? value + 1 : value;
    }

    private static double rounded(double value, double parts) {
        return Math.rint(value * parts) / parts;
    }
}
