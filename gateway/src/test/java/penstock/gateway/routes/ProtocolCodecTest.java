package penstock.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProtocolCodecTest {

    private static final Upstream OLD = new Upstream("a", "127.0.0.1", 1);
    private static final Upstream NEW = new Upstream("b", "127.0.0.1", 2, Protocol.HTTP_2);

    private static Route route(Upstream stable, Upstream candidate) {
        return new Route(
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
                        Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 10));
    }

    @Test
    void whatEachInstanceSpeaksIsKept() throws Exception {
        var table = new RouteTable(1, List.of(route(OLD, NEW)));

        assertThat(RouteTableCodec.decode(RouteTableCodec.encode(table))).isEqualTo(table);
    }

    @Test
    void allInstancesOfARouteMaySpeakTheSame() throws Exception {
        var table = new RouteTable(1, List.of(route(OLD, NEW).speaking(Protocol.HTTP_2)));

        RouteTable read = RouteTableCodec.decode(RouteTableCodec.encode(table));

        assertThat(read.routes().getFirst().versions())
                .flatExtracting(RouteVersion::upstreams)
                .allMatch(one -> one.protocol() == Protocol.HTTP_2);
    }

    @Test
    void aTableOfHttp11OnlyIsWrittenAsBefore() {
        var table = new RouteTable(1, List.of(route(OLD, NEW).speaking(Protocol.HTTP_1_1)));

        assertThat(new String(RouteTableCodec.encode(table), StandardCharsets.ISO_8859_1))
                .doesNotContain("http2");
    }

    @Test
    void anUnknownProtocolIsRefusedWithWhatIsKnown() {
        assertThatThrownBy(() -> Protocol.parse("h3"))
                .hasMessage("\"h3\" (expected: http/1.1, h2, h2c or auto)");
    }
}
