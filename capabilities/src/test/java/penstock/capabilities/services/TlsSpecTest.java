package penstock.capabilities.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.gateway.routes.Domain.TlsVersion;
import penstock.gateway.routes.InstanceTls;
import penstock.model.Decoder;
import penstock.model.Text;

final class TlsSpecTest {
    private static RunSpec run(String tls) {
        var text = "external: { addresses: [\"10.0.0.5:8443\"] }\ntls: " + tls + "\n";
        return Decoder.decode(RunSpec.class, Text.readYaml(text, "spec").getFirst(), "", "run");
    }

    private static TlsSpec tls(String words) {
        return run(words).tls().orElseThrow();
    }

    @Test
    void aServiceSpeaksNoTlsUnlessItSaysSo() {
        var text = "external: { addresses: [\"10.0.0.5:8443\"] }\n";

        var run = Decoder.decode(RunSpec.class, Text.readYaml(text, "spec").getFirst(), "", "run");

        assertThat(run.tls()).isEmpty();
    }

    @Test
    void withoutAWordTheAddressIsVerifiedByTheAuthoritiesOfJava() {
        assertThat(tls("{}").words("10.0.0.5"))
                .isEqualTo(
                        new InstanceTls(
                                "10.0.0.5",
                                new InstanceTls.Settings(
                                        Optional.empty(),
                                        Optional.empty(),
                                        TlsVersion.TLS_1_2,
                                        true)));
    }

    @Test
    void whatIsLeftOpenIsResolvedForEachInstance() {
        var open = tls("{ ca: ca.pem, certificate: own.pem, key: /k/own.key, minVersion: '1.3' }");

        var resolved = open.resolved(file -> file.startsWith("/") ? file : "/c/" + file, "a.test");

        assertThat(resolved.words("10.0.0.5"))
                .isEqualTo(
                        new InstanceTls(
                                "a.test",
                                new InstanceTls.Settings(
                                        Optional.of("/c/ca.pem"),
                                        Optional.of(
                                                new InstanceTls.Own("/c/own.pem", "/k/own.key")),
                                        TlsVersion.TLS_1_3,
                                        true)));
    }

    @Test
    void aNameThatIsGivenStays() {
        var named = tls("{ serverName: Shop.Internal }").resolved(file -> file, "10.0.0.5");

        assertThat(named.words("10.0.0.5").serverName()).isEqualTo("shop.internal");
    }

    @Test
    void nobodyIsVerifiedOnlyWhenItIsSaid() {
        assertThat(tls("{ insecure: true }").words("10.0.0.5").settings().isVerified()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ certificate: a.pem }|key: missing (expected: both, certificate and key, or neither)",
                "{ key: a.key }|certificate: missing (expected: both, certificate and key, or neither)",
                "{ insecure: true, ca: ca.pem }|insecure: true beside ca",
                "{ ca: ../ca.pem }|ca: \"../ca.pem\" (expected: a PEM file",
                "{ serverName: 'shop:443' }|serverName: \"shop:443\" (expected: a name such as shop.internal",
                "{ minVersion: '1.1' }|(expected: \"1.2\" or \"1.3\")",
                "{ verify: false }|verify"
            })
    void whatIsWrongIsToldWithWhatWasExpected(String words, String message) {
        assertThatThrownBy(() -> run(words)).hasMessageContaining(message);
    }

    @Test
    void figuresAreNotCollectedWithinTls() {
        var text = "external: { addresses: [\"10.0.0.5:8443\"] }\ntls: {}\nmetrics: /metrics\n";

        assertThatThrownBy(
                        () ->
                                Decoder.decode(
                                        RunSpec.class,
                                        Text.readYaml(text, "spec").getFirst(),
                                        "",
                                        "run"))
                .hasMessageContaining("metrics: given beside tls");
    }
}
