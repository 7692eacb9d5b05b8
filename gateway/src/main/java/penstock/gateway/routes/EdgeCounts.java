package penstock.gateway.routes;

import java.util.List;

/// What the gateway did itself since the previous report.
///
/// @param encodings one for each route and coding
/// @param access one for each route, entry or domain that has lists of addresses
/// @param tls one for each version and fault that there were
/// @param sizes one for each route and kind of what was too large
public record EdgeCounts(
        List<EncodingCount> encodings,
        List<AccessCount> access,
        List<TlsCount> tls,
        List<SizeCount> sizes) {

    public static final EdgeCounts NONE =
            new EdgeCounts(List.of(), List.of(), List.of(), List.of());

    public EdgeCounts {
        encodings = List.copyOf(encodings);
        access = List.copyOf(access);
        tls = List.copyOf(tls);
        sizes = List.copyOf(sizes);
    }

    EdgeCounts withEncodings(List<EncodingCount> others) {
        return new EdgeCounts(others, access, tls, sizes);
    }

    EdgeCounts withAccess(List<AccessCount> others) {
        return new EdgeCounts(encodings, others, tls, sizes);
    }

    EdgeCounts withTls(List<TlsCount> others) {
        return new EdgeCounts(encodings, access, others, sizes);
    }

    EdgeCounts withSizes(List<SizeCount> others) {
        return new EdgeCounts(encodings, access, tls, others);
    }
}
