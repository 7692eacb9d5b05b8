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

    private final List<String> names;

    public CoveredHosts(X509Certificate certificate) {
        names = names(certificate);
    }

    /// In lower case, such as `shop.example.com` or `*.example.com`.
    public List<String> names() {
        return names;
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

    private static String address(String bracketed) {
        String inner = bracketed.substring(1, bracketed.length() - 1);
        try {
            return InetAddress.ofLiteral(inner).getHostAddress();
        } catch (IllegalArgumentException noAddress) {
            return inner;
        }
    }

    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        for (List<?> name : alternatives(certificate)) {
            if (name.size() < 2 || !(name.get(1) instanceof String text)) {
                continue;
            }
            if (Integer.valueOf(DNS).equals(name.getFirst())) {
                names.add(text.toLowerCase(Locale.ROOT));
            } else if (Integer.valueOf(ADDRESS).equals(name.getFirst())) {
                names.add(text);
            }
        }
        return List.copyOf(names);
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
