package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.Observing;

/// W3C Trace Context through the gateway.
class TraceTest {

    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String GOOD =
            "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n";
    private static final Pattern PARENT =
            Pattern.compile("\r\ntraceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])\r\n");

    private static GatewayRig rig(int basisPoints) throws IOException {
        return new GatewayRig(
                ClientRules.DEFAULT,
                new Observing(
                        Optional.empty(), new Observing.Tracing(true, basisPoints), new Random(1)));
    }

    /// What the instance gets of a request with these fields.
    private static String received(GatewayRig rig, String... fields) throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var client = rig.serveStable(shop).client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n" + String.join("", fields) + "\r\n");
            client.answer();
            return shop.heads.take();
        }
    }

    @Test
    void aTraceGoesOnWithASpanOfTheGatewayAsTheParent() throws Exception {
        try (var rig = rig(0)) {
            String head =
                    received(
                            rig,
                            "Traceparent: 00-" + ID + "-" + SPAN + "-01\r\n",
                            "tracestate: a=1,b=2\r\n",
                            "tracestate: c=3\r\n");

            var parent = PARENT.matcher(head);
            assertThat(parent.find()).isTrue();
            assertThat(parent.group(1)).isEqualTo(ID);
            assertThat(parent.group(2)).isNotEqualTo(SPAN);
            assertThat(parent.group(3)).isEqualTo("01");
            assertThat(parent.find(parent.end() - 2)).isFalse();
            assertThat(head).contains("tracestate: a=1,b=2\r\ntracestate: c=3\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "traceparent: \r\n",
                "traceparent: 00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01\r\n",
                "traceparent: 00-00000000000000000000000000000000-00f067aa0ba902b7-01\r\n",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01\r\n",
                "traceparent: ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x\r\n",
                "traceparent: cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x\r\n",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\r\n",
                "traceparent: 00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01\r\n",
                GOOD + GOOD
            })
    void whatTellsOfNoTraceBeginsOneAndItsStateIsDropped(String told) throws Exception {
        try (var rig = rig(10_000)) {
            String head = received(rig, told, "tracestate: a=1\r\n");

            var parent = PARENT.matcher(head);
            assertThat(parent.find()).isTrue();
            assertThat(parent.group(1)).isNotEqualTo(ID);
            assertThat(parent.group(3)).isEqualTo("01");
            assertThat(head).doesNotContain("tracestate", ID);
        }
    }

    @Test
    void aLaterVersionIsReadAsFarAsItIsKnown() throws Exception {
        try (var rig = rig(0)) {
            String head =
                    received(rig, "traceparent: cc-" + ID + "-" + SPAN + "-09-what-comes\r\n");

            assertThat(head).containsPattern("traceparent: 00-" + ID + "-[0-9a-f]{16}-01\r\n");
        }
    }

    @Test
    void withoutTracingTheClientsWordsPassAsTheyAre() throws Exception {
        try (var rig = new GatewayRig()) {
            String head = received(rig, "traceparent: any thing\r\n", "tracestate: a=1\r\n");

            assertThat(head).contains("traceparent: any thing\r\n", "tracestate: a=1\r\n");
            assertThat(received(rig)).doesNotContain("traceparent");
        }
    }
}
