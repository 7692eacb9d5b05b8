package penstock.gateway.routes.tls;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;

/// What an instance is told of whom is meant (RFC 6066 section 3).
public final class ServerNames {

    private ServerNames() {}

    /// Nothing for an address in numbers, which is no name.
    public static List<SNIServerName> of(String name) {
        return isLiteral(name)
                ? List.of()
                : List.of(new SNIHostName(name.getBytes(StandardCharsets.US_ASCII)));
    }

    static boolean isLiteral(String text) {
        try {
            return !InetAddress.ofLiteral(text).getHostAddress().isEmpty();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }
}
