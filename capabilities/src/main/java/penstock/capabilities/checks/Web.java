package penstock.capabilities.checks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import penstock.capabilities.services.CheckSpec;
import penstock.model.DurationText;

/// Requests that end in time and whose answers fit into memory, whoever answers. Redirections are not followed.
final class Web {
    private static final int LARGEST_ANSWER = 1 << 20;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    /// The whole answer.
    ///
    /// @param timeout until its last byte
    /// @throws IOException also when it is larger than 1 MiB or does not end in time
    HttpResponse<String> send(HttpRequest request, Duration timeout)
            throws IOException, InterruptedException {
        var body =
                HttpResponse.BodyHandlers.limiting(
                        HttpResponse.BodyHandlers.ofString(), LARGEST_ANSWER);
        return within(request, body, timeout);
    }

    /// The answer's head; its body is read and dropped.
    HttpResponse<Void> sendAndDrop(HttpRequest request, Duration timeout)
            throws IOException, InterruptedException {
        return within(request, HttpResponse.BodyHandlers.discarding(), timeout);
    }

    private <T> HttpResponse<T> within(
            HttpRequest request, HttpResponse.BodyHandler<T> body, Duration timeout)
            throws IOException, InterruptedException {
        var answer = client.sendAsync(request, body);
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new HttpTimeoutException("no answer within " + DurationText.format(timeout));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause
                    ? cause
                    : new IOException(String.valueOf(e.getCause()), e);
        } finally {
            answer.cancel(true);
        }
    }

    Finding check(CheckSpec.Http check, CheckOrder order) throws InterruptedException {
        try {
            var url = URI.create(order.subject().url() + check.path());
            var answer = send(HttpRequest.newBuilder(url).build(), order.spec().timeout());
            var said = "GET " + check.path() + " answered " + answer.statusCode();
            if (answer.statusCode() / 100 != 2) {
                return Finding.failed(said + " (expected: 200 to 299)");
            }
            return answer.body().contains(check.contains())
                    ? Finding.passed(said)
                    : Finding.failed(
                            said + " without \"" + check.contains() + "\" in: " + answer.body());
        } catch (IOException | IllegalArgumentException e) {
            return Finding.failed("GET " + check.path() + ": " + words(e));
        }
    }

    /// Some exceptions of connections have no message.
    static String words(Exception e) {
        var message = e.getMessage();
        return message == null || message.isBlank()
                ? e.getClass().getSimpleName().replace("Exception", "")
                : message;
    }
}
