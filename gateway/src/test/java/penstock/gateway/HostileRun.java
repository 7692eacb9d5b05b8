package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Split;

/// One hostile request, sent to a real gateway with instances that record every byte.
final class HostileRun {

    private static final String PROBE = "GET /probe HTTP/1.1\r\nHost: probe\r\n\r\n";

    private HostileRun() {}

    /// Sends a case in steps of so many bytes.
    static void run(GatewayRig rig, HostileCase one, int step) throws Exception {
        try (var shop = new RecordingUpstream("shop");
                var admin = new RecordingUpstream("admin");
                var other = new RecordingUpstream("other")) {
            rig.serve(
                    route("shop", List.of(), "/", shop),
                    route("admin", List.of(), "/admin", admin),
                    route("other", List.of("other.test", "*.other.test"), "/", other));
            String expected = one.bytes("got");

            try (var client = rig.client()) {
                send(client, one.bytes("send"), step);
                if (one.has("finish")) {
                    client.socket.shutdownOutput();
                }
                if (one.has("client")) {
                    String whole = one.bytes("client");
                    byte[] received = client.in.readNBytes(HostileCase.length(whole));
                    assertThat(HostileCase.dated(new String(received, StandardCharsets.ISO_8859_1)))
                            .isEqualTo(whole);
                }
                for (String answer : one.all("answer")) {
                    assertThat(answer(client, one)).isEqualTo(answer);
                }
                if (one.one("end").equals("closed")) {
                    assertThat(client.rest()).describedAs("after the last answer").isEmpty();
                } else {
                    assertThat(client.send(PROBE).answer().body()).isEqualTo("shop");
                    expected +=
                            "GET /probe HTTP/1.1\r\nHost: probe\r\n"
                                    + HostileCase.way("probe")
                                    + "\r\n";
                }
            }
            rig.serve();

            assertThat(admin.received() + other.received() + shop.received()).isEqualTo(expected);
        }
    }

    private static Route route(String name, List<String> hosts, String path, Place instance) {
        return new Route(
                "production/" + name,
                hosts,
                path,
                List.of(),
                Split.all(GatewayRig.version("v1", instance)),
                GatewayRig.CALM);
    }

    private static void send(RawClient client, String bytes, int step) {
        try {
            for (int from = 0; from < bytes.length(); from += Math.min(step, bytes.length())) {
                client.send(
                        bytes.substring(from, (int) Math.min((long) from + step, bytes.length())));
            }
        } catch (IOException closed) {
            // the gateway had enough; what it said can still be read
        }
    }

    /// The status and the code of a problem, else the body.
    private static String answer(RawClient client, HostileCase one) throws IOException {
        boolean isHead = one.bytes("send").startsWith("HEAD ");
        RawClient.Answer answer = client.answer(!isHead);
        if (answer.header("Content-Type").equals("application/problem+json")) {
            String code = answer.body().replaceAll("(?s).*\"code\":\"([a-z_]+)\".*", "$1");
            return (answer.status() + " " + code).strip();
        }
        return (answer.status() + " " + answer.body()).strip();
    }
}
