package penstock.metrics.scrape;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import penstock.metrics.exposition.ExpositionFormat;

/// Asks targets over HTTP/1.1. Safe for many threads.
final class Fetcher implements AutoCloseable {
    private static final int MOST_HOPS = 10;
    private static final int OK = 200;

    private final BodyMemory memory;
    private final String userAgent;
    private final Clients clients = new Clients();

    Fetcher(BodyMemory memory, String userAgent) {
        this.memory = memory;
        this.userAgent = userAgent;
    }

    /// What a target answers, within its time and its limit.
    ///
    /// @throws ScrapeProblem when it does not
    /// @throws InterruptedException when the thread is interrupted, which ends the request
    Body fetch(URI url, ScrapeSettings settings) throws InterruptedException {
        long deadline = System.nanoTime() + settings.timeout().toNanos();
        try {
            var answer = ask(url, settings, deadline);
            return body(answer, settings, deadline);
        } catch (HttpTimeoutException _) {
            throw late(settings);
        } catch (IOException e) {
            throw new ScrapeProblem(explained(url, e));
        }
    }

    private HttpResponse<InputStream> ask(URI first, ScrapeSettings settings, long deadline)
            throws IOException, InterruptedException {
        var http = settings.http();
        var client = clients.of(http.tls());
        URI url = first;
        for (int hop = 0; hop <= MOST_HOPS; hop++) {
            // What is secret is for the target alone, not for where it sends us.
            boolean isTrusted = isSameOrigin(first, url);
            var answer =
                    client.send(
                            request(url, settings, isTrusted, deadline),
                            BodyHandlers.ofInputStream());
            var next = http.follows() ? redirected(url, answer) : Optional.<URI>empty();
            if (next.isEmpty()) {
                return answer;
            }
            answer.body().close();
            url = next.get();
        }
        throw new ScrapeProblem("it sends us elsewhere more than " + MOST_HOPS + " times");
    }

    private static boolean isSameOrigin(URI a, URI b) {
        return a.getScheme().equals(b.getScheme()) && a.getAuthority().equals(b.getAuthority());
    }

    private static Optional<URI> redirected(URI from, HttpResponse<InputStream> answer)
            throws IOException {
        boolean isRedirect =
                switch (answer.statusCode()) {
                    case 301, 302, 303, 307, 308 -> true;
                    default -> false;
                };
        var location = answer.headers().firstValue("Location");
        if (!isRedirect || location.isEmpty()) {
            return Optional.empty();
        }
        try {
            var to = from.resolve(location.get());
            if (("http".equals(to.getScheme()) || "https".equals(to.getScheme()))
                    && to.getHost() != null) {
                return Optional.of(to);
            }
        } catch (IllegalArgumentException _) {
            // as below
        }
        answer.body().close();
        throw new ScrapeProblem("it sends us elsewhere, but to no address of http or https");
    }

    private HttpRequest request(URI url, ScrapeSettings settings, boolean isTrusted, long deadline)
            throws HttpTimeoutException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new HttpTimeoutException("");
        }
        var request =
                HttpRequest.newBuilder(url)
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(Duration.ofNanos(left))
                        .header(
                                "Accept",
                                ExpositionFormat.accept(settings.formats().wantsNativeHistograms()))
                        .header(
                                "Accept-Encoding",
                                settings.http().asksForGzip() ? "gzip" : "identity")
                        .header("User-Agent", userAgent)
                        .header("X-Prometheus-Scrape-Timeout-Seconds", seconds(settings.timeout()));
        if (isTrusted) {
            authorization(settings.http().access())
                    .ifPresent(value -> request.header("Authorization", value));
        }
        return request.build();
    }

    private static String seconds(Duration time) {
        var text = Double.toString(time.toMillis() / 1e3);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static Optional<String> authorization(Access access) {
        return switch (access) {
            case Access.None() -> Optional.empty();
            case Access.Basic(var user, var passwordFile) -> {
                String name =
                        switch (user) {
                            case Access.Name.Given(var text) -> text;
                            case Access.Name.In(var file) -> SecretFile.read(file);
                        };
                String both = name + ":" + passwordFile.map(SecretFile::read).orElse("");
                yield Optional.of(
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(both.getBytes(StandardCharsets.UTF_8)));
            }
            case Access.Token(var type, var file) ->
                    Optional.of(type + " " + SecretFile.read(file));
        };
    }

    private Body body(HttpResponse<InputStream> answer, ScrapeSettings settings, long deadline)
            throws IOException, InterruptedException {
        if (answer.statusCode() != OK) {
            answer.body().close();
            throw new ScrapeProblem("it answers " + answer.statusCode() + " (expected: 200)");
        }
        var isLate = new AtomicBoolean();
        var ended = new CountDownLatch(1);
        Thread.ofVirtual()
                .name("scrape-deadline")
                .start(() -> watch(answer.body(), deadline, ended, isLate));
        Body body;
        try (var _ = answer.body()) {
            body = BodyReader.read(answer, memory, settings.limits().body());
        } catch (IOException e) {
            if (isLate.get()) {
                throw late(settings);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        } finally {
            ended.countDown();
        }
        if (isLate.get()) {
            body.close();
            throw late(settings);
        }
        return body;
    }

    /// An answer that trickles in is cut off when its time is over.
    private static void watch(
            InputStream in, long deadline, CountDownLatch ended, AtomicBoolean isLate) {
        try {
            if (!ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                isLate.set(true);
                in.close();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException _) {
            // it is closed all the same
        }
    }

    private static ScrapeProblem late(ScrapeSettings settings) {
        return new ScrapeProblem(
                "no whole answer within " + seconds(settings.timeout()) + " s (scrape_timeout)");
    }

    private static String explained(URI url, IOException e) {
        String authority = url.getAuthority();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return url.getHost() + " has no address (expected: a name that can be looked up)";
            }
            if (cause instanceof javax.net.ssl.SSLException) {
                return authority + " is not trusted: " + cause.getMessage();
            }
        }
        if (e instanceof ConnectException) {
            return authority + " refuses the connection";
        }
        String what = e.getMessage();
        return authority + ": " + (what == null ? e.getClass().getSimpleName() : what);
    }

    @Override
    public void close() {
        clients.close();
    }
}
