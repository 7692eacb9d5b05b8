package penstock.adapters.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.metrics.histogram.HistogramText;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.source.MetricAnswer;
import penstock.metrics.source.MetricAnswer.Fault;
import penstock.metrics.source.MetricAnswer.Known;
import penstock.metrics.source.MetricAnswer.NotKnown;
import penstock.metrics.source.MetricAnswer.Reason;
import penstock.metrics.source.MetricAnswer.Refused;
import penstock.metrics.source.MetricQuery;
import penstock.metrics.source.MetricSource;

/// What goes over the wire, and what becomes of answers that the contract does not provoke.
final class PrometheusSourceTest {
    private static final String NOTHING =
            "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}";
    private static final MetricQuery QUERY = MetricQuery.of("up + 1", Duration.ofSeconds(60));

    private static final String PASSWORD = "changeit";

    @TempDir private Path folder;
    private final FakePrometheus fake;

    PrometheusSourceTest() throws IOException {
        fake = new FakePrometheus().answering(200, NOTHING);
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private static Connection to(URI url, Credentials credentials, Optional<Path> ca) {
        return new Connection(url, credentials, ca, "team-a", 4_000);
    }

    private MetricAnswer ask(Credentials credentials) {
        return ask(to(fake.url("/base/"), credentials, Optional.empty()));
    }

    private static MetricAnswer ask(Connection connection) {
        try (var source = new PrometheusSource(connection)) {
            return source.instant(QUERY, 1_500);
        }
    }

    private MetricAnswer askedFor(int status, String body) {
        fake.answering(status, body);
        return ask(new Credentials.None());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("secret"), text);
    }

