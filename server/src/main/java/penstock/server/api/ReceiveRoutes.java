package penstock.server.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import penstock.metrics.exposition.OtlpAnswer;
import penstock.metrics.exposition.RemoteWrite;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Text;
import penstock.server.receive.Receipt;
import penstock.server.receive.Receiver;

/// Where others send their metrics: remote write and OTLP below `/prometheus`, as a Prometheus server has them.
final class ReceiveRoutes {
    static final String WRITE = PrometheusRoutes.PREFIX + "api/v1/write";
    static final String OTLP = PrometheusRoutes.PREFIX + "api/v1/otlp/v1/metrics";

    private static final String PROTOBUF = "application/x-protobuf";
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String WRITTEN = "X-Prometheus-Remote-Write-";

    /// Of gRPC: the sender made a mistake.
    private static final int INVALID_ARGUMENT = 3;

    /// Of gRPC: it may be sent again.
    private static final int UNAVAILABLE = 14;

    private final ApiParts parts;

    private ReceiveRoutes(ApiParts parts) {
        this.parts = parts;
    }

    static void add(Router router, ApiParts parts) {
        var routes = new ReceiveRoutes(parts);
        router.add("POST", WRITE, (request, _) -> routes.write(request));
        router.add("POST", OTLP, (request, _) -> routes.otlp(request));
    }

    private Receiver receiver() {
        return parts.metrics()
                .receiver()
                .orElseThrow(() -> FixedRoutes.unavailable("Receiving metrics"));
    }

    private Answer write(Request request) throws IOException, InterruptedException {
        try {
            var form = remoteWrite(request);
            var receipt = receive(request, form, false);
            return written(receipt);
        } catch (ProblemException e) {
            return new Answer.Told(e.problem(), PLAIN, text(e.problem().message()));
        }
    }

    /// Senders of before version 1.0 tell neither.
    private static Receiver.Form remoteWrite(Request request) {
        var encoding = encoding(request);
        if (!encoding.isEmpty() && !encoding.equals("snappy")) {
            throw unsupported("Content-Encoding", encoding, "snappy");
        }
        var type = request.header("Content-Type").orElse(PROTOBUF);
        var version =
                RemoteWrite.Version.of(type)
                        .orElseThrow(
                                () ->
                                        unsupported(
                                                "Content-Type",
                                                type,
                                                PROTOBUF
                                                        + ", alone or with proto=prometheus.WriteRequest or"
                                                        + " proto=io.prometheus.write.v2.Request"));
        return switch (version) {
            case ONE -> Receiver.Form.REMOTE_WRITE_1;
            case TWO -> Receiver.Form.REMOTE_WRITE_2;
        };
    }

    private static String encoding(Request request) {
        return request.header("Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
    }

    private static ProblemException unsupported(String field, String value, String expected) {
        return new ProblemException(
                Problem.Refused.because(
                        "unsupported-media-type",
                        field
                                + " \""
                                + value
                                + "\" is not understood (expected: "
                                + expected
                                + ")."));
    }

    private Receipt receive(Request request, Receiver.Form form, boolean isGzip)
            throws IOException, InterruptedException {
        var receiver = receiver();
        var body = request.body();
        try (var stream = body.limited(receiver.bodyLimit(), "the request body")) {
            return receiver.receive(new Receiver.Incoming(form, isGzip, body.announced(), stream));
        }
    }

    private static Answer written(Receipt receipt) {
        var counts =
                Map.of(
                        WRITTEN + "Samples-Written", Long.toString(receipt.samples()),
                        WRITTEN + "Histograms-Written", Long.toString(receipt.histograms()),
                        WRITTEN + "Exemplars-Written", Long.toString(receipt.exemplars()));
        if (receipt.problem().isEmpty()) {
            return new Answer.Whole(Outcome.NOTHING_NEW, "", ByteBuffer.allocate(0), counts);
        }
        long stored = receipt.samples() + receipt.histograms();
        var samples =
                stored == 1 ? "1 sample of the request is" : stored + " samples of the request are";
        var message = receipt.problem() + ". " + samples + " stored.";
        return new Answer.Whole(Outcome.MISTAKEN, PLAIN, text(message), counts);
    }

    private Answer otlp(Request request) throws IOException, InterruptedException {
        boolean isJson = request.body().type().equals(Answer.JSON);
        try {
            var encoding = encoding(request);
            if (!isJson && !request.body().type().equals(PROTOBUF)) {
                throw unsupported(
                        "Content-Type", request.body().type(), PROTOBUF + " or " + Answer.JSON);
            }
            boolean isPlain = encoding.isEmpty() || encoding.equals("identity");
            if (!isPlain && !encoding.equals("gzip")) {
                throw unsupported("Content-Encoding", encoding, "gzip, or none");
            }
            var form = isJson ? Receiver.Form.OTLP_JSON : Receiver.Form.OTLP;
            return exported(receive(request, form, !isPlain), isJson);
        } catch (ProblemException e) {
            int code = e.problem() instanceof Problem.Unavailable ? UNAVAILABLE : INVALID_ARGUMENT;
            return new Answer.Told(
                    e.problem(), type(isJson), status(code, e.problem().message(), isJson));
        }
    }

    private static String type(boolean isJson) {
        return isJson ? Answer.JSON : PROTOBUF;
    }

    private static Answer exported(Receipt receipt, boolean isJson) {
        if (receipt.isMalformed()) {
            return new Answer.Whole(
                    Outcome.MISTAKEN,
                    type(isJson),
                    status(INVALID_ARGUMENT, receipt.problem() + ".", isJson),
                    Map.of());
        }
        var separator = receipt.problem().isEmpty() || receipt.warning().isEmpty() ? "" : "; ";
        var message = receipt.problem() + separator + receipt.warning();
        return new Answer.Whole(
                Outcome.DONE,
                type(isJson),
                isJson
                        ? text(Text.writeJson(response(receipt.refusedPoints(), message)))
                        : ByteBuffer.wrap(OtlpAnswer.response(receipt.refusedPoints(), message)),
                Map.of());
    }

    private static Node response(long rejected, String message) {
        if (rejected == 0 && message.isEmpty()) {
            return Node.map(Map.of());
        }
        var partial =
                Node.map(Map.of("rejectedDataPoints", Node.text(Long.toString(rejected))))
                        .with("errorMessage", Node.text(message));
        return Node.map(Map.of("partialSuccess", partial));
    }

    private static ByteBuffer status(int code, String message, boolean isJson) {
        return isJson
                ? text(
                        Text.writeJson(
                                Node.map(Map.of("code", Node.number(code)))
                                        .with("message", Node.text(message))))
                : ByteBuffer.wrap(OtlpAnswer.status(code, message));
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
