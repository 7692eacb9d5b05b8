package penstock.server.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import penstock.metrics.promql.Cancellation;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Size;
import penstock.server.prometheus.Call;
import penstock.server.prometheus.Endpoint;
import penstock.server.prometheus.Parameters;
import penstock.server.prometheus.PrometheusApi;
import penstock.server.prometheus.Reply;

/// Prometheus' API below `/prometheus`, so that its clients are given that as the base of their addresses.
final class PrometheusRoutes {
    static final String PREFIX = "/prometheus/";

    private static final String FORM = "application/x-www-form-urlencoded";

    /// Queries have a time limit of their own.
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final PrometheusApi api;
    private final Size formLimit;

    private PrometheusRoutes(PrometheusApi api, Size formLimit) {
        this.api = api;
        this.formLimit = formLimit;
    }

    static void add(Router router, ApiParts parts, Size formLimit) {
        for (var endpoint : Endpoint.values()) {
            Router.Handler handler =
                    (request, captured) ->
                            new PrometheusRoutes(
                                            parts.metrics()
                                                    .prometheus()
                                                    .orElseThrow(
                                                            () ->
                                                                    FixedRoutes.unavailable(
                                                                            "Prometheus' API")),
                                            formLimit)
                                    .answer(endpoint, request, captured);
            router.add("GET", PREFIX + endpoint.path(), handler);
            if (endpoint.takesForm()) {
                router.add("POST", PREFIX + endpoint.path(), handler);
            }
        }
    }

    private Answer answer(Endpoint endpoint, Request request, Map<String, String> captured)
            throws IOException {
        var cancellation = new Cancellation();
        Parameters parameters;
        try {
            parameters = parameters(request);
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.Invalid invalid) {
                return answer(Reply.malformed(invalid.violations().getFirst().message()));
            }
            throw e;
        }
        var call = new Call(endpoint, captured.getOrDefault("name", ""), parameters, cancellation);
        return answer(ClientWatch.during(request, FOR_EVER, cancellation, () -> api.answer(call)));
    }

    private static Answer answer(Reply reply) throws IOException {
        var outcome =
                switch (reply.kind()) {
                    case SUCCESS -> Outcome.DONE;
                    case BAD_DATA -> Outcome.MISTAKEN;
                    case EXECUTION -> Outcome.NOT_EVALUATED;
                    case CANCELLED -> Outcome.CLIENT_GONE;
                    case TIMEOUT, UNAVAILABLE -> Outcome.NOT_READY;
                };
        if (outcome == Outcome.DONE) {
            return new Answer.Stream(
                    reply.type(),
                    out -> {
                        try (var body = reply.body()) {
                            body.writeTo(out);
                        }
                    });
        }
        var body = new ByteArrayOutputStream();
        reply.body().writeTo(body);
        return new Answer.Whole(
                outcome, reply.type(), ByteBuffer.wrap(body.toByteArray()), Map.of());
    }

    private Parameters parameters(Request request) {
        var values = new LinkedHashMap<String, List<String>>();
        // also one that nobody asked for, as it must not be in the way when we look for the client
        var body = request.body().bytes(formLimit);
        if (request.method().equals("POST") && request.body().type().equals(FORM)) {
            take(Query.parse(new String(body, StandardCharsets.UTF_8)), values);
        }
        take(request.query(), values);
        return new Parameters(values);
    }

    private static void take(Query query, Map<String, List<String>> into) {
        query.check();
        query.values()
                .forEach(
                        (name, texts) ->
                                into.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(texts));
    }
}
