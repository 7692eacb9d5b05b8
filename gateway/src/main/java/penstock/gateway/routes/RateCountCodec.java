package penstock.gateway.routes;

/// What rate limits did, within a report, its part `rates`.
final class RateCountCodec {

    static final Part<GatewayReport> PART =
            new Part<>(
                    "rates",
                    report -> !report.rates().isEmpty(),
                    (report, out) -> {
                        out.number(report.rates().size());
                        report.rates().forEach(count -> write(count, out));
                    },
                    (report, in) -> report.withRates(in.list("rates", RateCountCodec::read)));

    private RateCountCodec() {}

    private static void write(RateCount count, BinaryWriter out) {
        out.text(count.id());
        out.number(count.allowed());
        out.number(count.limited());
        out.number(count.wouldLimit());
        out.number(count.forgotten());
        out.number(count.keys());
    }

    private static RateCount read(BinaryReader in) {
        return new RateCount(
                in.text("id"),
                in.number("allowed"),
                in.number("limited"),
                in.number("wouldLimit"),
                in.number("forgotten"),
                in.number("keys"));
    }
}
