package penstock.server.config;

import penstock.gateway.routes.AddressRange;
import penstock.model.AsText;

/// A range of addresses, or one alone, as the gateway understands it: `10.0.0.0/8`, `fd00::/8`, `192.168.1.7`.
@AsText
public record ProxyAddress(String text) {
    public static ProxyAddress parse(String text) {
        return new ProxyAddress(AddressRange.parse(text.strip()).toString());
    }

    @Override
    public String toString() {
        return text;
    }
}
