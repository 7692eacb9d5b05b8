package penstock.gateway.routes.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.TlsFault;

/// Whether the certificate of an instance counts: an authority that is trusted leads to it, it is valid by now, and it is for the name
/// that the instance is known by (RFC 9525; the common name of its subject is no name). Whether it was revoked is not asked.
///
/// The name is the host that engine or socket were made for.
final class InstanceTrust extends X509ExtendedTrustManager {

    /// Of the authorities that come with Java; these are read once.
    private static final class Usual {
        private static final X509TrustManager MANAGER = managerOf(null);
    }

    private final X509TrustManager chains;

    /// @param authorities absent for those that come with Java
    InstanceTrust(Optional<List<X509Certificate>> authorities) {
        chains = authorities.isPresent() ? managerOf(store(authorities.get())) : Usual.MANAGER;
    }

    private static KeyStore store(List<X509Certificate> authorities) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            return store;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("certificates can be kept in memory", impossible);
        }
    }

    private static X509TrustManager managerOf(@Nullable KeyStore store) {
        try {
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Java verifies certificates", impossible);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        check(chain, type, engine.getPeerHost());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        check(chain, type, ((SSLSocket) socket).getHandshakeSession().getPeerHost());
    }

    private void check(X509Certificate[] chain, String type, String name)
            throws CertificateException {
        try {
            chains.checkServerTrusted(chain, type);
        } catch (CertificateException refused) {
            throw explained(refused, chain);
        }
        var covered = new CoveredHosts(chain[0]);
        if (!covered.isFor(name)) {
            throw new UntrustedException(
                    TlsFault.WRONG_NAME,
                    "the certificate is for "
                            + (covered.names().isEmpty()
                                    ? "no name"
                                    : String.join(", ", covered.names()))
                            + " (expected: "
                            + name
                            + ")");
        }
    }

    private static UntrustedException explained(
            CertificateException refused, X509Certificate[] chain) {
        boolean isOfTime = false;
        for (Throwable cause = refused; cause != null && !isOfTime; cause = cause.getCause()) {
            isOfTime =
                    cause instanceof CertificateExpiredException
                            || cause instanceof CertificateNotYetValidException;
        }
        if (!isOfTime) {
            return new UntrustedException(
                    TlsFault.NOT_TRUSTED,
                    "the certificate was issued by \""
                            + chain[0].getIssuerX500Principal().getName()
                            + "\" (expected: an authority that is trusted; see ca)");
        }
        return new UntrustedException(
                TlsFault.EXPIRED,
                "the certificate or one above it is not valid now; its own time is from "
                        + chain[0].getNotBefore().toInstant()
                        + " to "
                        + chain[0].getNotAfter().toInstant());
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }

    /// Without an engine or a socket nobody says for which name.
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("no name was given that the certificate has to be for");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw noServer();
    }

    private static CertificateException noServer() {
        return new CertificateException("clients are not verified by this");
    }
}
