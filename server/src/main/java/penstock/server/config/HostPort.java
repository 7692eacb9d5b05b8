package penstock.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import penstock.model.AsText;

/// An address to listen on: `127.0.0.1:7070`, `[::1]:7070`, `localhost:0`.
///
/// @param host a name or address, without brackets
/// @param port 0…65535; 0 for any free one
@AsText
public record HostPort(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([A-Za-z0-9._-]+)):(\\d{1,5})");

    public HostPort {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
        }
    }

    public static HostPort parse(String text) {
        var form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: an address and port such as 127.0.0.1:7070)");
        }
        var bracketed = form.group(1);
        int port = Integer.parseInt(form.group(3));
        if (port > 65_535) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: a port from 0 to 65535)");
        }
        return new HostPort(bracketed == null ? form.group(2) : bracketed, port);
    }

    /// Whether only this machine can reach it. Looks the name up.
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    /// The numbers of the host; the host as it is when nobody knows it. Looks the name up.
    public String address() {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException _) {
            return host;
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
