package penstock.bench.promql;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import penstock.bench.rig.ServerProcess;
import penstock.cli.api.ApiException;
import penstock.model.Text;

/// Debian's Prometheus, on a free port of loopback and with its data in a folder of the benchmark.
final class PrometheusServer implements Subject, AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/prometheus");

    private final ServerProcess process;
    private final URI url;
    private final Path folder;
    private final HttpClient client = HttpClient.newHttpClient();

    private PrometheusServer(ServerProcess process, URI url, Path folder) {
        this.process = process;
        this.url = url;
        this.folder = folder;
    }

    static void check() {
        if (!Files.isExecutable(PROGRAM)) {
            throw ApiException.usage(
                    PROGRAM
                            + " is not there (expected: Debian's package; install it with: apt-get install"
                            + " --no-install-recommends prometheus)");
        }
    }

    static PrometheusServer start(Path folder) throws IOException {
        var config = Files.writeString(folder.resolve("prometheus.yml"), "scrape_configs: []\n");
        var log = folder.resolve("prometheus.log");
        int port = ServerProcess.freePort();
        var process =
                new ServerProcess(
                        List.of(
                                PROGRAM.toString(),
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port,
                                "--web.enable-remote-write-receiver",
                                "--web.enable-admin-api",
                                "--log.level=warn"),
                        log);
        var server = new PrometheusServer(process, ServerProcess.loopback(port), folder);
        process.await(server::isReady);
        return server;
    }

    private boolean isReady() {
        try {
            return send("GET", "/-/ready", new byte[0]).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public String name() {
        return "Prometheus";
    }

    @Override
    public URI url() {
        return url;
    }

    @Override
    public String authorization() {
        return "";
    }

    @Override
    public ServerProcess process() {
        return process;
    }

    @Override
    public String query(String text) {
        return text;
    }

    String version() throws IOException {
        var body = text("GET", "/api/v1/status/buildinfo");
        return Text.readJson(body).textAt("data", "version");
    }

    Ingestion ingest(Bodies.Written bodies, int series) throws IOException {
        double heapBefore = heap();
        double before = processorSeconds();
        long began = System.nanoTime();
        Bodies.read(bodies.file(), this::write);
        double seconds = (System.nanoTime() - began) / 1e9;
        double used = processorSeconds() - before;
        return new Ingestion(
                bodies.samples(),
                series,
                seconds,
                used,
                heap() - heapBefore,
                process.residentBytes());
    }

    private void write(byte[] body) throws IOException {
        var answer = send("POST", "/api/v1/write", body);
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    "Prometheus refused samples: "
                            + new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    /// Live bytes of the heap, after a collection.
    private double heap() throws IOException {
        send("GET", "/debug/pprof/heap?gc=1", new byte[0]);
        return text("GET", "/metrics")
                .lines()
                .filter(line -> line.startsWith("go_memstats_heap_alloc_bytes "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    /// Has the samples written to a block, and answers the bytes of that for each sample.
    double bytesPerSample(long samples) throws IOException {
        var answer = text("POST", "/api/v1/admin/tsdb/snapshot");
        var name = Text.readJson(answer).textAt("data", "name");
        try (var files = Files.walk(folder.resolve("data/snapshots").resolve(name))) {
            long bytes =
                    files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum();
            return bytes / (double) samples;
        }
    }

    private String text(String method, String path) throws IOException {
        return new String(
                send(method, path, new byte[0]).body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private java.net.http.HttpResponse<byte[]> send(String method, String path, byte[] body)
            throws IOException {
        var request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (body.length > 0) {
            request.header("Content-Encoding", "snappy")
                    .header("Content-Type", "application/x-protobuf")
                    .header("X-Prometheus-Remote-Write-Version", "0.1.0");
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
        process.close();
    }
}
