package penstock.capabilities.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import penstock.capabilities.services.OldestTls;
import penstock.gateway.routes.tls.DomainFiles;
import penstock.gateway.routes.tls.Fault;
import penstock.model.Condition;
import penstock.model.Decoder;
import penstock.model.Metadata;
import penstock.model.Name;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Text;

final class DomainControllerTest {
    private static final Ref REF =
            Ref.in(new Name("production"), Domain.KIND.name(), new Name("shop"));
    private static final Instant NOW = Instant.parse("2026-11-26T08:00:00Z");

    /// For shop.example.com and *.example.com, valid for a hundred years.
    private static final String LEAF =
            """
            -----BEGIN CERTIFICATE-----
            MIIBuTCCAV+gAwIBAgIUd8vYOfyyTu6S22kw1cxptrgVUQowCgYIKoZIzj0EAwIw
            GzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTAgFw0yNjExMjYxMTE5NTRaGA8y
            MTI2MTEwMjExMTk1NFowGzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTBZMBMG
            ByqGSM49AgEGCCqGSM49AwEHA0IABNF7mZoVpeCY0bGtoTf0n8HuSAMR3QrLLMx+
            j2jprKd60Ok6EUEDM3r+4+BA3uEl3qhEPsU1SgqxOlnT2DXS+y+jfzB9MB0GA1Ud
            DgQWBBSRFgg+QXTPLCfVSy6A62su3r2qSjAfBgNVHSMEGDAWgBSRFgg+QXTPLCfV
            Sy6A62su3r2qSjAPBgNVHRMBAf8EBTADAQH/MCoGA1UdEQQjMCGCEHNob3AuZXhh
            bXBsZS5jb22CDSouZXhhbXBsZS5jb20wCgYIKoZIzj0EAwIDSAAwRQIgBt4J8I52
            SkP0gHjZBH0Mg9OchTPDl1r0YkD4Ikher4ICIQDYUTStgfYg/qlDONZ0Nzkw028c
            b6wnxUuLC9d3a/FYuQ==
            -----END CERTIFICATE-----
            """;

