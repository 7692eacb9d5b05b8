package penstock.gateway.control;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The two calls a gateway makes to its control plane. Blocking; for virtual threads.
public final class ControlPlane implements AutoCloseable {

    private static final Duration SLACK = Duration.ofSeconds(10);
    private static final Duration REPORT = Duration.ofSeconds(5);

    private final URI base;
    private final Path credentialFile;
    private @Nullable HttpClient client;

    /// `base` is for example `http://127.0.0.1:7070`. The credential is read anew for each call, so it may be exchanged.
    public ControlPlane(URI base, Path credentialFile) {
        this.base = base;
        this.credentialFile = credentialFile;
    }

    /// Made when it is first needed: a gateway that starts again serves before it talks.
    private synchronized HttpClient http() {
        HttpClient made = client;
        if (made == null) {
            made =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(REPORT)
                            .executor(task -> Thread.ofVirtual().start(task))
                            .build();
            client = made;
        }
        return made;
    }

    /// Waits for a table newer than the given version; nothing when there was none for so long.
    Optional<byte[]> poll(long after, Duration wait) throws IOException, InterruptedException {
        HttpRequest request =
                call(
                                "/internal/v1/routes?after="
                                        + after
                                        + "&wait="
                                        + wait.toSeconds()
                                        + "s",
                                wait.plus(SLACK))
                        .GET()
                        .build();
        HttpResponse<byte[]> answer = http().send(request, BodyHandlers.ofByteArray());
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(answer.body());
            case 204 -> Optional.empty();
            default ->
                    throw new IOException(
                            "the control plane answered "
                                    + answer.statusCode()
                                    + " to a poll for routes");
        };
    }

    /// Delivers an encoded report; returns once it is acknowledged.
    void report(byte[] encoded) throws IOException, InterruptedException {
        HttpRequest request =
                call("/internal/v1/observations", REPORT)
                        .header("Content-Type", "application/octet-stream")
                        .POST(BodyPublishers.ofByteArray(encoded))
                        .build();
        int status = http().send(request, BodyHandlers.discarding()).statusCode();
        if (status < 200 || status > 299) {
            throw new IOException("the control plane answered " + status + " to a report");
        }
    }

    private HttpRequest.Builder call(String path, Duration timeout) throws IOException {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(timeout)
                .header("Authorization", "Bearer " + Files.readString(credentialFile).strip());
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
