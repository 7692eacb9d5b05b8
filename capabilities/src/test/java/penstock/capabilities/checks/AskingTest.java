package penstock.capabilities.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;
import penstock.model.Text;

/// Checks that ask somebody: the candidate, a program, a webhook; and the runner that makes them.
final class AskingTest {
    private final Gauge gauge = new Gauge(Optional::empty, () -> Bench.NOW);
    private final HttpServer server;
    private final BlockingQueue<Node> bodies = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> secrets = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Path folder;

    AskingTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void close() {
        ended.countDown();
        server.stop(0);
    }

    /// `/200/TEXT` answers with the status and the text.
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            if (path.startsWith("/never")) {
                awaitEnd();
                return;
            }
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (!body.isEmpty()) {
                bodies.add(Text.readJson(body));
                secrets.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            }
            if (path.startsWith("/drip")) {
                drip(exchange);
                return;
            }
            var text =
                    path.startsWith("/large")
                            ? new byte[3 << 20]
                            : path.substring(Math.min(path.length(), 5))
                                    .getBytes(StandardCharsets.UTF_8);
            int status = path.startsWith("/large") ? 200 : Integer.parseInt(path.substring(1, 4));
            exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write('x');
        exchange.getResponseBody().flush();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Finding measure(String check) throws InterruptedException {
        return gauge.measure(Bench.order(check, url(), Duration.ZERO, true));
    }

    private Finding hook(String path, String more) throws InterruptedException {
        return measure("{ webhook: { url: '" + url() + path + "' }" + more + " }");
    }

    private static void assertFound(Finding finding, Outcome outcome, String words) {
        assertThat(finding.message()).contains(words);
        assertThat(finding.outcome()).as(finding.message()).isEqualTo(outcome);
    }

    @Test
    void aCandidateAnswersWithSuccessAndWithWhatIsExpected() throws InterruptedException {
        assertFound(measure("http: /200/OK"), Outcome.PASSED, "GET /200/OK answered 200");
        assertFound(measure("http: /500/"), Outcome.FAILED, "500 (expected: 200 to 299)");
        assertFound(
                measure("http: { path: /200/NO, contains: OK }"),
                Outcome.FAILED,
                "without \"OK\" in: NO");
        assertFound(
                gauge.measure(Bench.order("http: /200/", "", Duration.ZERO, true)),
                Outcome.ERROR,
                "no instance of 1.1.0 is ready");
    }

    @Test
    void anAnswerThatDoesNotEndOrFitIsGivenUp() throws InterruptedException {
        assertFound(
                measure("{ http: /never, timeout: 100ms }"), Outcome.FAILED, "no answer within");
        assertFound(measure("{ http: /drip, timeout: 100ms }"), Outcome.FAILED, "no answer within");
        assertFound(measure("http: /large"), Outcome.FAILED, "GET /large: ");
        assertFound(hook("/never", ", timeout: 100ms"), Outcome.ERROR, "no answer within 100ms");
        assertFound(hook("/drip", ", timeout: 100ms"), Outcome.ERROR, "no answer within 100ms");
        assertFound(hook("/large", ""), Outcome.ERROR, "POST http://127.0.0.1:");
    }

    @Test
    void aWebhookIsToldWhatIsReleasedAndItsStatusCounts() throws InterruptedException {
        var finding =
                measure("webhook: { url: '" + url() + "/204/', metadata: { type: pre-rollout } }");

        assertFound(finding, Outcome.PASSED, "answered 204");
        var body = bodies.remove();
        assertThat(body.textAt("service")).isEqualTo("shop");
        assertThat(body.textAt("environment")).isEqualTo("production");
        assertThat(body.textAt("version")).isEqualTo("1.1.0");
        assertThat(body.textAt("stable")).isEqualTo("1.0.0");
        assertThat(body.textAt("phase")).isEqualTo("progressing");
        assertThat(body.textAt("weight")).isEqualTo("5%");
        assertThat(body.textAt("check")).isEqualTo("test");
        assertThat(body.textAt("metadata", "type")).isEqualTo("pre-rollout");
        assertFound(hook("/403/no", ""), Outcome.FAILED, "403 (expected: 200 to 299): no");
        assertFound(hook("/500/", ""), Outcome.FAILED, "500");
        assertFound(hook("/302/", ""), Outcome.FAILED, "302");
        assertFound(hook("/503/", ""), Outcome.ERROR, "503");
    }

    @Test
    void aWebhookMaySayWhatItMeans() throws InterruptedException {
        assertFound(
                hook("/200/%7B%22status%22:%22pass%22,%22message%22:%22all%20well%22%7D", ""),
                Outcome.PASSED,
                "answered 200: all well");
        assertFound(hook("/200/%7B%22status%22:%22fail%22%7D", ""), Outcome.FAILED, "200");
        assertFound(hook("/200/%7B%22status%22:%22unknown%22%7D", ""), Outcome.INCONCLUSIVE, "200");
        assertFound(
                hook("/200/%7B%22status%22:%22red%22%7D", ""),
                Outcome.ERROR,
                "status \"red\" (expected: pass, fail or unknown)");
        assertFound(hook("/200/%7Bnot%20json", ""), Outcome.PASSED, "200");
    }

    @Test
    void nobodyThereIsNoFailure() throws IOException, InterruptedException {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        var finding = measure("webhook: http://127.0.0.1:" + port + "/hook?token=s3cret");

        assertFound(finding, Outcome.ERROR, "POST http://127.0.0.1:" + port + "/hook: ");
        assertThat(finding.message()).doesNotContain("s3cret");
    }

