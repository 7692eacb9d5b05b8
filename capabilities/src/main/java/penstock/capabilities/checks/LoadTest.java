package penstock.capabilities.checks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import penstock.capabilities.services.CheckSpec.Load;

/// Checks by a closed load of requests (DEL-35).
final class LoadTest {
    private final Web web;

    LoadTest(Web web) {
        this.web = web;
    }

    /// @param latencies in nanoseconds
    private record Figures(ConcurrentLinkedQueue<Long> latencies, AtomicLong errors) {}

    Finding run(Load load, CheckOrder order) throws InterruptedException {
        var figures = new Figures(new ConcurrentLinkedQueue<>(), new AtomicLong());
        var workers = new ArrayList<Thread>();
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(order.subject().url() + load.path())).build();
            for (int i = 0; i < load.workers(); i++) {
                workers.add(
                        Thread.ofVirtual()
                                .start(() -> work(load, request, order.spec().timeout(), figures)));
            }
            for (var worker : workers) {
                worker.join();
            }
        } catch (IllegalArgumentException e) {
            return Finding.failed("GET " + load.path() + ": " + Web.words(e));
        } finally {
            workers.forEach(Thread::interrupt);
        }
        return verdict(load, List.copyOf(figures.latencies()), figures.errors().get());
    }

    private void work(Load load, HttpRequest request, Duration timeout, Figures figures) {
        long interval = TimeUnit.SECONDS.toNanos(1) / load.rate();
        long start = System.nanoTime();
        long count = load.duration().toNanos() / interval;
        for (long i = 0; i < count; i++) {
            long due = start + i * interval;
            try {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                if (web.sendAndDrop(request, timeout).statusCode() >= 400) {
                    figures.errors().incrementAndGet();
                }
            } catch (IOException _) {
                figures.errors().incrementAndGet();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
            figures.latencies().add(System.nanoTime() - due);
        }
    }

    private static Finding verdict(Load load, List<Long> latencies, long errors) {
        var sorted = latencies.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            return Finding.failed("no request was made");
        }
        double share = (double) errors / sorted.length;
        long p95 = sorted[(int) Math.ceil(0.95 * sorted.length) - 1] / 1_000_000;
        var said =
                String.format(
                        Locale.ROOT,
                        "%d requests, %.2f %% failed, 95th percentile %d ms",
                        sorted.length,
                        share * 100,
                        p95);
        boolean isPassed = share <= load.maxErrors().fraction() && p95 <= load.maxP95().toMillis();
        var expected =
                " (expected: at most "
                        + load.maxErrors()
                        + " failed, "
                        + load.maxP95().toMillis()
                        + " ms)";
        return isPassed ? Finding.passed(said) : Finding.failed(said + expected);
    }
}
