package penstock.gateway.routes;

/// What caches did, within a report, its part `caches`.
final class CacheCountCodec {

    static final Part<GatewayReport> PART =
            new Part<>(
                    "caches",
                    report -> !report.caches().isEmpty(),
                    (report, out) -> {
                        out.number(report.caches().size());
                        report.caches().forEach(count -> write(count, out));
                    },
                    (report, in) -> report.withCaches(in.list("caches", CacheCountCodec::read)));

    private CacheCountCodec() {}

    private static void write(CacheCount count, BinaryWriter out) {
        out.text(count.routeId());
        out.number(count.hits());
        out.number(count.stale());
        out.number(count.revalidated());
        out.number(count.misses());
        out.number(count.bypassed());
        out.number(count.waited());
        out.number(count.stored());
        out.number(count.evicted());
        out.number(count.entries());
        out.number(count.bytes());
    }

    private static CacheCount read(BinaryReader in) {
        return new CacheCount(
                in.text("routeId"),
                in.number("hits"),
                in.number("stale"),
                in.number("revalidated"),
                in.number("misses"),
                in.number("bypassed"),
                in.number("waited"),
                in.number("stored"),
                in.number("evicted"),
                in.number("entries"),
                in.number("bytes"));
    }
}