    @Test
    void secretsComeFromFilesAndAreInNoMessage() throws IOException, InterruptedException {
        var file = Files.writeString(folder.resolve("token"), "Bearer s3cret\n");
        var check =
                "webhook: { url: '%s/500/', headerFiles: { Authorization: %s } }"
                        .formatted(url(), file);

        var finding = measure(check);

        assertThat(secrets.remove()).isEqualTo("Bearer s3cret");
        assertFound(finding, Outcome.FAILED, "500");
        assertThat(finding.message()).doesNotContain("s3cret");
        assertThat(
                        measure(
                                        """
                                        webhook: { url: '%s/403/sent%%20s3cret', headerFiles: { Authorization: %s } }"""
                                                .formatted(url(), file))
                                .message())
                .contains("sent •••");
        Files.writeString(file, "s3cret\nX-Injected: yes");
        var refused = measure(check);
        assertFound(refused, Outcome.ERROR, "token has no value for Authorization");
        assertThat(refused.message()).doesNotContain("s3cret");
        Files.delete(file);
        assertFound(measure(check), Outcome.ERROR, "was not sent");
    }

    @Test
    void aWebhookThatCannotBeAskedIsRefused() {
        for (var url :
                new String[] {"ftp://a/", "http://", "/hook", "http://u:p@a/", "http://a b/"}) {
            assertThatThrownBy(() -> Bench.order("webhook: { url: '" + url + "' }"))
                    .hasMessageContaining("check.webhook.url: not one that can be asked")
                    .hasMessageNotContaining("u:p");
        }
        assertThatThrownBy(
                        () ->
                                Bench.order(
                                        "webhook: { url: 'http://a/', headerFiles: { A: token } }"))
                .hasMessageContaining(
                        "headerFiles: \"token\" (expected: a path that begins with /)");
        assertThatThrownBy(() -> Bench.order("webhook: { url: 'http://a/', headers: { Host: b } }"))
                .hasMessageContaining("headers: \"Host\" (expected:");
        assertThatThrownBy(
                        () ->
                                Bench.order(
                                        "webhook: { url: 'http://a/', headers: { A: \"b\\r\\nC: d\" } }"))
                .hasMessageContaining("the value of A (expected: printable ASCII on one line)");
    }

    @Test
    void aProgramEndsWithZeroInTime() throws InterruptedException {
        assertFound(
                measure("command: [sh, -c, 'test -n \"$PENSTOCK_URL\"']"),
                Outcome.PASSED,
                "ended with 0");
        assertFound(
                measure("command: [sh, -c, 'echo no room; exit 3']"),
                Outcome.FAILED,
                "sh ended with 3 (expected: 0): no room");
        assertFound(
                measure("{ command: [sleep, '60'], timeout: 100ms }"),
                Outcome.FAILED,
                "sleep did not end within 100ms");
        assertFound(measure("command: [/no/such/program]"), Outcome.FAILED, "/no/such/program");
    }

    @Test
    void aLoadTestCountsErrorsAndSlowAnswers() throws InterruptedException {
        assertFound(
                measure(
                        "load: { path: /200/, rate: 50, workers: 2, duration: 200ms, maxP95: 20s }"),
                Outcome.PASSED,
                "20 requests, 0.00 % failed");
        assertFound(
                measure(
                        "load: { path: /500/, rate: 50, workers: 1, duration: 100ms, maxP95: 20s }"),
                Outcome.FAILED,
                "100.00 % failed");
    }

    @Test
    void aRunIsMadeOnceAndForgottenWithItsRollout() throws InterruptedException {
        try (var runner = new CheckRunner(gauge)) {
            var done = new CountDownLatch(1);
            var order =
                    Bench.order(
                            "webhook: { url: '" + url() + "/200/' }", url(), Duration.ZERO, true);

            runner.start("shop-2#a", 1, order, done::countDown);
            runner.start("shop-2#a", 1, order, done::countDown);
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            runner.start("shop-2#a", 1, order, done::countDown);

            assertThat(runner.result("shop-2#a", 1)).isPresent();
            assertThat(runner.result("shop-2#a", 2)).isEmpty();
            assertThat(bodies).hasSize(1);
            runner.forget("shop-2#");
            assertThat(runner.isStarted("shop-2#a", 1)).isFalse();
        }
    }

    @Test
    void whatIsUnderWayEndsWhenItIsForgotten() throws InterruptedException {
        try (var runner = new CheckRunner(gauge)) {
            var order = Bench.order("{ http: /never, timeout: 1h }", url(), Duration.ZERO, true);
            // Often, since what ends at once races with being forgotten.
            for (var i = 0; i < 20_000; i++) {
                var key = "shop-" + i + "#a";
                var done = new CountDownLatch(1);
                runner.start(key, 1, order, done::countDown);

                runner.forget("shop-" + i + "#");

                assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(runner.isStarted(key, 1)).isFalse();
            }
        }
    }

    @Test
    void theEndOfAServerIsNoResult() throws InterruptedException {
        var runner = new CheckRunner(gauge);
        var done = new CountDownLatch(1);
        var order = Bench.order("{ http: /never, timeout: 1h }", url(), Duration.ZERO, true);
        runner.start("shop-2#a", 1, order, done::countDown);

        runner.close();

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        runner.start("shop-2#a", 1, order, done::countDown);
        assertThat(runner.isStarted("shop-2#a", 1)).isFalse();
        assertThat(runner.result("shop-2#a", 1)).isEmpty();
    }
}
