package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class PortsTest {
    @Test
    void saysWhenNoPortIsFree() throws Exception {
        try (var foreign = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = foreign.getLocalPort();
            var ports = new Ports(port, port);

            assertThat(ports.hasFree()).isFalse();
            assertThatThrownBy(() -> ports.choose(0, "a"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("none free from " + port + " to " + port);
        }
    }

    @Test
    void givesAPortToOneInstanceUntilThatIsForgotten() {
        var ports = new Ports(27_100, 27_199);

        int first = ports.choose(0, "a");
        int second = ports.choose(0, "b");
        int again = ports.choose(first, "a");
        ports.release("a");
        int third = ports.choose(0, "c");

        assertThat(second).isGreaterThan(first);
        assertThat(again).isEqualTo(first);
        assertThat(third).isEqualTo(first);
    }
}
