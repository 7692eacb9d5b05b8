package penstock.adapters.prometheus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Quoting;
import penstock.metrics.source.MetricSource;
import penstock.testkit.MetricSourceContract;

/// The contract against a real Prometheus, that of Debian's package or of `-Dpenstock.prometheus=FOLDER`.
final class RealPrometheusTest extends MetricSourceContract {
    private static final Path FOLDER =
            Path.of(System.getProperty("penstock.prometheus", "/usr/bin"));

    private @Nullable Process server;

    @Override
    protected MetricSource open(List<Point> points, Path folder) throws IOException {
        requirePrometheus();
        var text = Files.writeString(folder.resolve("samples.txt"), openMetrics(points));
        var data = folder.resolve("data");
        run("promtool", "tsdb", "create-blocks-from", "openmetrics", text + "", data + "");
        var config = Files.writeString(folder.resolve("prometheus.yml"), "scrape_configs: []\n");
        int port = freePort();
        server =
                process(
                                folder,
                                "prometheus",
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + data,
                                "--storage.tsdb.retention.time=100y",
                                "--web.listen-address=127.0.0.1:" + port)
                        .start();
        awaitReady(port, server);
        return source(port);
    }

    private static void requirePrometheus() {
        boolean isThere = Files.isExecutable(FOLDER.resolve("promtool"));
        if (!isThere && System.getenv("CI") != null) {
            throw new AssertionError("prometheus is missing (expected in CI: package prometheus)");
        }
        if (!isThere) {
            System.err.println("not tested: a real Prometheus (package prometheus)");
        }
        assumeTrue(isThere);
    }

    private static String openMetrics(List<Point> points) {
        var text = new StringBuilder();
        for (var point : points) {
            text.append(point.labels().metricName());
            var labels = point.labels().without(Labels.NAME);
            for (int i = 0; i < labels.size(); i++) {
                text.append(i == 0 ? '{' : ',').append(labels.name(i)).append('=');
                Quoting.text(text, labels.value(i));
            }
            text.append("} ").append(point.value()).append(' ');
            text.append(point.time() / 1000.0).append('\n');
        }
        return text.append("# EOF\n").toString();
    }

    private static ProcessBuilder process(Path folder, String program, String... arguments) {
        var command = new java.util.ArrayList<>(List.of(FOLDER.resolve(program).toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(program + ".log").toFile());
    }

    private static void run(String program, String... arguments) throws IOException {
        var folder = Files.createTempDirectory("penstock-" + program);
        try {
            var log = folder.resolve(program + ".log");
            int code = process(folder, program, arguments).start().waitFor();
            if (code != 0) {
                throw new IOException(program + ": " + Files.readString(log));
            }
            Files.delete(log);
            Files.delete(folder);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitReady(int port, Process server) throws IOException {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!isReady(port)) {
            if (!server.isAlive() || System.nanoTime() - deadline > 0) {
                throw new IOException("prometheus did not start");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static boolean isReady(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var ask = "GET /-/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(ask.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return new String(
                            socket.getInputStream().readAllBytes(),
                            java.nio.charset.StandardCharsets.UTF_8)
                    .startsWith("HTTP/1.1 200");
        } catch (IOException _) {
            return false;
        }
    }

    private static PrometheusSource source(int port) {
        return new PrometheusSource(
                new Connection(
                        URI.create("http://127.0.0.1:" + port),
                        new Credentials.None(),
                        Optional.empty(),
                        "",
                        1 << 20));
    }

    @Override
    protected MetricSource withoutAnswers() {
        try {
            return source(freePort());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// The parameter is newer than Debian's version.
    @Override
    protected boolean takesLookback() {
        return false;
    }

    @Override
    protected void end() {
        if (server == null) {
            return;
        }
        server.destroy();
        try {
            if (!server.waitFor(30, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
