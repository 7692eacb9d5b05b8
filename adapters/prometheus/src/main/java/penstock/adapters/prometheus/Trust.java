package penstock.adapters.prometheus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Whose certificates are believed.
final class Trust {
    private Trust() {}

    /// A context that trusts the certificates of a PEM file and no others.
    ///
    /// @throws IOException that says what is wrong with the file
    static SSLContext in(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IOException(file + " has no certificate (expected: PEM)");
            }
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (var certificate : certificates) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            var trusted =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    file + " cannot be used: " + e.getMessage() + " (expected: certificates, PEM)",
                    e);
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException(file + " cannot be read (expected: certificates, PEM)", e);
        }
    }
}
