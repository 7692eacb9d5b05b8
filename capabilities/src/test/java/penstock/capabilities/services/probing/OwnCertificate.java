package penstock.capabilities.services.probing;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A certificate of an instance, its own authority, made by the tool that comes with Java.
///
/// @param pem the file of it
record OwnCertificate(Path pem, SSLContext context) {
    private static final String PASSWORD = "of-a-test";

    /// For `shop.internal`.
    static OwnCertificate make(Path folder) throws Exception {
        var file = folder.resolve("shop.p12");
        var tool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "shop",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=shop",
                                "-ext",
                                "san=dns:shop.internal",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        var words = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new IOException("keytool failed: " + words);
        }
        return read(file);
    }

    private static OwnCertificate read(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        var encoded =
                Base64.getMimeEncoder().encodeToString(store.getCertificate("shop").getEncoded());
        var pem = file.resolveSibling("shop.pem");
        Files.writeString(
                pem, "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
        var factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return new OwnCertificate(pem, context);
    }

    /// The side of the instance of a connection that was accepted.
    ///
    /// @param protocols what it speaks by ALPN
    SSLSocket over(Socket accepted, String... protocols) throws IOException {
        var socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(accepted, "", accepted.getPort(), true);
        socket.setUseClientMode(false);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        return socket;
    }
}
