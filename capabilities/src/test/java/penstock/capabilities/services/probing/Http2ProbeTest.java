package penstock.capabilities.services.probing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.ProbeSpec;
import penstock.capabilities.services.RunSpec;
import penstock.gateway.http2.FrameReader;
import penstock.gateway.http2.HpackDecoder;
import penstock.gateway.http2.Http2Exception;
import penstock.model.Decoder;
import penstock.model.Text;

final class Http2ProbeTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SETTINGS = "000000 04 00 00000000 ";

    @TempDir private static Path folder;

    private static OwnCertificate certificate;

    private final Map<String, String> asked = new TreeMap<>();
    private final StringBuilder content = new StringBuilder();

    /// How the instance makes of a connection that it has accepted one that is read and written.
    private interface Layer {
        Socket over(Socket accepted) throws IOException;
    }

    private Layer layer = accepted -> accepted;

    @BeforeAll
    static void certify() throws Exception {
        certificate = OwnCertificate.make(folder);
    }

    /// What is asked, and what an instance answers in hexadecimal digits.
    private interface Question {
        Answer at(int port) throws IOException;
    }

    /// Answers a whole request with these bytes, and keeps the connection.
    private Answer ask(Question question, String answer) throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var served =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try (var socket = layer.over(listener.accept())) {
                                    read(socket);
                                    socket.getOutputStream()
                                            .write(
                                                    HexFormat.of()
                                                            .parseHex(answer.replace(" ", "")));
                                    return socket.getInputStream().readAllBytes();
                                } catch (IOException | Http2Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            var found = question.at(listener.getLocalPort());
            served.join();
            return found;
        }
    }

    private void read(Socket socket) throws IOException, Http2Exception {
        var in = socket.getInputStream();
        var preface = "PRI * HTTP/2.0\r\n\r\n";
        assertThat(new String(in.readNBytes(preface.length()), StandardCharsets.US_ASCII))
                .isEqualTo(preface);
        var frames = new FrameReader(true);
        var decoder = new HpackDecoder();
        while (true) {
            var bytes = new byte[4_096];
            var some = ByteBuffer.wrap(bytes, 0, in.read(bytes));
            for (var step = frames.next(some);
                    step != FrameReader.Step.NEED_MORE;
                    step = frames.next(some)) {
                if (step == FrameReader.Step.HEADERS) {
                    decoder.decode(
                            frames.block(),
                            0,
                            frames.blockLength(),
                            (name, nf, nt, value, from, to) ->
                                    asked.put(text(name, nf, nt), text(value, from, to)));
                }
                if (step == FrameReader.Step.CONTENT) {
                    int from = frames.contentFrom();
                    content.append(
                            HexFormat.of().formatHex(bytes, from, from + frames.contentLength()));
                }
                boolean isMessage =
                        step == FrameReader.Step.HEADERS || step == FrameReader.Step.DATA_END;
                if (isMessage && frames.endsStream()) {
                    return;
                }
            }
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }

    /// The status by its place in the static table, as text, and as text in Huffman's code; after an interim answer; after a PING
    /// and a change of the table's size; in a padded frame.
    @ParameterizedTest
    @CsvSource({
        "000001 01 05 00000001 88, true, HTTP 200",
        "000005 01 05 00000001 08 03 323031, true, HTTP 201",
        "000005 01 05 00000001 08 83 6c0cff, false, HTTP 503",
        "000004 01 05 00000001 48 82 6402, true, HTTP 302",
        "000005 01 04 00000001 08 03 313033 000001 01 05 00000001 89, true, HTTP 204",
        "000008 06 00 00000000 0102030405060708 000002 01 05 00000001 20 88, true, HTTP 200",
        "000000 01 05 00000001, false, no status at the beginning of the answer",
        "00000d 01 05 00000001 00 07 3a737461747573 03 323030, true, HTTP 200",
        "00000b 01 05 00000001 40 85 b8848d36a3 03 353033, false, HTTP 503",
        "000009 01 05 00000001 00 07 3a737461747573, false, no status at the beginning of the answer",
        "00000d 01 05 00000001 00 07 3a737461747574 03 323030, false, no status at the beginning of the answer",
        "000004 01 0d 00000001 02 8d 0000, false, HTTP 404",
        "000004 03 00 00000001 00000007, false, refused: error 7",
        "000008 07 00 00000000 00000000 0000000b, false, refused: error 11",
        "000001 01 05 00000001 be, false, no status at the beginning of the answer",
    })
    void aPathIsJudgedByItsStatus(String frames, boolean isYes, String words) throws IOException {
        var answer =
                ask(
                        port ->
                                Http2Probe.path(
                                        "/health", Dial.PLAIN, Endpoint.onLoopback(port), LIMIT),
                        SETTINGS + frames);

        assertThat(answer).isEqualTo(new Answer(isYes, words));
        assertThat(asked)
                .containsEntry(":method", "GET")
                .containsEntry(":path", "/health")
                .containsEntry(":scheme", "http")
                .containsEntry("user-agent", "penstock-probe");
    }

    @ParameterizedTest
    @CsvSource({
        "000007 00 00 00000001 00 00000002 0801, true, SERVING",
        "000007 00 00 00000001 00 00000002 0802, false, NOT_SERVING",
        "000005 00 00 00000001 00 00000000, false, UNKNOWN",
        "'', false, 'no health by gRPC (expected: grpc.health.v1.Health, with this name)'",
    })
    void gRpcMustSayServing(String data, boolean isYes, String words) throws IOException {
        var head = "000001 01 04 00000001 88 ";
        var trailers = " 000001 01 05 00000001 88";

        var answer =
                ask(
                        port ->
                                Http2Probe.grpc(
                                        "shop.Cart", Dial.PLAIN, Endpoint.onLoopback(port), LIMIT),
                        SETTINGS + head + data + trailers);

        assertThat(answer).isEqualTo(new Answer(isYes, words));
        assertThat(asked)
                .containsEntry(":method", "POST")
                .containsEntry(":path", "/grpc.health.v1.Health/Check")
                .containsEntry("content-type", "application/grpc")
                .containsEntry("te", "trailers");
        assertThat(content).hasToString("000000000b" + "0a09" + hex("shop.Cart"));
    }

    private static ProbeSpec probe(String words) {
        return Decoder.decode(
                ProbeSpec.class, Text.readYaml(words, "probe").getFirst(), "", "ready");
    }

    private static Dial secure(String serverName) {
        var words =
                """
                external: { addresses: ["127.0.0.1:8443"] }
                tls: { ca: %s, serverName: %s }
                """
                        .formatted(certificate.pem(), serverName);
        return Dial.of(
                Decoder.decode(RunSpec.class, Text.readYaml(words, "spec").getFirst(), "", "run"));
    }

    @ParameterizedTest
    @CsvSource({
        "000001 01 05 00000001 88, true, HTTP 200",
        "000005 01 05 00000001 08 83 6c0cff, false, HTTP 503",
    })
    void aPathIsAskedForWithinTls(String frames, boolean isYes, String words) throws IOException {
        layer = accepted -> certificate.over(accepted, "http/1.1", "h2");

        var answer =
                ask(
                        port ->
                                NetworkProbe.ask(
                                        probe("{ h2c: /health, timeout: 30s, every: 30s }"),
                                        secure("shop.internal"),
                                        Endpoint.onLoopback(port)),
                        SETTINGS + frames);

        assertThat(answer).isEqualTo(new Answer(isYes, words));
        assertThat(asked).containsEntry(":path", "/health").containsEntry(":scheme", "https");
    }

    @ParameterizedTest
    @CsvSource({"0801, true, SERVING", "0802, false, NOT_SERVING"})
    void gRpcIsAskedWithinTls(String state, boolean isYes, String words) throws IOException {
        layer = accepted -> certificate.over(accepted, "h2");

        var answer =
                ask(
                        port ->
                                NetworkProbe.ask(
                                        probe("{ grpc: '', timeout: 30s, every: 30s }"),
                                        secure("shop.internal"),
                                        Endpoint.onLoopback(port)),
                        SETTINGS
                                + "000001 01 04 00000001 88 000007 00 00 00000001 00 00000002 "
                                + state
                                + " 000001 01 05 00000001 88");

        assertThat(answer).isEqualTo(new Answer(isYes, words));
        assertThat(asked)
                .containsEntry(":scheme", "https")
                .containsEntry(":path", "/grpc.health.v1.Health/Check");
    }

    /// By another name it is not verified; and who agrees on no HTTP/2 is not asked by it.
    @ParameterizedTest
    @CsvSource({
        "other.internal, h2, TLS failed: wrong-name",
        "shop.internal, http/1.1, TLS failed: no-protocol"
    })
    void whoIsNotMeantWithinTlsIsAskedNothing(String name, String protocol, String words)
            throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var received =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try (var socket = certificate.over(listener.accept(), protocol)) {
                                    return socket.getInputStream().readAllBytes();
                                } catch (IOException refused) {
                                    return new byte[0];
                                }
                            });

            var answer =
                    NetworkProbe.ask(
                            probe("{ grpc: '', timeout: 30s, every: 30s }"),
                            secure(name),
                            Endpoint.onLoopback(listener.getLocalPort()));

            assertThat(answer.isYes()).isFalse();
            assertThat(answer.text()).startsWith(words);
            assertThat(received.join()).isEmpty();
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whoSpeaksAnotherProtocolHasNoAnswer() throws IOException {
        var answer =
                ask(
                        port -> Http2Probe.grpc("", Dial.PLAIN, Endpoint.onLoopback(port), LIMIT),
                        hex("HTTP/1.1 400 Bad\r\n\r\n"));

        assertThat(answer).isEqualTo(new Answer(false, "no HTTP/2 answer"));
        assertThat(content).hasToString("0000000000");
    }

    @Test
    void theWordsOfAProbe() {
        assertThat(ProbeSpec.parse("grpc").grpc()).contains("");
        assertThat(
                        NetworkProbe.describe(
                                ProbeSpec.parse("grpc"), Dial.PLAIN, Endpoint.onLoopback(8080)))
                .isEqualTo("gRPC health at 127.0.0.1:8080");
    }
}
