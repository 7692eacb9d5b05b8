package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.proxy.DrainLimits;

/// Connections in the middle of a handshake, many of them and while the gateway ends.
final class ArrivalsTest {

    /// More than there may be in the two loops of the rig.
    private static final int MANY = 200;

    @TempDir Path folder;

    @Test
    void clientsGetInThoughMoreHandshakesStandStillThanThereMayBe() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("shop", "shop.test");
            for (int i = 0; i < MANY; i++) {
                silent.add(new Socket(gateway.tls.getAddress(), gateway.tls.getPort()));
            }
            Await.until(() -> gateway.rig.loops.openSessions() >= 100);
            gateway.rig.advance(Duration.ofSeconds(2));

            String refusal = gateway.client("shop.test").refusal();

            assertThat(refusal).isEmpty();
            assertThat(gateway.rig.loops.openSessions()).isLessThan(MANY);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    /// Port scanners, and balancers that only try whether somebody listens.
    @Test
    void whoLeavesBeforeTheEndOfTheHandshakeHoldsNoPlace() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("shop", "shop.test");
            for (byte[] start : new byte[][] {{}, {22, 3, 1, 2, 0, 1, 0}}) {
                try (var leaving = new Socket(gateway.tls.getAddress(), gateway.tls.getPort())) {
                    leaving.getOutputStream().write(start);
                    Await.until(() -> gateway.rig.loops.openSessions() == 1);
                    // no limit of time will end it
                    gateway.rig.advance(Duration.ofHours(-1));
                }
                Await.until(() -> gateway.rig.loops.openSessions() == 0);
            }
        }
    }

    @Test
    void whoIsInTheMiddleOfAHandshakeWhenTheGatewayEndsIsServed() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("shop", "shop.test");
            try (var kept = gateway.client("shop.test").connect();
                    var plain = new Socket(gateway.tls.getAddress(), gateway.tls.getPort())) {
                assertThat(kept.get("/").status()).isEqualTo(200);
                Await.until(() -> gateway.rig.loops.openSessions() == 2);
                var minute = Duration.ofMinutes(1);

                gateway.rig.loops.drain(new DrainLimits(minute, minute, minute));

                assertThat(gateway.rig.loops.openSessions()).isEqualTo(2);
                var late = new RawClient(gateway.client("shop.test").over(plain));
                assertThat(late.get("/").header("Connection")).isEqualTo("close");
                assertThat(kept.get("/").header("Connection")).isEqualTo("close");
                assertThat(late.rest() + kept.rest()).isEmpty();
                Await.until(() -> gateway.rig.loops.openSessions() == 0);
            }
        }
    }
}
