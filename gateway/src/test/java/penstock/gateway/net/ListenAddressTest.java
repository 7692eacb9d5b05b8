package penstock.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ListenAddressTest {

    private static ListenAddress plain(String host, int port) {
        return new ListenAddress(new InetSocketAddress(host, port), false);
    }

    private static ListenAddress tls(String host, int port) {
        return new ListenAddress(new InetSocketAddress(host, port), true);
    }

    private static List<Boolean> of(List<ListenAddress> wanted, InetSocketAddress... sockets) {
        return ListenAddress.tlsOf(Arrays.asList(sockets), wanted);
    }

    @Test
    void socketsAreToldApartByTheirAddressWhateverTheirOrder() {
        var http = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8080);
        var https = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8443);
        var wanted = List.of(plain("127.0.0.1", 8080), tls("127.0.0.1", 8443));

        assertThat(of(wanted, http, https)).containsExactly(false, true);
        assertThat(of(wanted, https, http)).containsExactly(true, false);
    }

    @Test
    void anyPortIsForWhatIsLeft() {
        var http = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8080);
        var other = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 40_001);
        var third = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 40_002);

        assertThat(of(List.of(plain("127.0.0.1", 8080), tls("127.0.0.1", 0)), other, http))
                .containsExactly(true, false);
        assertThat(of(List.of(plain("127.0.0.1", 0), tls("127.0.0.1", 0)), other, third))
                .containsExactly(false, true);
    }

    @Test
    void aSocketThatNobodyAskedForIsWithoutTls() {
        var unknown = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 8443);

        assertThat(of(List.of(tls("127.0.0.1", 8443)), unknown)).containsExactly(false);
    }
}
