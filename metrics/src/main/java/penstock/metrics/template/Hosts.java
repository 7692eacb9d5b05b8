package penstock.metrics.template;

import com.google.re2j.Pattern;
import java.util.Optional;

/// Hosts without what does not interest a reader.
final class Hosts {
    private static final Pattern IPV4 =
            Pattern.compile(
                    "(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private Hosts() {}

    private record Address(String host, String port) {}

    static String withoutPort(String address) {
        return split(address).map(Address::host).orElse(address);
    }

    static String withoutDomain(String address) {
        Address parts = split(address).orElseGet(() -> new Address(address, ""));
        if (IPV4.matches(parts.host()) || IPV6.matches(parts.host())) {
            return address;
        }
        int dot = parts.host().indexOf('.');
        String host = dot < 0 ? parts.host() : parts.host().substring(0, dot);
        return parts.port().isEmpty() ? host : host + ":" + parts.port();
    }

    /// Empty when it is no host with a port.
    private static Optional<Address> split(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String host = address.substring(0, colon);
        boolean isBracketed = address.startsWith("[");
        if (isBracketed) {
            if (!host.endsWith("]") || host.indexOf(']') < host.length() - 1) {
                return Optional.empty();
            }
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            return Optional.empty();
        }
        boolean hasMore =
                host.indexOf('[') >= 0
                        || host.indexOf(']') >= 0
                        || address.indexOf(']', colon) >= 0;
        return hasMore
                ? Optional.empty()
                : Optional.of(new Address(host, address.substring(colon + 1)));
    }
}
