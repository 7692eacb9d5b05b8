package penstock.gateway;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What passes between clients and instances, in which order and in which bytes: the files in `conversations/`. Each is held at
/// once and, where that changes nothing, byte by byte.
final class ConversationsTest {

    static final List<String> FILES =
            List.of(
                    "passing",
                    "order",
                    "trailers",
                    "continue",
                    "early",
                    "ends",
                    "upgrade",
                    "events",
                    "own");

    private static GatewayRig rig;

    @BeforeAll
    static void start() throws IOException {
        rig = new GatewayRig();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    static Stream<Conversation> all() {
        return FILES.stream().flatMap(file -> Conversation.read(file).stream());
    }

    static Stream<Conversation> bytewise() {
        return all().filter(one -> !one.isWhole());
    }

    @ParameterizedTest
    @MethodSource("all")
    void heldAtOnce(Conversation one) throws IOException {
        hold(one, Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @MethodSource("bytewise")
    void heldByteByByte(Conversation one) throws IOException {
        hold(one, 1);
    }

    private static void hold(Conversation one, int step) throws IOException {
        try (var run = new ConversationRun(rig, step)) {
            run.run(one);
        }
    }
}
