package penstock.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstanceTlsCodecTest {

    private static final InstanceTls TLS =
            new InstanceTls(
                    "shop.internal",
                    new InstanceTls.Settings(
                            Optional.of("/c/ca.pem"),
                            Optional.of(new InstanceTls.Own("/c/own.pem", "/c/own.key")),
                            Domain.TlsVersion.TLS_1_3,
                            true));
    private static final Upstream PLAIN = new Upstream("a", "127.0.0.1", 1);
    private static final Upstream SECURE = new Upstream("b", "127.0.0.1", 2).with(TLS);

    private static RouteTable table(Upstream stable, Upstream candidate) {
        var route =
                new Route(
                        "production/shop",
                        List.of(),
                        "/",
                        List.of(),
                        new Split(
                                "salt",
                                new RouteVersion("v1", List.of(stable)),
                                Optional.of(new RouteVersion("v2", List.of(candidate))),
                                100),
                        new Limits(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                10));
        return new RouteTable(1, List.of(route));
    }

    @Test
    void howTlsIsSpokenWithEachInstanceIsKept() {
        for (Protocol protocol : Protocol.values()) {
            RouteTable table = table(PLAIN, SECURE.with(protocol));

            assertThat(RouteTableCodec.decode(RouteTableCodec.encode(table))).isEqualTo(table);
        }
    }

    @Test
    void aTableWithoutIsWrittenAsBefore() {
        RouteTable table = table(PLAIN, new Upstream("b", "127.0.0.1", 2));

        assertThat(new String(RouteTableCodec.encode(table), StandardCharsets.ISO_8859_1))
                .doesNotContain("instance-tls");
    }

    @Test
    void whatIsLeftToTheInstanceIsHttp11WithoutTls() {
        assertThat(PLAIN.with(Protocol.AUTO)).isEqualTo(PLAIN);
        assertThat(SECURE.with(Protocol.AUTO).protocol()).isEqualTo(Protocol.AUTO);
        assertThatThrownBy(() -> new Upstream("a", "127.0.0.1", 1, Protocol.AUTO))
                .hasMessage("protocol: auto (expected: only within TLS, where it is agreed on)");
    }

    @Test
    void noFaultIsMistakenForAnother() {
        for (TlsFault fault : TlsFault.values()) {
            assertThat(TlsFault.of(fault.code())).isEqualTo(fault);
        }
        assertThatThrownBy(() -> TlsFault.of(9)).hasMessage("fault: 9 (expected: 0..8)");
    }
}
