package penstock.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.store.TimeSeriesStore;
import penstock.server.config.Settings;
import penstock.server.config.SettingsReader;
import penstock.server.prometheus.Activity;
import penstock.server.prometheus.Call;
import penstock.server.prometheus.Parameters;
import penstock.server.prometheus.PrometheusApi;
import penstock.server.prometheus.Reply;
import penstock.server.wiring.MetricStore;

/// Asks the API, set up as the server sets it up and with as many series as it takes, the worst that is allowed: each four times at
/// once. Says on its output what came of each. Argument: the folder.
final class QueriesUnderPressure {
    static final long NOW = 1_767_436_620_000L;

    /// What the rest of a server has in memory.
    private static final int OTHERS = 32 << 20;

    private static final int SERIES = 95_000;

    private final PrometheusApi api;

    private QueriesUnderPressure(PrometheusApi api) {
        this.api = api;
    }

    public static void main(String[] arguments) throws Exception {
        var others = new byte[OTHERS];
        var folder = Path.of(arguments[0]);
        Settings.Metrics settings =
                SettingsReader.read(Optional.empty(), Map.of(), List.of()).metrics();
        InstantSource clock = () -> Instant.ofEpochMilli(NOW);
        try (var store = MetricStore.start(folder, settings, clock, _ -> {})) {
            while (store.store().isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
            fill(store.store().get());
            var program =
                    new QueriesUnderPressure(
                            MetricsWiring.api(
                                    store,
                                    MetricsWiring.Answering.of(settings, store),
                                    Activity.NONE,
                                    folder,
                                    settings));
            for (var hostile : HostileQuery.ALL) {
                program.ask(hostile);
            }
        }
        System.out.println("others " + others.length);
    }

    private static void fill(TimeSeriesStore store) {
        var batch = store.batch();
        for (int i = 0; i < SERIES; i++) {
            var labels =
                    Labels.of(
                            "__name__",
                            "many",
                            "instance",
                            "instance-" + i % 1000,
                            "job",
                            "job-" + i % 10,
                            "i",
                            "" + i);
            long reference = batch.series(labels, "target-" + i % 5);
            batch.sample(reference, NOW - 60_000, i);
            batch.sample(reference, NOW - 1000, i);
            if (i % 5000 == 0) {
                batch.commit();
            }
        }
        batch.commit();
        for (int i = 0; i < 100; i++) {
            long counter = batch.series(Labels.of("__name__", "few_total", "i", "" + i), "few");
            long histogram = batch.series(Labels.of("__name__", "latency", "i", "" + i), "few");
            for (int step = 0; step < 500; step++) {
                batch.sample(counter, NOW - 1000L * (500 - step), step);
                if (i < 40) {
                    batch.histogram(histogram, NOW - 1000L * (500 - step), histogram(step), 0);
                }
            }
            batch.commit();
        }
    }

    private static FloatHistogram histogram(int step) {
        var counts = new double[160];
        double count = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = step + i;
            count += counts[i];
        }
        return new FloatHistogram(
                3,
                0.001,
                0,
                count,
                count,
                Buckets.run(-80, counts),
                Buckets.NONE,
                Bounds.NONE,
                CounterReset.UNKNOWN);
    }

    private void ask(HostileQuery hostile) throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        var outcomes = new TreeSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<String>>();
            for (int i = 0; i < 4; i++) {
                answers.add(threads.submit(() -> outcome(hostile)));
            }
            for (var answer : answers) {
                outcomes.add(answer.get());
            }
        }
        var time = Duration.ofNanos(System.nanoTime() - began);
        System.out.println(hostile.name() + "\t" + outcomes + "\t" + time.toMillis() + " ms");
    }

    private String outcome(HostileQuery hostile) {
        var call =
                new Call(
                        hostile.endpoint(),
                        "i",
                        new Parameters(hostile.parameters()),
                        new Cancellation());
        Reply reply = api.answer(call);
        var beginning = new Beginning();
        try (var body = reply.body()) {
            body.writeTo(beginning);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reply.kind() + (reply.kind() == Reply.Kind.SUCCESS ? "" : " " + beginning.text);
    }

    /// Keeps what comes first.
    private static final class Beginning extends OutputStream {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(int b) {
            if (text.length() < 300) {
                text.append((char) b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            for (int i = 0; i < length && text.length() < 300; i++) {
                write(bytes[offset + i]);
            }
        }
    }
}
