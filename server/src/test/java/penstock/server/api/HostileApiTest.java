package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.model.Text;

/// What clients of the API may not do, byte for byte (`hostile.case`), and how slowly and how many they may be.
final class HostileApiTest {
    private static final Path CASES =
            Path.of("src/test/resources/penstock/server/api/hostile.case");
    private static final String PROBE = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String AUTH = "Authorization: Bearer " + TestApi.TOKEN + "\r\n";
    private static final String LAMP = "/api/v1/environments/production/gadgets/lamp";
    private static final String BODY = "spec: {size: 3}";

    /// After so long the idle connections of a crowd would be closed by the time limit anyway.
    private static final int CROWD = 500;

    @TempDir static Path folder;
    private static TestApi api;
    private long before;

    @BeforeAll
    static void start() {
        api = TestApi.start(folder);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void note() {
        before = api.store.revision();
    }

    @AfterEach
    void nothingChanged() {
        assertThat(api.store.revision()).isEqualTo(before);
    }

    /// One block of the file.
    record Case(String name, String send, List<String> answers, String end) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        return Arrays.stream(Files.readString(CASES).split("\n\n", -1))
                .map(block -> block.lines().filter(line -> !line.startsWith("#")).toList())
                .filter(lines -> !lines.isEmpty())
                .map(HostileApiTest::read);
    }

    private static Case read(List<String> lines) {
        return new Case(
                one(lines, "case"),
                bytes(one(lines, "send")),
                lines.stream()
                        .filter(line -> line.startsWith("answer "))
                        .map(line -> line.substring("answer ".length()))
                        .toList(),
                one(lines, "end"));
    }

    private static String one(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + " "))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(key + " is missing in " + lines));
    }

    private static String bytes(String text) {
        String named = text.replace("{auth}", AUTH).replace("{lamp}", LAMP).replace("{body}", BODY);
        return Pattern.compile("\\{(\\d+)\\*([^}]*)}")
                .matcher(named)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        found.group(2).repeat(Integer.parseInt(found.group(1)))))
                .translateEscapes();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isAnsweredAsTheTableSays(Case one) throws IOException {
        try (var client = new Client()) {
            client.send(one.send());
            for (String expected : one.answers()) {
                var answer = client.answer();

                assertThat(answer)
                        .matches(expected.replace("4xx", "4\\d\\d").replace("*", "[a-z-]+"));
            }
            switch (one.end()) {
                case "closed" -> assertThat(client.isOver()).isTrue();
                case "open" -> {
                    client.send(PROBE);
                    assertThat(client.answer()).isEqualTo("200 ok");
                }
                case "any" -> {}
                default -> throw new AssertionError("end " + one.end());
            }
        }
    }

    @Test
    void aHeadThatDripsIsCut() throws IOException {
        try (var client = new Client()) {
            client.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: ");

            assertThat(client.dripsUntilItIsOver()).isTrue();
        }
    }

    @Test
    void aFirstLineThatDripsIsCut() throws IOException {
        try (var client = new Client()) {
            client.send("GET /");

            assertThat(client.dripsUntilItIsOver()).isTrue();
        }
    }

    @Test
    void aBodyThatStopsIsAnswered() throws IOException {
        try (var client = new Client()) {
            client.send(
                    "PUT "
                            + LAMP
                            + " HTTP/1.1\r\nHost: localhost\r\n"
                            + AUTH
                            + "Content-Length: 15\r\n\r\nspec");

            assertThat(client.answer()).isEqualTo("400 invalid");
            assertThat(client.isOver()).isTrue();
        }
    }

    @Test
    void aCrowdThatSaysNothingKeepsNobodyOut() throws IOException {
        List<Client> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < CROWD; i++) {
                crowd.add(new Client());
            }

            assertThat(api.get("/api/v1/kinds").status()).isEqualTo(200);
        } finally {
            for (var client : crowd) {
                client.close();
            }
        }
    }

    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Client() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
            socket.setSoTimeout(20_000);
            in = new BufferedInputStream(socket.getInputStream());
        }

        /// A server that has had enough may close meanwhile; what it said can still be read.
        void send(String bytes) {
            try {
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException closed) {
                // seen when reading
            }
        }

        /// The status, and the code of the problem or `ok`.
        String answer() throws IOException {
            String head = head();
            int length =
                    Integer.parseInt(
                            head.toLowerCase(Locale.ROOT)
                                    .replaceAll("(?s).*\ncontent-length: (\\d+)\r.*", "$1"));
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            String status = head.substring("HTTP/1.1 ".length()).split(" ", 2)[0];
            if (status.equals("200")) {
                return "200 ok";
            }
            assertThat(head.toLowerCase(Locale.ROOT))
                    .contains("content-type: application/problem+json")
                    .doesNotContain("jetty");
            assertThat(Text.readJson(body).textAt("status")).isEqualTo(status);
            return status + " " + Text.readJson(body).textAt("code");
        }

        private String head() throws IOException {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new AssertionError("closed after \"" + head + "\"");
                }
                head.append((char) next);
            }
            return head.toString();
        }

        boolean isOver() {
            try {
                return in.read() < 0;
            } catch (IOException reset) {
                return !(reset instanceof java.net.SocketTimeoutException);
            }
        }

        /// Sends a byte at a time, each well before the time limit for silence.
        boolean dripsUntilItIsOver() throws IOException {
            for (int i = 0; i < 400; i++) {
                try {
                    socket.getOutputStream().write('x');
                    if (in.available() > 0) {
                        return false;
                    }
                } catch (IOException closed) {
                    return true;
                }
                LockSupport.parkNanos(50_000_000);
            }
            return false;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
