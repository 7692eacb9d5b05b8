package penstock.gateway.routes;

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

    private EdgeCountsCodec() {}

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
