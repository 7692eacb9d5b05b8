package penstock.bench.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import penstock.cli.api.ApiException;

/// A certificate for the run, with a key on P-256, made by the JDK's `keytool`.
///
/// @param folder has `tls.crt`, `tls.key`, and both in `tls.pem`
public record Certificate(Path folder, X509Certificate own) {
    private static final char[] PASSWORD = "benchmark".toCharArray();
    private static final String STORE = "tls.p12";
    private static final String ALIAS = "shop";

    /// @param java the `java` command of a JDK
    public static Certificate make(Path folder, String host, Path java) throws IOException {
        Files.createDirectories(folder);
        var store = folder.resolve(STORE);
        run(
                folder,
                List.of(
                        java.resolveSibling("keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "SAN=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD)));
        try {
            return read(folder, store);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate cannot be read", e);
        }
    }

    private static void run(Path folder, List<String> command) throws IOException {
        var log = folder.resolve("keytool.log");
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (process.waitFor() != 0) {
                throw ApiException.away("keytool failed: " + Files.readString(log).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.away("Interrupted.");
        }
    }

    private static Certificate read(Path folder, Path store)
            throws IOException, GeneralSecurityException {
        var keys = load(store);
        var certificate = pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
        var key = pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded());
        Files.writeString(folder.resolve("tls.crt"), certificate);
        Files.writeString(folder.resolve("tls.key"), key);
        Files.writeString(folder.resolve("tls.pem"), certificate + key);
        return new Certificate(folder, (X509Certificate) keys.getCertificate(ALIAS));
    }

    private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    /// Where the certificate is with its key, for a program that serves with it.
    public Path store() {
        return folder.resolve(STORE);
    }

    /// What serves with a certificate.
    public static SSLContext serving(Path store) throws IOException {
        try {
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(store), PASSWORD);
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(store + " cannot be used", e);
        }
    }

    /// What trusts these certificates and no others.
    public static SSLContext trusting(List<Certificate> certificates) throws IOException {
        try {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, PASSWORD);
            for (int i = 0; i < certificates.size(); i++) {
                trusted.setCertificateEntry(ALIAS + i, certificates.get(i).own);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates cannot be trusted", e);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, lines.encodeToString(bytes), kind);
    }
}
