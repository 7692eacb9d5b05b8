package penstock.capabilities.services;

import penstock.gateway.routes.Domain.TlsVersion;
import penstock.model.AsText;

/// The oldest version of TLS that is spoken: `1.2` or `1.3`.
@AsText
public record OldestTls(TlsVersion version) {
    public static OldestTls parse(String text) {
        return switch (text) {
            case "1.2" -> new OldestTls(TlsVersion.TLS_1_2);
            case "1.3" -> new OldestTls(TlsVersion.TLS_1_3);
            default ->
                    throw new IllegalArgumentException(
                            "\"" + text + "\" (expected: \"1.2\" or \"1.3\")");
        };
    }

    @Override
    public String toString() {
        return switch (version) {
            case TLS_1_2 -> "1.2";
            case TLS_1_3 -> "1.3";
        };
    }
}
