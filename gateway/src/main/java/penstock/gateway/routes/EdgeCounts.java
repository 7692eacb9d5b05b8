package penstock.gateway.routes;

import java.util.List;

/// What the gateway did itself since the previous report.
///
/// @param encodings one for each route and coding
public record EdgeCounts(List<EncodingCount> encodings) {

    public static final EdgeCounts NONE = new EdgeCounts(List.of());

    public EdgeCounts {
        encodings = List.copyOf(encodings);
    }
}
