package penstock.server.receive;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import penstock.metrics.exposition.ExpositionSink;
import penstock.metrics.exposition.GzipBody;
import penstock.metrics.exposition.Limits;
import penstock.metrics.exposition.MalformedExposition;
import penstock.metrics.exposition.OtlpJson;
import penstock.metrics.exposition.OtlpMetrics;
import penstock.metrics.exposition.OtlpOptions;
import penstock.metrics.exposition.RemoteWrite;
import penstock.metrics.store.StoreException;
import penstock.metrics.store.TimeSeriesStore;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Size;

/// Takes remote write and OTLP. However many send at once: at most [#READING] times the limit of a body is in memory as it was sent,
/// and `concurrent` bodies are decoded, each in a small multiple of the limit of a message.
public final class Receiver {
    /// How many bodies of the largest size may be there as they were sent.
    private static final int READING = 4;

    private final Supplier<Optional<TimeSeriesStore>> store;
    private final Bounds bounds;
    private final Limits limits;
    private final OtlpOptions options;
    private final Room reading;
    private final Room decoding;

    /// How much is taken at once.
    ///
    /// @param body largest one, as it is sent
    /// @param message largest one, uncompressed
    /// @param concurrent how many are decoded at once
    /// @param patience how long a body waits for the others
    public record Bounds(Size body, Size message, int concurrent, Duration patience) {}

    /// @param store empty while it cannot be opened
    /// @param limits of labels; that of the body is replaced by the bounds
    public Receiver(
            Supplier<Optional<TimeSeriesStore>> store,
            Bounds bounds,
            Limits limits,
            OtlpOptions options) {
        this.store = store;
        this.bounds = bounds;
        this.limits =
                new Limits(
                        (int) bounds.message().bytes(),
                        0,
                        limits.labels(),
                        limits.labelName(),
                        limits.labelValue());
        this.options = options;
        this.reading =
                new Room(
                        "bodies that are being read have "
                                + new Size(READING * bounds.body().bytes()),
                        READING * (int) bounds.body().bytes(),
                        bounds.patience());
        this.decoding =
                new Room(
                        bounds.concurrent() + " are being stored",
                        bounds.concurrent(),
                        bounds.patience());
    }

    /// Largest body, as it is sent.
    public Size bodyLimit() {
        return bounds.body();
    }

    /// How a body is encoded: the versions of remote write, which are compressed with snappy, and OTLP.
    public enum Form {
        REMOTE_WRITE_1,
        REMOTE_WRITE_2,
        OTLP,
        OTLP_JSON
    }

    /// A body that comes.
    ///
    /// @param announced its length in bytes; -1 when the sender did not tell
    /// @param stream fails beyond the limit
    public record Incoming(Form form, boolean isGzip, long announced, InputStream stream) {}

    /// Reads a body to its end and stores what it has.
    ///
    /// @throws ProblemException `Unavailable` when there is too much under way, or the store does not work: it may be sent again as it is
    public Receipt receive(Incoming incoming) throws IOException, InterruptedException {
        // Of unknown length, what has come is copied once it is all there.
        long size = incoming.announced() < 0 ? 2 * bounds.body().bytes() : incoming.announced();
        try (var _ = reading.take((int) Math.max(1, size))) {
            var body = read(incoming);
            try (var _ = decoding.take(1)) {
                return store(incoming, body);
            }
        }
    }

    private static byte[] read(Incoming incoming) throws IOException {
        if (incoming.announced() < 0) {
            return incoming.stream().readAllBytes();
        }
        var body = new byte[(int) incoming.announced()];
        int length = incoming.stream().readNBytes(body, 0, body.length);
        return length == body.length ? body : Arrays.copyOf(body, length);
    }

    private Receipt store(Incoming incoming, byte[] body) {
        var open =
                store.get()
                        .orElseThrow(
                                () ->
                                        unavailable(
                                                "the store of metrics is not open; \"penstock doctor\" says why"));
        var form = incoming.form();
        boolean isRemoteWrite = form == Form.REMOTE_WRITE_1 || form == Form.REMOTE_WRITE_2;
        var intake = new Intake(open, isRemoteWrite ? "remote-write" : "otlp");
        try {
            return decode(incoming, body, intake);
        } catch (StoreException e) {
            throw new ProblemException(new Problem.Unavailable(e.getMessage() + "."), e);
        }
    }

    private static ProblemException unavailable(String why) {
        return new ProblemException(new Problem.Unavailable("No metrics are taken: " + why + "."));
    }

    private Receipt decode(Incoming incoming, byte[] body, Intake intake) {
        OtlpMetrics.Rejected left;
        try {
            left = decoded(incoming, body, intake);
        } catch (MalformedExposition e) {
            return intake.end(OtlpMetrics.Rejected.NOTHING, String.valueOf(e.getMessage()));
        }
        return intake.end(left, "");
    }

    /// What the decoder itself left out.
    private OtlpMetrics.Rejected decoded(Incoming incoming, byte[] body, ExpositionSink intake) {
        byte[] plain = incoming.isGzip() ? GzipBody.inflated(body, limits) : body;
        return switch (incoming.form()) {
            case REMOTE_WRITE_1 -> remoteWrite(RemoteWrite.Version.ONE, plain, intake);
            case REMOTE_WRITE_2 -> remoteWrite(RemoteWrite.Version.TWO, plain, intake);
            case OTLP -> OtlpMetrics.read(plain, plain.length, options, limits, intake);
            case OTLP_JSON -> OtlpJson.read(plain, plain.length, options, limits, intake);
        };
    }

    private OtlpMetrics.Rejected remoteWrite(
            RemoteWrite.Version version, byte[] body, ExpositionSink intake) {
        RemoteWrite.read(version, body, body.length, limits, intake);
        return OtlpMetrics.Rejected.NOTHING;
    }
}
