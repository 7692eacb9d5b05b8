package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.routes.Domain;

/// Domains that ask their clients who they are.
final class ClientCertificateTest {

    @TempDir Path folder;

    private final Certified authority = Certified.authority("CN=Our Authority");
    private final Certified partner =
            authority.issue("CN=partner \\\"1\\\"\\, Ümlaut, O=Acme", "partner.test");
    private final Certified stranger = Certified.authority("CN=Other").issue("CN=x", "x.test");

    @BeforeEach
    void writeAuthority() throws IOException {
        Files.writeString(folder.resolve("clients.pem"), authority.certificatePem());
    }

    private void serve(TlsRig gateway, String name, boolean isRequired) throws IOException {
        Certified.of(name + ".test").write(folder, name);
        var clients = new Domain.ClientAuth(folder.resolve("clients.pem").toString(), isRequired);
        gateway.serve(TlsRig.with(gateway.domain(name, name + ".test"), clients));
    }

    private static String get(String host) {
        return "GET / HTTP/1.1\r\nHost: "
                + host
                + "\r\nX-Forwarded-Client-Cert: Hash=forged\r\n\r\n";
    }

    @Test
    void whoeverHasNoCertificateOfTheAuthorityIsRefusedWhereItIsRequired() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            serve(gateway, "api", true);

            assertThat(gateway.client("api.test").refusal()).isNotEmpty();
            assertThat(gateway.client("api.test").speaking("TLSv1.2").refusal()).isNotEmpty();
            assertThat(gateway.client("api.test").with(stranger).refusal()).isNotEmpty();
            assertThat(shop.heads).isEmpty();
            assertThat(gateway.client("api.test").with(partner).refusal()).isEmpty();
        }
    }

    @Test
    void instancesAreToldWhoItIsAndClientsCannotSayItThemselves() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            serve(gateway, "api", true);
            serve(gateway, "open", false);

            try (var known = gateway.client("api.test").with(partner).connect();
                    var unknown = gateway.client("open.test").connect();
                    var plain = gateway.rig.client()) {
                assertThat(known.send(get("api.test")).answer().status()).isEqualTo(200);
                assertThat(header(shop.heads.take()))
                        .isEqualTo(
                                "Hash="
                                        + hash(partner)
                                        + ";Subject=\"CN=partner \\\\\\\"1\\\\\\\"\\\\, \\\\C3\\\\9Cmlaut,O=Acme\"");
                assertThat(unknown.send(get("open.test")).answer().status()).isEqualTo(200);
                assertThat(header(shop.heads.take())).isEmpty();
                assertThat(plain.send(get("open.test")).answer().status()).isEqualTo(200);
                assertThat(header(shop.heads.take())).isEmpty();
            }
        }
    }

    private static String header(String head) {
        return new RawClient.Answer(0, head, "").header("X-Forwarded-Client-Cert");
    }

    private static String hash(Certified of) throws GeneralSecurityException {
        byte[] encoded = of.certificate().getEncoded();
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
    }

    @Test
    void noOtherConnectionLeadsToADomainThatAsks() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            serve(gateway, "api", true);
            serve(gateway, "open", false);
            gateway.serve("shop", "shop.test");

            try (var plain = gateway.rig.client();
                    var shopper = gateway.client("shop.test").connect();
                    var known = gateway.client("open.test").with(partner).connect()) {
                assertThat(plain.send(get("api.test")).answer().status()).isEqualTo(421);
                assertThat(shopper.send(get("api.test")).answer().status()).isEqualTo(421);
                assertThat(shopper.send(get("open.test")).answer().status()).isEqualTo(421);
                assertThat(shopper.send(get("shop.test")).answer().status()).isEqualTo(200);
                assertThat(known.send(get("api.test")).answer().status()).isEqualTo(421);
                assertThat(known.send(get("shop.test")).answer().status()).isEqualTo(421);
                assertThat(known.send(get("unknown.test")).answer().status()).isEqualTo(421);
                assertThat(known.send(get("open.test")).answer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aDomainThatBeginsToAskIsNotServedUntilItsAuthorityIsThere() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("api", "api.test");
            var clients = new Domain.ClientAuth(folder.resolve("later.pem").toString(), true);

            gateway.serve(TlsRig.with(gateway.domain("api", "api.test"), clients));

            assertThat(gateway.client("api.test").with(partner).refusal())
                    .contains("internal_error");
        }
    }
}
