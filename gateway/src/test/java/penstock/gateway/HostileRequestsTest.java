package penstock.gateway;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What clients may not do, byte for byte: the files in `hostile/requests` against a real gateway and instances that record
/// every byte. Each case is sent at once and, where that changes nothing, byte by byte.
final class HostileRequestsTest {

    private static final List<String> FILES =
            List.of(
                    "framing",
                    "chunks",
                    "lines",
                    "fields",
                    "targets",
                    "paths",
                    "connection",
                    "smuggling");

    /// Longer cases are sent at once only.
    private static final int BYTEWISE_UP_TO = 1_000;

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
        HostileRun.run(rig, one, Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @MethodSource("bytewise")
    void sentByteByByte(HostileCase one) throws Exception {
        HostileRun.run(rig, one, 1);
    }
}
