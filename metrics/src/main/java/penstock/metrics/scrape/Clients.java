package penstock.metrics.scrape;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// The HTTP clients of a scraper: one for each way to believe certificates. Their connections are kept between scrapes.
final class Clients implements AutoCloseable {
    private final Map<HttpSettings.Tls, Client> clients = new HashMap<>();

    /// @param modified when the file of authorities was changed last, as it was read
    private record Client(HttpClient client, long modified) {}

    /// @throws ScrapeProblem when the authorities cannot be read
    synchronized HttpClient of(HttpSettings.Tls tls) {
        long modified = tls.authorities().map(Clients::modified).orElse(0L);
        var known = clients.get(tls);
        if (known != null && known.modified == modified) {
            return known.client;
        }
        var made =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER);
        if (!tls.equals(HttpSettings.Tls.USUAL)) {
            made.sslContext(context(tls));
        }
        var client = made.build();
        clients.put(tls, new Client(client, modified));
        if (known != null) {
            known.client.shutdown();
        }
        return client;
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException _) {
            throw unreadable(file);
        }
    }

    private static ScrapeProblem unreadable(Path file) {
        return new ScrapeProblem(
                file + " cannot be read (expected: certificates in PEM, as ca_file)");
    }

    private static SSLContext context(HttpSettings.Tls tls) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, trusted(tls), null);
            return context;
        } catch (GeneralSecurityException | IOException _) {
            throw unreadable(tls.authorities().orElse(Path.of("")));
        }
    }

    private static TrustManager @Nullable [] trusted(HttpSettings.Tls tls)
            throws GeneralSecurityException, IOException {
        if (tls.isUnchecked()) {
            return new TrustManager[] {new Unchecked()};
        }
        if (tls.authorities().isEmpty()) {
            return null;
        }
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(tls.authorities().get())) {
            int number = 0;
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(each -> each.client.shutdownNow());
        clients.clear();
    }

    /// Believes everybody, as `insecure_skip_verify` asks for.
    private static final class Unchecked extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
