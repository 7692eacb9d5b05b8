package penstock.server.config;

import penstock.gateway.net.Transport;
import penstock.model.AsText;

/// By which means of the system the gateway uses sockets. Whether one works here, the gateway finds out.
@AsText
public record TransportName(String text) {
    public static TransportName parse(String text) {
        if (!Transport.names().contains(text)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: " + String.join(", ", Transport.names()) + ")");
        }
        return new TransportName(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
