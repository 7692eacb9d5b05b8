package penstock.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// The certificate of the tests: its own authority, for `shop.example.com` and all below `example.com`.
final class Certificates {
    private Certificates() {}

    static InputStream resource(String name) {
        return Objects.requireNonNull(Certificates.class.getResourceAsStream("tls/" + name), name);
    }

    /// Into the folder of an installation.
    static void copy(Path data, String as) throws IOException {
        var folder = Files.createDirectories(data.resolve("certificates"));
        try (var content = resource("shop.pem")) {
            Files.copy(content, folder.resolve(as));
        }
    }

    static Certificate certificate() throws IOException, GeneralSecurityException {
        try (var content = resource("shop.pem")) {
            return CertificateFactory.getInstance("X.509").generateCertificate(content);
        }
    }

    /// For a server that shows it.
    static SSLContext context() {
        try (var key = resource("shop.key")) {
            var text = new String(key.readAllBytes(), StandardCharsets.US_ASCII);
            var encoded = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "shop",
                    KeyFactory.getInstance(certificate().getPublicKey().getAlgorithm())
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded)),
                    new char[0],
                    new Certificate[] {certificate()});
            var factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
