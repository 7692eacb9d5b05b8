package penstock.gateway.routes;

/// A version and its instances, within a route table.
///
/// What a gateway should ask its instances itself was told here once, and a table that a gateway has kept may have it. It is read and
/// dropped: the server asks them, and leaves out of the table what is not ready.
final class VersionCodec {

    private VersionCodec() {}

    static void write(RouteVersion version, BinaryWriter out) {
        out.text(version.id());
        out.number(version.upstreams().size());
        for (Upstream upstream : version.upstreams()) {
            out.text(upstream.instanceId());
            out.text(upstream.host());
            out.number(upstream.port());
        }
        out.flag(false);
    }

    static RouteVersion read(BinaryReader in) {
        var version =
                new RouteVersion(
                        in.text("version id"),
                        in.list(
                                "upstreams",
                                part ->
                                        new Upstream(
                                                part.text("instanceId"),
                                                part.text("host"),
                                                part.small("port"))));
        if (in.flag("health present")) {
            in.text("path");
            in.number("every");
            in.number("timeout");
            in.small("unhealthyAfter");
        }
        return version;
    }
}
