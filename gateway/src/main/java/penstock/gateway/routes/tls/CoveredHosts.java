package penstock.gateway.routes.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import penstock.gateway.routes.Domain;

/// The hosts that a certificate is for, by its alternative names (RFC 9525; the common name is no longer looked at by clients).
public final class CoveredHosts {

    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private final List<String> hosts = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    public CoveredHosts(X509Certificate certificate) {
        for (List<?> name : alternatives(certificate)) {
            if (name.size() < 2 || !(name.get(1) instanceof String text)) {
                continue;
            }
            if (Integer.valueOf(DNS).equals(name.getFirst())) {
                add(text.toLowerCase(Locale.ROOT), hosts);
            } else if (Integer.valueOf(ADDRESS).equals(name.getFirst())) {
                add(text, addresses);
            }
        }
    }

    private void add(String name, List<String> to) {
        to.add(name);
        names.add(name);
    }

    /// In lower case, such as `shop.example.com` or `*.example.com`.
    public List<String> names() {
        return List.copyOf(names);
    }

    /// Whether a host of a domain is covered. The asterisk of a certificate stands for one label.
    boolean has(String host) {
        if (host.equals(Domain.ANY)) {
            return true;
        }
        int dot = host.indexOf('.');
        String plain = host.startsWith("[") ? address(host) : host;
        return names.contains(plain)
                || (dot > 0 && !host.startsWith("*") && names.contains("*" + host.substring(dot)));
    }

    /// Whether it is for an instance of this name or address: one label for an asterisk, and addresses only as such.
    boolean isFor(String instance) {
        if (ServerNames.isLiteral(instance)) {
            return addresses.contains(InetAddress.ofLiteral(instance).getHostAddress());
        }
        String name = instance.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return hosts.contains(name) || (dot > 0 && hosts.contains("*" + name.substring(dot)));
    }

    private static String address(String bracketed) {
        String inner = bracketed.substring(1, bracketed.length() - 1);
        try {
            return InetAddress.ofLiteral(inner).getHostAddress();
        } catch (IllegalArgumentException noAddress) {
            return inner;
        }
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> found = certificate.getSubjectAlternativeNames();
            return found == null ? List.of() : found;
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
    }
}
