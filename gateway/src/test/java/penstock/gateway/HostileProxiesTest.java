package penstock.gateway;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.TrustedProxies;

/// What a trusted proxy says about the way of a request, byte for byte: `hostile/requests/proxies.case` against a gateway that
/// trusts 127.0.0.1. What everybody else says is in `fields.case`.
final class HostileProxiesTest {

    private static GatewayRig rig;

    @BeforeAll
    static void start() throws IOException {
        rig =
                new GatewayRig(
                        new ClientRules(
                                TrustedProxies.parse("127.0.0.1"),
                                0,
                                ClientRules.DEFAULT.bodyGrace()));
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    static Stream<HostileCase> cases() {
        return HostileCase.read("requests/proxies.case").stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatATrustedProxySaysIsKeptAndExtended(HostileCase one) throws Exception {
        HostileRun.run(rig, one, Integer.MAX_VALUE);
    }
}
