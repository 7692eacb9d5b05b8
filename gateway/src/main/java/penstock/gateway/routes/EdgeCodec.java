package penstock.gateway.routes;

/// What the gateway does with the messages of a route, within a route table.
final class EdgeCodec {

    /// The part `compression` of a route.
    static final Part<Route> COMPRESSION =
            new Part<>(
                    "compression",
                    route -> route.rules().edge().compression().isPresent(),
                    (route, out) ->
                            route.rules().edge().compression().ifPresent(it -> write(it, out)),
                    (route, in) -> with(route, route.rules().edge().with(compression(in))));

    private EdgeCodec() {}

    private static Route with(Route route, EdgeRules edge) {
        return route.with(route.rules().with(edge));
    }

    private static void write(Compression compression, BinaryWriter out) {
        out.number(compression.codings().size());
        compression.codings().forEach(coding -> out.number(coding.code()));
        out.number(compression.effort().gzip());
        out.number(compression.effort().brotli());
        out.number(compression.leastBytes());
        out.number(compression.types().size());
        compression.types().forEach(out::text);
        out.flag(compression.withCredentials());
    }

    private static Compression compression(BinaryReader in) {
        return new Compression(
                in.list("codings", part -> Coding.of(part.small("coding"))),
                new Compression.Effort(in.small("gzip level"), in.small("brotli quality")),
                in.number("leastBytes"),
                in.list("types", part -> part.text("type")),
                in.flag("withCredentials"));
    }
}
