package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The answers to OTLP requests, in protobuf.
public final class OtlpAnswer {
    private OtlpAnswer() {}

    /// A message `ExportMetricsServiceResponse`.
    ///
    /// @param rejected data points that are not stored
    /// @param message why, or a warning; empty when all is well
    public static byte[] response(long rejected, String message) {
        var out = new WireOutput(0);
        if (rejected > 0 || !message.isEmpty()) {
            int partial = out.begin(1);
            if (rejected > 0) {
                out.number(1, rejected);
            }
            text(out, 2, message);
            out.end(partial);
        }
        return Arrays.copyOf(out.bytes(), out.size());
    }

    /// A message `google.rpc.Status`.
    ///
    /// @param code of gRPC
    public static byte[] status(int code, String message) {
        var out = new WireOutput(0);
        out.number(1, code);
        text(out, 2, message);
        return Arrays.copyOf(out.bytes(), out.size());
    }

    private static void text(WireOutput out, int field, String text) {
        int begun = out.begin(field);
        out.content(text.getBytes(StandardCharsets.UTF_8));
        out.end(begun);
    }
}
