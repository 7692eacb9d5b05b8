package penstock.gateway.routes;

import java.util.List;

/// Reports as bytes, on the wire to the control plane. See `BinaryWriter` for the frame. Format 2 added roles besides stable and
/// candidate; format 1, from a gateway that is older than its server, has a flag in that place, which reads the same. Format 3 added
/// what stands behind the latency; reports before it tell nothing of that. Format 4 has parts; a report without any is written in
/// format 3, so that a server of the build before takes it.
public final class GatewayReportCodec {

    private static final String MAGIC = "PNGR";
    private static final int FORMAT = 3;
    private static final int PARTS = 4;

    private static final List<Part<GatewayReport>> OF_REPORT =
            List.of(
                    AccessCodec.COUNTS,
                    EdgeCountsCodec.ENCODINGS,
                    ReportLoadCodec.LOAD,
                    ReportLoadCodec.PROTECTION,
                    RateCountCodec.PART,
                    CacheCountCodec.PART,
                    AccessCodec.COUNTS_ELSEWHERE,
                    EdgeCountsCodec.TLS,
                    EdgeCountsCodec.SIZES);

    private GatewayReportCodec() {}

    public static byte[] encode(GatewayReport report) {
        boolean hasParts = Part.isAny(OF_REPORT, report);
        var out = new BinaryWriter(MAGIC, hasParts ? PARTS : FORMAT);
        out.text(report.gatewayId());
        out.number(report.sequence());
        out.signed(report.appliedVersion());
        out.number(report.observations().size());
        report.observations().forEach(observation -> write(observation, out));
        out.number(report.inFlight().size());
        for (InFlight inFlight : report.inFlight()) {
            out.text(inFlight.instanceId());
            out.number(inFlight.count());
        }
        if (hasParts) {
            Part.write(OF_REPORT, report, out);
        }
        return out.finish();
    }

    /// Refuses anything but the exact output of `encode` with a `DecodeException`.
    public static GatewayReport decode(byte[] bytes) {
        var in = new BinaryReader(bytes, MAGIC, PARTS, "gateway report");
        String gatewayId = in.text("gatewayId");
        long sequence = in.number("sequence");
        long appliedVersion = in.signed("appliedVersion");
        List<Observation> observations = in.list("observations", GatewayReportCodec::observation);
        List<InFlight> inFlight =
                in.list(
                        "inFlight",
                        part -> new InFlight(part.text("instanceId"), part.number("count")));
        GatewayReport base =
                in.valid(
                        () ->
                                new GatewayReport(
                                        gatewayId,
                                        sequence,
                                        appliedVersion,
                                        observations,
                                        inFlight));
        GatewayReport report = in.format() < PARTS ? base : Part.read(OF_REPORT, base, in);
        in.finish();
        return report;
    }

    private static void write(Observation observation, BinaryWriter out) {
        out.text(observation.routeId());
        out.text(observation.versionId());
        out.number(observation.role().code());
        out.number(observation.requests());
        StatusCounts status = observation.status();
        out.number(status.informational());
        out.number(status.successful());
        out.number(status.redirected());
        out.number(status.clientErrors());
        out.number(status.serverErrors());
        out.number(observation.upstreamErrors());
        out.number(observation.failedRequests());
        out.number(observation.failingClients());
        out.number(observation.rescued());
        write(observation.latency(), out);
        ObservationCodec.write(observation, out);
    }

    private static Observation observation(BinaryReader in) {
        var old =
                new Observation(
                        in.text("routeId"),
                        in.text("versionId"),
                        Role.of(in.small("role")),
                        in.number("requests"),
                        new StatusCounts(
                                in.number("status 1xx"),
                                in.number("status 2xx"),
                                in.number("status 3xx"),
                                in.number("status 4xx"),
                                in.number("status 5xx")),
                        in.number("upstreamErrors"),
                        in.number("failedRequests"),
                        in.number("failingClients"),
                        in.number("rescued"),
                        latency(in));
        return in.format() < FORMAT ? old : ObservationCodec.read(old, in);
    }

    static void write(LatencyHistogram latency, BinaryWriter out) {
        out.number(latency.size());
        int previous = 0;
        for (int n = 0; n < latency.size(); n++) {
            out.signed(latency.indexAt(n) - previous);
            out.number(latency.countAt(n));
            previous = latency.indexAt(n);
        }
    }

    static LatencyHistogram latency(BinaryReader in) {
        record Bucket(long step, long count) {}
        List<Bucket> buckets =
                in.list("latency", part -> new Bucket(part.signed("bucket"), part.number("count")));
        int[] indices = new int[buckets.size()];
        long[] counts = new long[buckets.size()];
        long index = 0;
        for (int n = 0; n < indices.length; n++) {
            index =
                    Checks.range(
                            "bucket",
                            index + buckets.get(n).step(),
                            LatencyHistogram.MIN_INDEX,
                            LatencyHistogram.MAX_INDEX);
            indices[n] = (int) index;
            counts[n] = buckets.get(n).count();
        }
        return LatencyHistogram.of(indices, counts);
    }
}
