package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.TrustedProxies;
import penstock.gateway.routes.Cohorts;

/// Behind a proxy each user is a user of its own; without trust all that come from one address are one.
class TrustedClientTest {

    private static final int SHARE = 5_000;

    private static ClientRules trusting(String ranges) {
        return new ClientRules(TrustedProxies.parse(ranges), 0, ClientRules.DEFAULT.bodyGrace());
    }

    private static List<String> versions(RawClient client) throws IOException {
        List<String> met = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            client.request("GET / HTTP/1.1", "Host: a", "X-Forwarded-For: 1.1.1.1, 6.6.6." + i);
            met.add(client.answer().header("Penstock-Version"));
        }
        return met;
    }

    private static String wanted(String user) {
        return Cohorts.of("salt", user) < SHARE ? "v2" : "v1";
    }

    @Test
    void theClientThatATrustedProxyNamesDecidesTheCohort() throws Exception {
        try (var one = RawUpstream.answering(200, "one");
                var two = RawUpstream.answering(200, "two");
                var rig = new GatewayRig(trusting("127.0.0.0/8")).serveCandidate(one, two, SHARE);
                var client = rig.client()) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                expected.add(wanted("6.6.6." + i));
            }

            assertThat(versions(client)).isEqualTo(expected).contains("v1", "v2");
        }
    }

    @Test
    void whatAnybodyElseSaysIsNothing() throws Exception {
        try (var one = RawUpstream.answering(200, "one");
                var two = RawUpstream.answering(200, "two");
                var rig = new GatewayRig(trusting("10.0.0.0/8")).serveCandidate(one, two, SHARE);
                var client = rig.client()) {

            assertThat(versions(client)).containsOnly(wanted("127.0.0.1"));
        }
    }
}
