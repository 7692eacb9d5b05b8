package penstock.metrics.exposition;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Samples that a Prometheus sends: remote write, whose bodies are protobuf messages in Snappy's block format. Stale markers keep
/// their bits.
/// Source: https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/
public final class RemoteWrite {
    /// Which message a body is.
    public enum Version {
        /// `prometheus.WriteRequest`.
        ONE,
        /// `io.prometheus.write.v2.Request`.
        TWO;

        /// The version that a header `Content-Type` names; nothing when it is another message.
        public static Optional<Version> of(String contentType) {
            String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
            if (!parts[0].strip().equals("application/x-protobuf")) {
                return Optional.empty();
            }
            for (int i = 1; i < parts.length; i++) {
                String part = parts[i].strip();
                if (part.startsWith("proto=")) {
                    return switch (part.substring(6)) {
                        case "prometheus.writerequest" -> Optional.of(ONE);
                        case "io.prometheus.write.v2.request" -> Optional.of(TWO);
                        default -> Optional.empty();
                    };
                }
            }
            return Optional.of(ONE);
        }
    }

    /// The types in the order of their numbers.
    static final List<MetricType> TYPES =
            List.of(
                    MetricType.UNKNOWN,
                    MetricType.COUNTER,
                    MetricType.GAUGE,
                    MetricType.HISTOGRAM,
                    MetricType.GAUGE_HISTOGRAM,
                    MetricType.SUMMARY,
                    MetricType.INFO,
                    MetricType.STATE_SET);

    private RemoteWrite() {}

    /// Reads a compressed body and hands over what it has.
    ///
    /// @param limits that of the body is for what is uncompressed
    /// @throws MalformedExposition where it is not as it has to be; what came before has been handed over
    public static void read(
            Version version, byte[] body, int length, Limits limits, ExpositionSink sink) {
        byte[] message = uncompressed(body, length, limits);
        var in = new WireReader(message, message.length);
        switch (version) {
            case ONE -> new RemoteWrite1(in, limits, sink).read();
            case TWO -> new RemoteWrite2(in, limits, sink).read();
        }
    }

    private static byte[] uncompressed(byte[] body, int length, Limits limits) {
        var problems = new WireReader(body, length);
        if (length == 0) {
            throw problems.problem("an empty body (expected: a message compressed with snappy)");
        }
        try {
            var snappy = new SnappyJavaDecompressor();
            byte[] compressed = body.length == length ? body : Arrays.copyOf(body, length);
            int size = snappy.getUncompressedLength(compressed, 0);
            if (Limits.isExceeded(size, limits.body())) {
                throw problems.problem(
                        "the message has " + size + " bytes (allowed: " + limits.body() + ")");
            }
            // A block never becomes more than 64 bytes for 3 of its own, so a size beyond that is
            // made up.
            if (size < 0 || size > 32L * length) {
                throw problems.problem(
                        "the message claims to have "
                                + size
                                + " bytes, which "
                                + length
                                + " cannot hold");
            }
            var message = new byte[size];
            int written = snappy.decompress(compressed, 0, length, message, 0, size);
            if (written != size) {
                throw problems.problem(
                        "the message has "
                                + written
                                + " bytes (expected: "
                                + size
                                + ", as it says)");
            }
            return message;
        } catch (MalformedInputException | IndexOutOfBoundsException e) {
            throw problems.problem("not compressed with snappy: " + e.getMessage());
        }
    }
}
