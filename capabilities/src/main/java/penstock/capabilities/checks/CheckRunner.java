package penstock.capabilities.checks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import penstock.capabilities.services.CheckSpec;

/// Runs checks in the background and keeps their results until they are asked for. A run is known by its key; asking for
/// the same key twice runs it once.
public final class CheckRunner {
    private static final int SHOWN = 200;

    private final ConcurrentHashMap<String, CheckResult> results = new ConcurrentHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    /// Starts a check, after a delay, unless its key is known.
    ///
    /// @param url of the instance, without a path
    /// @param whenDone called with the key
    public void start(
            String key, CheckSpec check, String url, Duration delay, Consumer<String> whenDone) {
        if (results.putIfAbsent(key, CheckResult.RUNNING) == null) {
            Thread.ofVirtual()
                    .name("check " + key)
                    .start(
                            () -> {
                                results.put(key, run(check, url, delay));
                                whenDone.accept(key);
                            });
        }
    }

    public Optional<CheckResult> result(String key) {
        return Optional.ofNullable(results.get(key));
    }

    /// Drops all results whose key begins so.
    public void forget(String prefix) {
        results.keySet().removeIf(key -> key.startsWith(prefix));
    }

    private CheckResult run(CheckSpec check, String url, Duration delay) {
        try {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            if (check.http().isPresent()) {
                return request(check.http().get(), url, check.timeout());
            }
            if (check.command().isPresent()) {
                return command(check.command().get(), url, check.timeout());
            }
            return load(check.load().orElseThrow(), url, check.timeout());
        } catch (IOException | IllegalArgumentException e) {
            return CheckResult.failed(
                    e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CheckResult.failed("interrupted");
        }
    }

    private CheckResult request(CheckSpec.Http check, String url, Duration timeout)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(url + check.path())).timeout(timeout).build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        var said = "GET " + check.path() + " answered " + response.statusCode();
        if (response.statusCode() / 100 != 2) {
            return CheckResult.failed(said + " (expected: 200 to 299)");
        }
        boolean isFound = response.body().contains(check.contains());
        return isFound
                ? CheckResult.passed(said)
                : CheckResult.failed(
                        said
                                + " without \""
                                + check.contains()
                                + "\" in: "
                                + shorten(response.body()));
    }

    private static CheckResult command(CheckSpec.Command check, String url, Duration timeout)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(check.command()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_"));
        builder.environment().put("PENSTOCK_URL", url);
        var output = java.nio.file.Files.createTempFile("penstock-check", ".out");
        try {
            var process = builder.redirectOutput(output.toFile()).start();
            process.getOutputStream().close();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return CheckResult.failed(
                        check.command().getFirst()
                                + " did not end within "
                                + timeout.toSeconds()
                                + " s");
            }
            var text =
                    new String(
                            java.nio.file.Files.readAllBytes(output),
                            java.nio.charset.StandardCharsets.UTF_8);
            var said = check.command().getFirst() + " ended with " + process.exitValue();
            return process.exitValue() == 0
                    ? CheckResult.passed(said)
                    : CheckResult.failed(said + " (expected: 0): " + shorten(text));
        } finally {
            java.nio.file.Files.deleteIfExists(output);
        }
    }

    private CheckResult load(CheckSpec.Load load, String url, Duration timeout)
            throws InterruptedException {
        var latencies = Collections.synchronizedList(new ArrayList<Long>());
        var errors = new java.util.concurrent.atomic.AtomicLong();
        var workers = new ArrayList<Thread>();
        for (int i = 0; i < load.workers(); i++) {
            workers.add(
                    Thread.ofVirtual().start(() -> work(load, url, timeout, latencies, errors)));
        }
        for (var worker : workers) {
            worker.join();
        }
        return verdict(load, List.copyOf(latencies), errors.get());
    }

    private void work(
            CheckSpec.Load load,
            String url,
            Duration timeout,
            List<Long> latencies,
            java.util.concurrent.atomic.AtomicLong errors) {
        long interval = TimeUnit.SECONDS.toNanos(1) / load.rate();
        long start = System.nanoTime();
        long count = load.duration().toNanos() / interval;
        for (long i = 0; i < count; i++) {
            long due = start + i * interval;
            try {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                var request =
                        HttpRequest.newBuilder(URI.create(url + load.path()))
                                .timeout(timeout)
                                .build();
                var response = http.send(request, HttpResponse.BodyHandlers.discarding());
                if (response.statusCode() >= 400) {
                    errors.incrementAndGet();
                }
            } catch (IOException _) {
                errors.incrementAndGet();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
            latencies.add(System.nanoTime() - due);
        }
    }

    private static CheckResult verdict(CheckSpec.Load load, List<Long> latencies, long errors) {
        var sorted = latencies.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return CheckResult.failed("no request was made");
        }
        double share = (double) errors / sorted.size();
        long p95 =
                sorted.get(Math.min(sorted.size() - 1, (int) Math.ceil(0.95 * sorted.size()) - 1))
                        / 1_000_000;
        var said =
                String.format(
                        Locale.ROOT,
                        "%d requests, %.2f %% failed, 95th percentile %d ms",
                        sorted.size(),
                        share * 100,
                        p95);
        boolean isPassed = share <= load.maxErrors().fraction() && p95 <= load.maxP95().toMillis();
        var expected =
                " (expected: at most "
                        + load.maxErrors()
                        + " failed, "
                        + load.maxP95().toMillis()
                        + " ms)";
        return isPassed ? CheckResult.passed(said) : CheckResult.failed(said + expected);
    }

    private static String shorten(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }
}
