package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Split;

/// What clients may not do, byte for byte: the files in `hostile/requests` against a real gateway and instances that record
/// every byte. Each case is sent at once and, where that changes nothing, byte by byte.
final class HostileRequestsTest {

    private static final List<String> FILES =
            List.of("framing", "chunks", "lines", "fields", "targets", "paths", "connection");

    /// Longer cases are sent at once only.
    private static final int BYTEWISE_UP_TO = 1_000;

    private static final String PROBE = "GET /probe HTTP/1.1\r\nHost: probe\r\n\r\n";

    private static GatewayRig rig;

    @BeforeAll
    static void start() throws IOException {
        rig = new GatewayRig();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    static Stream<HostileCase> cases() {
        return FILES.stream()
                .flatMap(file -> HostileCase.read("requests/" + file + ".case").stream());
    }

    static Stream<HostileCase> bytewise() {
        return cases().filter(
                        one -> !one.has("whole") && one.bytes("send").length() <= BYTEWISE_UP_TO);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sentAtOnce(HostileCase one) throws Exception {
        run(one, Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @MethodSource("bytewise")
    void sentByteByByte(HostileCase one) throws Exception {
        run(one, 1);
    }

    private static void run(HostileCase one, int step) throws Exception {
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
                GatewayRig.QUICK);
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
            return answer.status()
                    + " "
                    + answer.body().replaceAll("(?s).*\"code\":\"([a-z_]+)\".*", "$1");
        }
        return (answer.status() + " " + answer.body()).strip();
    }
}
