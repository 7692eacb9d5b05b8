package penstock.adapters.prometheus;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import penstock.metrics.promql.syntax.Literals;
import penstock.metrics.source.MetricAnswer;
import penstock.metrics.source.MetricAnswer.Fault;
import penstock.metrics.source.MetricAnswer.NotKnown;
import penstock.metrics.source.MetricAnswer.Reason;
import penstock.metrics.source.MetricQuery;
import penstock.metrics.source.MetricSource;

/// Asks a server over HTTP. Nothing is read or connected before the first query; redirects are not followed, since they would take the
/// credentials elsewhere.
public final class PrometheusSource implements MetricSource {
    private static final String HIDDEN = "•••";
    private static final String PARAMETER = "invalid parameter \"query\": ";

    /// Of what a server says besides Prometheus' words, so much is passed on.
    private static final int MESSAGE_LENGTH = 300;

    private final Connection server;
    private final ReentrantLock connecting = new ReentrantLock();
    private @Nullable HttpClient client;

    public PrometheusSource(Connection server) {
        this.server = server;
    }

    @Override
    public MetricAnswer instant(MetricQuery query, long time) {
        var form = new LinkedHashMap<String, String>();
        form.put("time", seconds(time));
        return ask("query", query, form);
    }

    @Override
    public MetricAnswer range(MetricQuery query, Times times) {
        var form = new LinkedHashMap<String, String>();
        form.put("start", seconds(times.start()));
        form.put("end", seconds(times.end()));
        form.put("step", seconds(times.step()));
        return ask("query_range", query, form);
    }

    private static String seconds(long millis) {
        return java.math.BigDecimal.valueOf(millis, 3).toPlainString();
    }

    private MetricAnswer ask(String part, MetricQuery query, Map<String, String> form) {
        form.put("query", query.text());
        form.put("timeout", seconds(Math.max(1, query.timeout().toMillis())));
        query.lookback()
                .ifPresent(lookback -> form.put("lookback_delta", seconds(lookback.toMillis())));
        String authorization;
        HttpResponse<Optional<byte[]>> response;
        try {
            authorization = server.credentials().header();
            response = send(request(server.address(part), authorization, form), query);
        } catch (TimeoutException _) {
            return new NotKnown(
                    Reason.TIMED_OUT,
                    server.url()
                            + " did not answer within "
                            + Literals.durationText(query.timeout()));
        } catch (CancellationException _) {
            return new NotKnown(Reason.CANCELLED, "query was canceled");
        } catch (IOException e) {
            // A request that is called off may fail in many ways.
            return query.cancellation().isCancelled()
                    ? new NotKnown(Reason.CANCELLED, "query was canceled")
                    : unavailable(message(e));
        }
        return response.body().isPresent()
                ? answer(response.statusCode(), response.body().get(), authorization)
                : new NotKnown(
                        Reason.TOO_LARGE,
                        server.url()
                                + ": an answer of more than "
                                + server.answerLimit()
                                + " bytes (expected: fewer series, or a larger step)");
    }

    private HttpRequest request(URI address, String authorization, Map<String, String> form) {
        var body =
                form.entrySet().stream()
                        .map(
                                entry ->
                                        entry.getKey()
                                                + "="
                                                + URLEncoder.encode(
                                                        entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        var request =
                HttpRequest.newBuilder(address)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Accept", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        if (!server.tenant().isEmpty()) {
            request.header("X-Scope-OrgID", server.tenant());
        }
        return request.build();
    }

    private HttpResponse<Optional<byte[]>> send(HttpRequest request, MetricQuery query)
            throws IOException, TimeoutException {
        var sent = client().sendAsync(request, _ -> new LimitedBody(server.answerLimit()));
        query.cancellation().onCancel(() -> sent.cancel(true));
        try {
            return sent.get(query.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } finally {
            sent.cancel(true);
        }
    }

    private HttpClient client() throws IOException {
        connecting.lock();
        try {
            if (client == null) {
                var builder =
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .followRedirects(HttpClient.Redirect.NEVER)
                                .connectTimeout(Duration.ofSeconds(10))
                                .executor(Executors.newVirtualThreadPerTaskExecutor());
                if (server.caFile().isPresent()) {
                    builder.sslContext(Trust.in(server.caFile().get()));
                }
                client = builder.build();
            }
            return client;
        } finally {
            connecting.unlock();
        }
    }

    private NotKnown unavailable(String what) {
        return new NotKnown(Reason.UNAVAILABLE, server.url() + ": " + what);
    }

    /// What went wrong: exceptions of the client often say nothing themselves.
    private static String message(Throwable error) {
        for (var cause = error; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                return cause.getMessage();
            }
        }
        return error instanceof java.net.ConnectException
                ? "nobody listens there"
                : "the connection failed";
    }

    private MetricAnswer answer(int status, byte[] body, String authorization) {
        if (status == 401 || status == 403) {
            return unavailable(
                    "answered %d (expected: credentials that it accepts)".formatted(status));
        }
        AnswerReader.Body said;
        try {
            said = AnswerReader.read(body);
        } catch (Unreadable e) {
            return status / 100 == 2
                    ? new NotKnown(
                            Reason.UNREADABLE,
                            server.url() + ": the answer cannot be read: " + e.getMessage())
                    : unavailable(
                            "answered %d (expected: the HTTP API of Prometheus below this address)"
                                    .formatted(status));
        }
        if (said.value() != null) {
            return new MetricAnswer.Known(
                    said.value(), said.warnings(), said.infos(), Optional.empty());
        }
        return failure(status, said, shown(said.error(), authorization));
    }

    private MetricAnswer failure(int status, AnswerReader.Body said, String error) {
        return switch (said.errorType()) {
            case "bad_data" ->
                    new MetricAnswer.Refused(
                            Fault.MALFORMED,
                            error.startsWith(PARAMETER)
                                    ? error.substring(PARAMETER.length())
                                    : error);
            case "execution" -> new MetricAnswer.Refused(Fault.NOT_EVALUATED, error);
            case "timeout" -> new NotKnown(Reason.TIMED_OUT, server.url() + ": " + error);
            default -> unavailable("answered " + status + ": " + error);
        };
    }

    /// Some servers repeat what they were sent.
    private static String shown(String error, String authorization) {
        var secret = authorization.substring(authorization.indexOf(' ') + 1);
        var safe = secret.isEmpty() ? error : error.replace(secret, HIDDEN);
        return safe.length() > MESSAGE_LENGTH ? safe.substring(0, MESSAGE_LENGTH) + "…" : safe;
    }

    @Override
    public void close() {
        connecting.lock();
        try {
            if (client != null) {
                client.shutdownNow();
                client = null;
            }
        } finally {
            connecting.unlock();
        }
    }
}
