package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Text;

/// The domain of the guide, from the manifest to a client that trusts its certificate.
final class DomainsTest {
    private static final String DOMAINS = "/api/v1/environments/production/domains/";

    @TempDir private Path folder;

    @Test
    void theDomainOfTheGuideIsServedOverTls() throws Exception {
        var data = folder.resolve("data");
        var certificates = Files.createDirectories(data.resolve("certificates"));
        for (var name : List.of("shop.pem", "shop.key")) {
            try (var content = Certificates.resource(name)) {
                Files.copy(content, certificates.resolve(name));
            }
        }
        try (var installation = new Installation(data, "--gateway-tls-listen", "127.0.0.1:0")) {
            var manifest = Text.writeYaml(GuideTest.example("tls.md", "shop"));

            assertThat(installation.call("PUT", DOMAINS + "shop", manifest).status())
                    .isEqualTo(201);

            await(() -> reason(installation).equals("Valid"));
            await(() -> answersByTls(data));
            assertThat(installation.get("shop.example.com", "/cart?x=1", "ann"))
                    .startsWith("HTTP/1.1 308 ")
                    .contains("Location: https://shop.example.com:8443/cart?x=1\r\n");
            assertThat(installation.call("PUT", DOMAINS + "other", other(manifest)).body())
                    .asString()
                    .contains("spec.hosts[0]", "a host that production/Domain/shop does not have");
        }
    }

    private static String other(String manifest) {
        return manifest.replace("name: shop", "name: other");
    }

    private static String reason(Installation installation) {
        var status = installation.call("GET", DOMAINS + "shop", "").body().at("status");
        return status.flatMap(found -> found.at("conditions"))
                .map(found -> found.asList())
                .filter(conditions -> !conditions.isEmpty())
                .map(conditions -> conditions.getFirst().textAt("reason"))
                .orElse("");
    }

    /// Whether the gateway answers a client that trusts this certificate alone, and this name.
    private static boolean answersByTls(Path data) {
        try (var socket = connect(data)) {
            socket.startHandshake();
            socket.getOutputStream()
                    .write(
                            "GET / HTTP/1.1\r\nHost: shop.example.com\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            var answer = socket.getInputStream().readAllBytes();
            return new String(answer, StandardCharsets.UTF_8).contains("no_route");
        } catch (IOException notYet) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static SSLSocket connect(Path data) throws IOException, GeneralSecurityException {
        var guardian = Text.readJson(Files.readString(data.resolve("run/guardian.json")));
        var address =
                guardian.at("addresses").orElseThrow().asList().getLast().asText().orElseThrow();
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        var plain = new Socket(InetAddress.getLoopbackAddress(), port);
        plain.setSoTimeout(20_000);
        var socket =
                (SSLSocket)
                        trusting()
                                .getSocketFactory()
                                .createSocket(plain, "shop.example.com", port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setServerNames(List.of(new SNIHostName("shop.example.com")));
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static SSLContext trusting() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("shop", Certificates.certificate());
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the condition did not come true");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
