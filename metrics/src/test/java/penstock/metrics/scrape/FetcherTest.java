package penstock.metrics.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is sent to a target, and to whom.
final class FetcherTest {
    private static final String SECRET = "s3cret-word";

    @TempDir private Path folder;
    private final List<Scraping> opened = new ArrayList<>();

    private Scraping scraping(HttpSettings http) throws IOException {
        opened.add(new Scraping(folder.resolve("store"), Scraping.with(http)));
        return scraping();
    }

    private static HttpSettings with(Access access) {
        return new HttpSettings(true, true, access, HttpSettings.Tls.USUAL);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("secret"), content);
    }

    private Scraping scraping() {
        return opened.getLast();
    }

    @AfterEach
    void close() throws IOException {
        scraping().close();
    }

    @Test
    void aTargetIsAskedAsPrometheusAsks() throws IOException {
        scraping(Scraping.USUAL.http()).scrape("a 1");

        assertThat(scraping().exporter.requests().getFirst())
                .containsEntry("", "GET /metrics HTTP/1.1")
                .containsEntry(
                        "accept",
                        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                                + "application/openmetrics-text;version=0.0.1;q=0.4,"
                                + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
                                + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1")
                .containsEntry("accept-encoding", "gzip")
                .containsEntry("user-agent", "test")
                .containsEntry("x-prometheus-scrape-timeout-seconds", "20")
                .doesNotContainKey("authorization");
    }

    @Test
    void aPackedAnswerIsUnpacked() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("a 17\n".getBytes(StandardCharsets.UTF_8));
        }
        scraping(Scraping.USUAL.http())
                .exporter
                .answer(
                        out -> {
                            Exporter.head(
                                    out, "Content-Type: text/plain", "Content-Encoding: gzip");
                            packed.writeTo(out);
                        });

        assertThat(scraping().scrape().error()).isEmpty();
        assertThat(scraping().now("a")).isPresent();
    }

    @Test
    void secretsComeFromFilesAnewEachTime() throws IOException {
        var secret = file(SECRET + "\n");
        var access = new Access.Token("Bearer", secret);
        scraping(with(access)).scrape("a 1");
        Files.writeString(secret, "another");

        scraping().scrape("a 1");

        assertThat(scraping().exporter.requests())
                .extracting(fields -> fields.get("authorization"))
                .containsExactly("Bearer " + SECRET, "Bearer another");
    }

    @Test
    void userAndPasswordAreSentAsBasic() throws IOException {
        var user = new Access.Name.Given("ann");
        scraping(with(new Access.Basic(user, Optional.of(file(SECRET))))).scrape("a 1");

        var sent = scraping().exporter.requests().getFirst().getOrDefault("authorization", "");
        assertThat(sent).startsWith("Basic ");
        assertThat(
                        new String(
                                Base64.getDecoder().decode(sent.substring(6)),
                                StandardCharsets.UTF_8))
                .isEqualTo("ann:" + SECRET);
    }

    @Test
    void aSecretThatCannotBeSentIsNamedByItsFileAlone() throws IOException {
        var secret = file(SECRET + "\nand more");

        var status = scraping(with(new Access.Token("Bearer", secret))).scrape("a 1");

        assertThat(status.error())
                .isEqualTo(secret + " holds nothing that can be sent (expected: one line of text)");
        Files.delete(secret);
        assertThat(scraping().scrape().error())
                .isEqualTo(secret + " is not there (expected: a file with the secret)");
        assertThat(scraping().exporter.requests()).isEmpty();
    }

    @Test
    void whereATargetSendsUsIsFollowedWithoutItsSecret() throws IOException {
        try (var other = new Exporter()) {
            other.tell("a 1");
            scraping(with(new Access.Token("Bearer", file(SECRET))));
            redirectTo(other.url());

            var status = scraping().scrape();

            assertThat(status.error()).isEmpty();
            assertThat(scraping().exporter.requests().getFirst()).containsKey("authorization");
            assertThat(other.requests().getFirst()).doesNotContainKey("authorization");
        }
    }

    private void redirectTo(URI url) {
        scraping()
                .exporter
                .answer(
                        out ->
                                Exporter.text(
                                        out,
                                        "HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: "
                                                + url
                                                + "\r\n\r\n"));
    }

    @Test
    void aTargetThatSendsUsRoundInCirclesIsGivenUp() throws IOException {
        scraping(Scraping.USUAL.http());
        redirectTo(scraping().exporter.url());

        assertThat(scraping().scrape().error())
                .isEqualTo("it sends us elsewhere more than 10 times");
        assertThat(scraping().exporter.requests()).hasSize(11);
    }

    @Test
    void redirectsThatAreNotWantedAreAnswersLikeOthers() throws IOException {
        scraping(new HttpSettings(true, false, new Access.None(), HttpSettings.Tls.USUAL));
        redirectTo(scraping().exporter.url());

        assertThat(scraping().scrape().error()).isEqualTo("it answers 302 (expected: 200)");
    }

    @Test
    void onlyCertificatesOfTheGivenAuthoritiesAreBelieved() throws Exception {
        var store = folder.resolve("keys.p12");
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=x",
                "-ext",
                "san=ip:127.0.0.1",
                store);
        var authority = folder.resolve("ca.pem");
        keytool("-exportcert", "-rfc", "-file", authority.toString(), store);
        scraping(Scraping.USUAL.http());
        var server = serve(store);
        try {
            var url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");

            assertThat(errorFor(url, new HttpSettings.Tls(Optional.of(authority), false)))
                    .isEmpty();
            assertThat(errorFor(url, new HttpSettings.Tls(Optional.empty(), true))).isEmpty();
            assertThat(errorFor(url, HttpSettings.Tls.USUAL))
                    .startsWith(url.getAuthority() + " is not trusted: ");
            var missing = folder.resolve("missing.pem");
            assertThat(errorFor(url, new HttpSettings.Tls(Optional.of(missing), false)))
                    .isEqualTo(
                            missing
                                    + " cannot be read (expected: certificates in PEM, as ca_file)");
        } finally {
            server.stop(0);
        }
    }

    private String errorFor(URI url, HttpSettings.Tls tls) {
        var http = new HttpSettings(true, true, new Access.None(), tls);
        scraping().target().moveTo(Scraping.target(url, Scraping.with(http)));
        return scraping().scrape().error();
    }

    private static void keytool(Object... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        for (int i = 0; i < arguments.length - 1; i++) {
            command.add(arguments[i].toString());
        }
        command.add("-keystore");
        command.add(arguments[arguments.length - 1].toString());
        command.add("-storepass");
        command.add("changeit");
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static HttpsServer serve(Path store) throws Exception {
        var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        var server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(200, 4);
                    exchange.getResponseBody().write("a 1\n".getBytes(StandardCharsets.UTF_8));
                    exchange.close();
                });
        server.start();
        return server;
    }

    @Test
    void aHostWithoutAnAddressIsNamed() throws IOException {
        scraping(Scraping.USUAL.http());
        var url = URI.create("http://nobody.invalid:80/metrics");

        assertThat(errorFor(url, HttpSettings.Tls.USUAL))
                .isEqualTo(
                        "nobody.invalid has no address (expected: a name that can be looked up)");
    }

    @Test
    void theTimeIsSentInSeconds() throws IOException {
        var usual = Scraping.USUAL;
        opened.add(
                new Scraping(
                        folder.resolve("store"),
                        usual.within(Duration.ofSeconds(30), Duration.ofMillis(2_500))));

        scraping().scrape("a 1");

        assertThat(scraping().exporter.requests().getFirst())
                .containsEntry("x-prometheus-scrape-timeout-seconds", "2.5");
    }
}