    private static X509Certificate leaf() {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(
                                            LEAF.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Domain.Spec spec(String yaml) {
        var node = Text.readYaml(yaml, "spec").getFirst();
        return Decoder.decode(Domain.Spec.class, node, "domain/shop", "spec");
    }

    private static Domain.Spec spec() {
        return spec("{hosts: [shop.example.com], tls: {certificate: shop.pem, key: shop.key}}");
    }

    private static DomainController.Seen seen(
            Optional<X509Certificate> leaf, Instant now, Domain.Status status, Fault... faults) {
        var metadata = Metadata.of(REF.environment(), REF.name());
        return new DomainController.Seen(
                new Resource<>(Domain.KIND, metadata, spec(), status),
                new DomainFiles.Found(Optional.empty(), leaf, List.of(faults)),
                now);
    }

    private static DomainEffect.Tell tell() {
        return new DomainEffect.Tell(REF, leaf().getNotAfter().toInstant());
    }

    private final Expiries expiries = new Expiries();

    /// Only asked for decisions, so it needs no table.
    private Domain.Status decided(DomainController.Seen seen) {
        return decision(seen).status();
    }

    private penstock.kernel.control.Decision<Domain.Status, DomainEffect> decision(
            DomainController.Seen seen) {
        return DomainController.decided(seen);
    }

    private static String said(Domain.Status status) {
        var condition = status.conditions().getFirst();
        assertThat(status.certified()).contains(condition.reason());
        return condition.type() + " " + condition.status() + " " + condition.reason();
    }

    @Test
    void aSoundCertificateSaysUntilWhenAndForWhat() {
        var decision = decision(seen(Optional.of(leaf()), NOW, Domain.KIND.initial()));

        assertThat(said(decision.status())).isEqualTo("Certified TRUE Valid");
        assertThat(decision.status().covers()).containsExactly("shop.example.com", "*.example.com");
        assertThat(decision.status().validUntil()).contains(leaf().getNotAfter().toInstant());
        assertThat(decision.effects()).containsExactly(tell());
    }

    @Test
    void theLastTwoWeeksAreTold() {
        var end = leaf().getNotAfter().toInstant();
        var late = seen(Optional.of(leaf()), end.minus(Duration.ofDays(13)), Domain.KIND.initial());

        assertThat(said(decided(late))).isEqualTo("Certified TRUE ExpiresSoon");
    }

    @Test
    void allFaultsAreToldAndTheWorstIsTheReason() {
        var decision =
                decision(
                        seen(
                                Optional.empty(),
                                NOW,
                                Domain.KIND.initial(),
                                new Fault(Fault.Reason.FILE_MISSING, "key k does not exist"),
                                new Fault(Fault.Reason.NO_CERTIFICATE, "certificate c is none")));

        assertThat(said(decision.status())).isEqualTo("Certified FALSE FileMissing");
        assertThat(decision.status().conditions().getFirst().message())
                .isEqualTo("key k does not exist; certificate c is none");
        assertThat(decision.effects()).containsExactly(new DomainEffect.Forget(REF));
    }

    @Test
    void aConditionKeepsSinceWhenItHolds() {
        var before = decided(seen(Optional.of(leaf()), NOW, Domain.KIND.initial()));
        var later = decided(seen(Optional.of(leaf()), NOW.plusSeconds(60), before));
        var fault = new Fault(Fault.Reason.EXPIRED, "it expired");
        var wrong = decided(seen(Optional.of(leaf()), NOW.plusSeconds(90), later, fault));

        assertThat(later.conditions()).extracting(Condition::since).containsOnly(NOW);
        assertThat(wrong.conditions())
                .extracting(Condition::since)
                .containsOnly(NOW.plusSeconds(90));
    }

    @Test
    void whatIsToldIsKnownUntilTheDomainIsGone() {
        expiries.tell(REF, NOW);

        assertThat(expiries.isKnown(REF)).isTrue();
        expiries.forget(REF);
        assertThat(expiries.isKnown(REF)).isFalse();
    }

    @Test
    void theGatewayIsToldPathsAndNothingElse() {
        var words =
                spec("""
                        hosts: [Shop.example.com, "*"]
                        tls:
                          certificate: shop.pem
                          key: /etc/ssl/shop.key
                          minVersion: "1.3"
                          clientAuth: { ca: clients.pem, mode: optional }
                        redirectToHttps: true
                        httpsPort: 8443
                        hsts: 1d
                        """)
                        .words(REF, file -> file.startsWith("/") ? file : "/data/" + file);

        assertThat(words)
                .hasToString(
                        "Domain[id=production/shop, hosts=[shop.example.com, *], certificate=/data/shop.pem,"
                                + " key=/etc/ssl/shop.key, minVersion=TLS_1_3,"
                                + " clients=Optional[ClientAuth[authorities=/data/clients.pem, isRequired=false]],"
                                + " secured=Secured[redirectPort=8443, hstsSeconds=86400, hasSubdomains=false], access=Optional.empty]");
    }

    @Test
    void mistakesAreRefused() {
        assertThat(refusal("{hosts: [], tls: {certificate: a, key: b}}"))
                .contains("hosts: none (expected: at least one name");
        assertThat(refusal("{hosts: ['shop:443'], tls: {certificate: a, key: b}}"))
                .contains("\"shop:443\" (expected: a name such as");
        assertThat(refusal("{hosts: [a], tls: {certificate: ../a, key: b}}"))
                .contains("certificate: \"../a\" (expected: a PEM file");
        assertThat(refusal("{hosts: [a], tls: {certificate: a, key: b, minVersion: '1.1'}}"))
                .contains("\"1.1\" (expected: \"1.2\" or \"1.3\")");
        assertThat(refusal("{hosts: [a], tls: {certificate: a, key: b}, httpsPort: 0}"))
                .contains("httpsPort: 0 (expected: 1 to 65535)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OldestTls.parse("1"))
                .withMessage("\"1\" (expected: \"1.2\" or \"1.3\")");
    }

    private static String refusal(String yaml) {
        try {
            return spec(yaml).toString();
        } catch (ProblemException refused) {
            return refused.problem().toString();
        }
    }
}
