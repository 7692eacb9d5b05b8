package penstock.gateway.routes;

import java.util.Optional;

/// What the gateway did itself, within a report.
final class EdgeCountsCodec {

    /// The part `encodings`.
    static final Part<GatewayReport> ENCODINGS =
            new Part<>(
                    "encodings",
                    report -> !report.edge().encodings().isEmpty(),
                    (report, out) -> {
                        out.number(report.edge().encodings().size());
                        report.edge().encodings().forEach(count -> write(count, out));
                    },
                    (report, in) ->
                            report.with(
                                    report.edge()
                                            .withEncodings(
                                                    in.list(
                                                            "encodings",
                                                            EdgeCountsCodec::encoding))));

    /// The part `tls`.
    static final Part<GatewayReport> TLS =
            new Part<>(
                    "tls",
                    report -> !report.edge().tls().isEmpty(),
                    (report, out) -> {
                        out.number(report.edge().tls().size());
                        report.edge().tls().forEach(count -> write(count, out));
                    },
                    (report, in) ->
                            report.with(
                                    report.edge().withTls(in.list("tls", EdgeCountsCodec::tls))));

    /// The part `sizes`.
    static final Part<GatewayReport> SIZES =
            new Part<>(
                    "sizes",
                    report -> !report.edge().sizes().isEmpty(),
                    (report, out) -> {
                        out.number(report.edge().sizes().size());
                        report.edge().sizes().forEach(count -> write(count, out));
                    },
                    (report, in) ->
                            report.with(
                                    report.edge()
                                            .withSizes(in.list("sizes", EdgeCountsCodec::size))));

    private EdgeCountsCodec() {}

    private static void write(SizeCount count, BinaryWriter out) {
        out.text(count.routeId().orElse(""));
        out.number(count.what().code());
        out.number(count.times());
    }

    private static SizeCount size(BinaryReader in) {
        return new SizeCount(
                Optional.of(in.text("routeId")).filter(id -> !id.isEmpty()),
                Oversize.of(in.small("oversize")),
                in.number("times"));
    }

    private static void write(TlsCount count, BinaryWriter out) {
        out.text(count.routeId());
        out.text(count.versionId());
        out.number(count.fault().code());
        out.number(count.failures());
    }

    private static TlsCount tls(BinaryReader in) {
        return new TlsCount(
                in.text("routeId"),
                in.text("versionId"),
                TlsFault.of(in.small("fault")),
                in.number("failures"));
    }

    private static void write(EncodingCount count, BinaryWriter out) {
        out.text(count.routeId());
        out.number(count.coding().code());
        out.number(count.answers());
        out.number(count.bytesIn());
        out.number(count.bytesOut());
        out.number(count.unencoded());
    }

    private static EncodingCount encoding(BinaryReader in) {
        return new EncodingCount(
                in.text("routeId"),
                Coding.of(in.small("coding")),
                in.number("answers"),
                in.number("bytesIn"),
                in.number("bytesOut"),
                in.number("unencoded"));
    }
}