    @Test
    void asksByFormBelowTheGivenAddress() {
        try (var source =
                new PrometheusSource(
                        to(fake.url("/base"), new Credentials.None(), Optional.empty()))) {
            source.range(
                    MetricQuery.of("a{b=\"ü&\"}", Duration.ofSeconds(30))
                            .withLookback(Duration.ofMinutes(1)),
                    new MetricSource.Times(1_001, 2_000, 500));
        }

        var asked = fake.last();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.path()).isEqualTo("/base/api/v1/query_range");
        assertThat(asked.headers()).containsEntry("X-scope-orgid", List.of("team-a"));
        assertThat(asked.headers()).doesNotContainKey("Authorization");
        assertThat(asked.form())
                .containsEntry("query", "a{b=\"ü&\"}")
                .containsEntry("start", "1.001")
                .containsEntry("end", "2.000")
                .containsEntry("step", "0.500")
                .containsEntry("timeout", "30.000")
                .containsEntry("lookback_delta", "60.000");
    }

    @Test
    void showsItsCredentialsAndReadsThemAnew() throws IOException {
        var bearer = new Credentials.Bearer(file("first\n"));

        ask(bearer);
        assertThat(fake.last().headers().getFirst("Authorization")).isEqualTo("Bearer first");
        file("second\n");
        ask(bearer);
        assertThat(fake.last().headers().getFirst("Authorization")).isEqualTo("Bearer second");
        ask(new Credentials.Basic("ada", file("open sesame\n")));
        assertThat(fake.last().headers().getFirst("Authorization"))
                .isEqualTo("Basic YWRhOm9wZW4gc2VzYW1l");
    }

    @Test
    void noAnswerHasASecretInIt() throws IOException {
        var bearer = new Credentials.Bearer(file("hush-hush"));
        var repeated =
                "{\"status\":\"error\",\"errorType\":\"x\",\"error\":\"no Bearer hush-hush\"}";

        fake.answering(500, repeated);
        assertThat(ask(bearer).toString()).contains("•••").doesNotContain("hush");
        fake.answering(401, "hush-hush");
        assertThat(ask(bearer).toString()).contains("401").doesNotContain("hush");
        fake.answering(200, "hush-hush");
        assertThat(ask(bearer).toString()).contains("cannot be read").doesNotContain("hush");
        file("hush\nhush");
        assertThat(ask(bearer).toString()).contains("secret").doesNotContain("hush");
        file("hüsh");
        assertThat(ask(bearer).toString()).contains("no token").doesNotContain("hüsh");
    }

    @Test
    void withoutItsSecretItDoesNotAsk() {
        var answer = ask(new Credentials.Bearer(folder.resolve("missing")));

        assertThat(answer).isInstanceOf(NotKnown.class);
        assertThat(answer.toString()).contains("missing cannot be read");
        assertThat(fake.requests()).isZero();
    }

    @Test
    void aRedirectionIsNotFollowed() throws IOException {
        var bearer = new Credentials.Bearer(file("hush"));
        fake.answering(302, "");

        assertThat(reason(ask(bearer))).isEqualTo(Reason.UNAVAILABLE);
        assertThat(fake.requests()).isEqualTo(1);
    }

    private static Reason reason(MetricAnswer answer) {
        assertThat(answer).isInstanceOf(NotKnown.class);
        return ((NotKnown) answer).reason();
    }

    @ParameterizedTest
    @CsvSource({
        "503, timeout, TIMED_OUT",
        "503, unavailable, UNAVAILABLE",
        "503, canceled, UNAVAILABLE",
        "500, internal, UNAVAILABLE",
        "429, too_many_requests, UNAVAILABLE",
        "404, not_found, UNAVAILABLE",
    })
    void aServerThatFailsKnowsNothing(int status, String type, Reason reason) {
        var error = "{\"status\":\"error\",\"errorType\":\"" + type + "\",\"error\":\"why\"}";

        assertThat(reason(askedFor(status, error))).isEqualTo(reason);
    }

    @Test
    void aQueryThatIsWrongIsRefusedInTheWordsOfTheServer() {
        var malformed =
                "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"invalid parameter \\\"query\\\": why\"}";
        var unfit = "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"why\"}";

        assertThat(askedFor(400, malformed)).isEqualTo(new Refused(Fault.MALFORMED, "why"));
        assertThat(askedFor(422, unfit)).isEqualTo(new Refused(Fault.NOT_EVALUATED, "why"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{\"status\":\"success\"}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\"",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{}}]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"x\"]}]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[1,2]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"other\",\"result\":[]}}",
            })
    void whatIsNoAnswerOfTheApiIsNotKnown(String body) {
        assertThat(reason(askedFor(200, body))).isEqualTo(Reason.UNREADABLE);
    }

    @Test
    void anAnswerThatIsTooLargeIsNotTaken() {
        var answer = askedFor(200, NOTHING + " ".repeat(4_001));

        assertThat(reason(answer)).isEqualTo(Reason.TOO_LARGE);
        assertThat(answer.toString()).contains("4000 bytes");
        assertThat(askedFor(200, NOTHING)).isInstanceOf(Known.class);
    }

    @Test
    void warningsAndInfosComeAlong() {
        var answer =
                (Known)
                        askedFor(
                                200,
                                "{\"warnings\":[\"w\"],\"other\":{\"a\":[1]},\"data\":{\"result\":[1.5,\"2\"],\"resultType\":\"scalar\"},"
                                        + "\"infos\":[\"i\",\"j\"],\"status\":\"success\"}");

        assertThat(answer.value()).isEqualTo(new QueryValue.Scalar(1_500, 2));
        assertThat(answer.warnings()).containsExactly("w");
        assertThat(answer.infos()).containsExactly("i", "j");
    }

    @Test
    void histogramsAndNumbersOfASeriesAreOneLine() {
        var answer =
                (Known)
                        askedFor(
                                200,
                                """
                                {"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b"},
                                "values":[[1,"5"],[3,"NaN"]],"histograms":[[2,{"count":"10","sum":"18.5","buckets":[
                                [1,"-2","-1","1"],[3,"-0.001","0.001","2"],[0,"0.7071067811865475","1","3"],[0,"1.414213562373095","2","4"]
                                ]}]]}]}}
                                """);

        var line = ((QueryValue.Matrix) answer.value()).lines().getFirst();
        assertThat(line.size()).isEqualTo(3);
        assertThat(line.value(0)).isEqualTo(5);
        assertThat(line.value(2)).isNaN();
        assertThat(line.time(1)).isEqualTo(2_000);
        assertThat(
                        HistogramText.script(
                                        new StringBuilder(),
                                        Objects.requireNonNull(line.histogram(1)))
                                .toString())
                .isEqualTo(
                        "{{count:10 sum:18.5 z_bucket:2 z_bucket_w:0.001 buckets:[3 4] n_offset:1 n_buckets:[1]}}");
    }

    @Test
    void trustsOnlyTheGivenAuthority() throws IOException, GeneralSecurityException {
        var keys = folder.resolve("keys.p12");
        makeKeys(keys);
        var authority = Files.write(folder.resolve("ca.pem"), certificate(keys));
        try (var secure = new FakePrometheus(context(keys)).answering(200, NOTHING)) {
            var none = new Credentials.None();

            assertThat(ask(to(secure.url(""), none, Optional.of(authority))))
                    .isInstanceOf(Known.class);
            assertThat(reason(ask(to(secure.url(""), none, Optional.empty()))))
                    .isEqualTo(Reason.UNAVAILABLE);
            assertThat(
                            ask(to(secure.url(""), none, Optional.of(file("no certificate"))))
                                    .toString())
                    .contains("certificate");
        }
    }

    private void makeKeys(Path keys) throws IOException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var command =
                new ArrayList<>(List.of(keytool, "-genkeypair", "-keystore", keys.toString()));
        command.addAll(List.of("-alias", "a", "-keyalg", "EC", "-storepass", PASSWORD));
        command.addAll(List.of("-dname", "CN=localhost", "-ext", "san=dns:localhost"));
        var log = folder.resolve("keytool.log");
        try {
            int code =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start()
                            .waitFor();
            assertThat(code).as(Files.readString(log)).isZero();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// In PEM.
    private static byte[] certificate(Path keys) throws IOException, GeneralSecurityException {
        var encoded =
                Base64.getMimeEncoder()
                        .encodeToString(store(keys).getCertificate("a").getEncoded());
        return ("-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static KeyStore store(Path keys) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    }

    private static SSLContext context(Path keys) throws IOException, GeneralSecurityException {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store(keys), PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void anAddressHasNoSecretAndIsOfTheWeb() {
        for (var wrong : List.of("ftp://a", "http:/a", "http://a?b", "http://a#b", "a")) {
            assertThatThrownBy(
                            () -> to(URI.create(wrong), new Credentials.None(), Optional.empty()))
                    .hasMessageContaining(wrong);
        }
        assertThatThrownBy(
                        () ->
                                to(
                                        URI.create("http://ada:sesame@a"),
                                        new Credentials.None(),
                                        Optional.empty()))
                .hasMessageContaining("user or password")
                .hasMessageNotContaining("sesame");
    }
}
