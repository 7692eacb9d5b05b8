package penstock.gateway.net;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;

/// What instances are told of a client's certificate, in the form that Envoy gave to `X-Forwarded-Client-Cert`:
/// `Hash=` SHA-256 of the certificate in hexadecimal, `;Subject=` its name by RFC 2253 in quotes.
final class ClientCertificate {

    /// A longer name is left out; the hash stands for it.
    private static final int MOST_BYTES = 1_024;

    private ClientCertificate() {}

    /// Empty when the client was not asked for one, or has none. It is verified by then.
    static String describe(SSLEngine engine) {
        if (!engine.getNeedClientAuth() && !engine.getWantClientAuth()) {
            return "";
        }
        try {
            Certificate[] chain = engine.getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? describe(own) : "";
        } catch (SSLPeerUnverifiedException none) {
            return "";
        }
    }

    static String describe(X509Certificate certificate) {
        String subject =
                quoted(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253));
        String hash = "Hash=" + hash(certificate);
        return subject.length() > MOST_BYTES ? hash : hash + ";Subject=\"" + subject + "\"";
    }

    private static String hash(X509Certificate certificate) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that was read has a hash", impossible);
        }
    }

    /// What is not printable ASCII as RFC 2253 writes bytes, a backslash and two digits; then quotes and backslashes with a backslash.
    private static String quoted(String name) {
        var quoted = new StringBuilder();
        for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
            if (one < ' ' || one > '~') {
                quoted.append("\\\\").append(HexFormat.of().withUpperCase().toHexDigits(one));
            } else if (one == '"' || one == '\\') {
                quoted.append('\\').append((char) one);
            } else {
                quoted.append((char) one);
            }
        }
        return quoted.toString();
    }
}
