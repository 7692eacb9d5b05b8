package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.SecureInstance.Manners;
import penstock.gateway.routes.InstanceTls;
import penstock.gateway.routes.Protocol;
import penstock.gateway.routes.Split;

/// Authorities and certificates for instances whose files change while the gateway works.
class InstanceTlsReloadTest {

    private static final Certified OLD = Certified.authority("CN=Old authority");
    private static final Certified NEW = Certified.authority("CN=New authority");

    /// Each connection is for one request.
    private static final RawUpstream.Script ONCE =
            peer -> {
                peer.head();
                peer.send("HTTP/1.1 200 X\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
            };

    @TempDir Path folder;

    @BeforeEach
    void write() throws IOException {
        OLD.write(folder, "ca");
    }

    private GatewayRig serving(InstanceTls tls, Place instance) throws IOException {
        return new GatewayRig()
                .serve(
                        GatewayRig.route(
                                Split.all(
                                        SecureInstance.version(
                                                "v1", tls, Protocol.HTTP_1_1, instance))));
    }

    private InstanceTls tls() {
        return SecureInstance.tls("shop.internal", folder.resolve("ca.pem"));
    }

    /// Another table has all files looked at.
    private void look(GatewayRig rig, InstanceTls tls, Place instance) {
        for (Protocol protocol : List.of(Protocol.AUTO, Protocol.HTTP_1_1)) {
            rig.serve(
                    GatewayRig.route(
                            Split.all(SecureInstance.version("v1", tls, protocol, instance))));
        }
    }

    private static int ask(GatewayRig rig) {
        try (var client = rig.client()) {
            return client.get("/").status();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void anAuthorityThatTakesThePlaceOfAnotherCountsFromThenOn() throws Exception {
        var old = Manners.showing(OLD.issue("CN=shop", "shop.internal"));
        var renewed = Manners.showing(NEW.issue("CN=shop", "shop.internal"));
        try (var shop = new SecureInstance(old, ONCE);
                var rig = serving(tls(), shop)) {
            assertThat(ask(rig)).isEqualTo(200);
            // as one does it: both count for a while
            Certified.replace(
                    folder.resolve("ca.pem"), OLD.certificatePem() + NEW.certificatePem());
            shop.become(renewed);
            look(rig, tls(), shop);
            assertThat(ask(rig)).isEqualTo(200);
            shop.become(old);
            assertThat(ask(rig)).isEqualTo(200);

            NEW.write(folder, "ca");

            // no session of before is taken up either
            Await.until(() -> ask(rig) == 502);
            shop.become(renewed);
            assertThat(ask(rig)).isEqualTo(200);
        }
    }

    @Test
    void aFileThatIsDamagedTakesNothingAway() throws Exception {
        var old = Manners.showing(OLD.issue("CN=shop", "shop.internal"));
        try (var shop = new SecureInstance(old, ONCE);
                var rig = serving(tls(), shop)) {
            Certified.replace(folder.resolve("ca.pem"), OLD.certificatePem().substring(0, 200));

            look(rig, tls(), shop);

            assertThat(ask(rig)).isEqualTo(200);
        }
    }

    @Test
    void aCertificateOfTheGatewayThatIsRenewedIsShownFromThenOn() throws Exception {
        OLD.issue("CN=gateway", "gateway.internal").write(folder, "gateway");
        var tls =
                SecureInstance.with(
                        tls(),
                        new InstanceTls.Own(
                                folder.resolve("gateway.pem").toString(),
                                folder.resolve("gateway.key").toString()));
        var manners = Manners.showing(OLD.issue("CN=shop", "shop.internal"));
        try (var shop = new SecureInstance(manners.asking(OLD), ONCE);
                var rig = serving(tls, shop)) {
            assertThat(ask(rig)).isEqualTo(200);
            shop.become(manners.asking(NEW));
            assertThat(ask(rig)).isEqualTo(502);

            NEW.issue("CN=gateway", "gateway.internal").write(folder, "gateway");
            look(rig, tls, shop);

            assertThat(ask(rig)).isEqualTo(200);
        }
    }
}
