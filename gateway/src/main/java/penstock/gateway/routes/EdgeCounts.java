package penstock.gateway.routes;

import java.util.List;

/// What the gateway did itself since the previous report.
///
/// @param encodings one for each route and coding
/// @param access one for each route, entry or domain that has lists of addresses
public record EdgeCounts(List<EncodingCount> encodings, List<AccessCount> access) {

    public static final EdgeCounts NONE = new EdgeCounts(List.of(), List.of());

    public EdgeCounts {
        encodings = List.copyOf(encodings);
        access = List.copyOf(access);
    }

    EdgeCounts withEncodings(List<EncodingCount> others) {
        return new EdgeCounts(others, access);
    }

    EdgeCounts withAccess(List<AccessCount> others) {
        return new EdgeCounts(encodings, others);
    }
}
