package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.DATA;
import static penstock.gateway.Http2Wire.END_STREAM;
import static penstock.gateway.Http2Wire.HEADERS;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.gateway.routes.Coding;
import penstock.gateway.routes.Compression;
import penstock.gateway.routes.EdgeRules;
import penstock.gateway.routes.EncodingCount;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// How compressed answers flow: at once, no faster than the client reads, in bounded memory, and cut where they were cut.
class CompressionTest {

    /// All that encoders may take, and what one of Brotli takes.
    private static final int MEMORY = 64 << 20;

    private static final int EACH = 1_088 << 10;

    private static final Rules RULES =
            Rules.DEFAULT.with(EdgeRules.DEFAULT.with(CompressionTableTest.BOTH));

    private static GatewayRig rig(RouteVersion version) throws IOException {
        return new GatewayRig().serve(GatewayRig.route(Split.all(version), RULES));
    }

    private static GatewayRig rig(Place shop) throws IOException {
        return rig(GatewayRig.version("v1", shop));
    }

    private static RawClient asking(GatewayRig rig, String coding) throws IOException {
        return rig.client()
                .request("GET / HTTP/1.1", "Host: shop.test", "Accept-Encoding: " + coding);
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static final String STREAM =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br"})
    void eachPieceOfAStreamReachesTheClientBeforeTheNextIsSaid(String coding) throws Exception {
        var said = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(STREAM + chunk("data: one\n\n"));
                                    said.await();
                                    peer.send(chunk("data: two\n\n") + "0\r\n\r\n");
                                });
                var rig = rig(shop);
                var client = asking(rig, coding)) {
            assertThat(client.head()).contains("Content-Encoding: " + coding);

            String first = new String(readChunk(client), StandardCharsets.ISO_8859_1);
            assertThat(Decoded.beginning(coding, first, 11)).isEqualTo("data: one\n\n");
            said.countDown();

            var all = new StringBuilder(first);
            for (byte[] next = readChunk(client); next.length > 0; next = readChunk(client)) {
                all.append(new String(next, StandardCharsets.ISO_8859_1));
            }
            assertThat(Decoded.whole(coding, all.toString()))
                    .isEqualTo("data: one\n\ndata: two\n\n");
        }
    }

    private static byte[] readChunk(RawClient client) throws IOException {
        int size = Integer.parseInt(client.line(), 16);
        byte[] bytes = client.in.readNBytes(size);
        client.line();
        return bytes;
    }

    @Test
    void eachPieceOfAStreamReachesAClientOfHttp2Too() throws Exception {
        var said = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(STREAM + chunk("data: one\n\n"));
                                    said.await();
                                    peer.send(chunk("data: two\n\n") + "0\r\nX-Sum: 7\r\n\r\n");
                                });
                var rig = rig(shop);
                var client = Http2Wire.client(rig.address)) {
            client.get(1, "/", "accept-encoding: gzip");

            assertThat(client.await(HEADERS, 1).field("content-encoding")).isEqualTo("gzip");
            String first = client.await(DATA, 1).text();
            assertThat(Decoded.beginning("gzip", first, 11)).isEqualTo("data: one\n\n");
            said.countDown();

            var all = new StringBuilder(first);
            Http2Wire.Frame next = client.next();
            for (; next.type() != HEADERS; next = client.next()) {
                all.append(next.type() == DATA ? next.text() : "");
            }
            assertThat(next.fields()).containsExactly("x-sum: 7");
            assertThat(Decoded.whole("gzip", all.toString()))
                    .isEqualTo("data: one\n\ndata: two\n\n");
        }
    }

    /// What the instance says slowly is not kept back for long, also when it has said how much it will be.
    @Test
    void whatHasComeOfAnAnswerOfKnownLengthFollowsSoon() throws Exception {
        var over = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(
                                            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\nhello");
                                    over.await();
                                });
                var rig = rig(shop);
                var client = asking(rig, "gzip")) {
            client.head();

            String first = new String(readChunk(client), StandardCharsets.ISO_8859_1);

            assertThat(Decoded.beginning("gzip", first, 5)).isEqualTo("hello");
            over.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br"})
    void anAnswerThatBreaksOffHasNoEndForTheClientEither(String coding) throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(STREAM + chunk("data: one\n\n"));
                                });
                var rig = rig(shop);
                var client = asking(rig, coding);
                var http2 = Http2Wire.client(rig.address)) {
            client.head();
            String broken = "";
            try {
                while (readChunk(client).length > 0) {
                    broken = "going on";
                }
            } catch (EOFException cut) {
                broken = "cut";
            }
            http2.get(1, "/", "accept-encoding: " + coding);
            String reset = "";
            try {
                http2.message(1);
            } catch (IOException cut) {
                reset = cut.getMessage();
            }

            assertThat(broken).isEqualTo("cut");
            assertThat(reset).startsWith("reset with 2 ");
            Await.until(() -> rig.observed("v1").failedRequests() == 2);
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsTheInstanceBack() throws Exception {
        String piece = noise(64 << 10);
        var sent = new AtomicLong();
        var over = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(STREAM);
                                    for (int i = 0; i < 2_000 && over.getCount() > 0; i++) {
                                        peer.send(chunk(piece));
                                        sent.addAndGet(piece.length());
                                    }
                                });
                var rig = rig(shop)) {
            try (var client = asking(rig, "gzip")) {
                assertThat(client.head()).contains("gzip");
                assertThat(Await.standstill(sent)).isLessThan(40L << 20);
            }
            over.countDown();
        }
    }

    /// Of letters that compress to some three quarters.
    private static String noise(int length) {
        var text = new StringBuilder();
        long state = 88_172_645_463_325_252L;
        while (text.length() < length) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            text.append((char) ('0' + (state & 63)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br"})
    void aLargeAnswerComesOutWhole(String coding) throws Exception {
        String body = CompressionCase.text(3 << 20);
        String reply =
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        try (var shop = RawUpstream.replying(reply);
                var rig = rig(shop);
                var client = asking(rig, coding);
                var http2 = Http2Wire.client(rig.address)) {
            var answer = client.answer();
            http2.get(1, "/", "accept-encoding: " + coding);
            var message = http2.message(1);

            assertThat(Decoded.whole(coding, answer.body()).equals(body)).isTrue();
            assertThat(Decoded.whole(coding, message.body()).equals(body)).isTrue();
            assertThat(answer.body().length()).isLessThan(body.length() / 3);
        }
    }

    @Test
    void anInstanceThatSpeaksHttp2IsCompressedAlike() throws Exception {
        String body = CompressionCase.text(40_000);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    var wire = Http2Wire.server(peer.socket);
                                    int stream = wire.request().stream();
                                    wire.headers(
                                            0, stream, ":status: 200", "content-type: text/html");
                                    for (int from = 0; from < body.length(); from += 8_000) {
                                        wire.data(0, stream, body.substring(from, from + 8_000));
                                    }
                                    wire.headers(END_STREAM, stream, "x-sum: 7");
                                    wire.requestOrNull();
                                });
                var rig = rig(GatewayRig.http2("v1", shop));
                var client = asking(rig, "br")) {
            var answer = client.answer();

            assertThat(answer.header("Content-Encoding")).isEqualTo("br");
            assertThat(answer.body()).endsWith("|x-sum: 7");
            assertThat(Decoded.whole("br", answer.body().replace("|x-sum: 7", ""))).isEqualTo(body);
        }
    }

    @Test
    void whereThereIsNoMemoryForOneMoreTheAnswerGoesOutAsItIs() throws Exception {
        var over = new CountDownLatch(1);
        List<RawClient> clients = new ArrayList<>();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send(STREAM + chunk("data: one\n\n"));
                                    over.await();
                                });
                var rig = rig(shop)) {
            for (int i = 0; i < MEMORY / EACH; i++) {
                clients.add(asking(rig, "br"));
                assertThat(clients.getLast().head()).contains("Content-Encoding: br");
            }
            try (var tooMany = asking(rig, "br")) {
                assertThat(tooMany.head())
                        .doesNotContain("Content-Encoding")
                        .contains("Vary: Accept-Encoding");
                assertThat(new String(readChunk(tooMany), StandardCharsets.ISO_8859_1))
                        .isEqualTo("data: one\n\n");
            }
            cut(clients.getFirst());
            Await.until(() -> canBeEncoded(rig));

            assertThat(counts(rig).stream().mapToLong(EncodingCount::unencoded).sum()).isPositive();
        } finally {
            over.countDown();
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static boolean canBeEncoded(GatewayRig rig) {
        try (var again = asking(rig, "br")) {
            boolean isEncoded = again.head().contains("Content-Encoding: br");
            cut(again);
            return isEncoded;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Not just the end of what the client sends, after which it could still read.
    private static void cut(RawClient client) throws IOException {
        client.socket.setSoLinger(true, 0);
        client.close();
    }

    private static List<EncodingCount> counts(GatewayRig rig) {
        return rig.engine.take().edge().encodings();
    }

    @Test
    void whatIsCompressedIsCounted() throws Exception {
        String body = CompressionCase.text(20_000);
        String reply =
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20000\r\n\r\n"
                        + body;
        try (var shop = RawUpstream.replying(reply);
                var rig = rig(shop);
                var client = asking(rig, "gzip")) {
            int length = client.answer().body().length();

            List<EncodingCount> counted = new ArrayList<>();
            Await.until(
                    () -> {
                        counted.addAll(counts(rig));
                        return counted.stream().mapToLong(EncodingCount::bytesIn).sum() > 0;
                    });
            assertThat(counted)
                    .containsExactly(
                            new EncodingCount(
                                    "production/shop", Coding.GZIP, 1, 20_000, length, 0));
            assertThat(counts(rig)).isEmpty();
        }
    }

    /// The cache keeps what the instance has sent, once for all codings, and its answers are compressed like any other.
    @Test
    void answersThatWereKeptAreCompressedForEachClient() throws Exception {
        String body = CompressionCase.text(300_000);
        String reply =
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nCache-Control: max-age=60\r\nETag: \"a\"\r\nContent-Length: 300000\r\n\r\n"
                        + body;
        try (var shop = RawUpstream.replying(reply);
                var rig =
                        new GatewayRig()
                                .serve(
                                        GatewayRig.route(
                                                Split.all(GatewayRig.version("v1", shop)),
                                                RULES.with(CacheWords.USUAL)));
                var client = rig.client();
                var http2 = Http2Wire.client(rig.address)) {
            int stream = 1;
            for (String coding : List.of("gzip", "br", "none", "gzip")) {
                client.request("GET / HTTP/1.1", "Host: shop.test", "Accept-Encoding: " + coding);
                var answer = client.answer();
                http2.get(stream, "/", "accept-encoding: " + coding);
                var message = http2.message(stream);
                stream += 2;

                boolean isEncoded = !coding.equals("none");
                assertThat(answer.header("Content-Encoding")).isEqualTo(isEncoded ? coding : "");
                assertThat(answer.header("ETag")).isEqualTo(isEncoded ? "W/\"a\"" : "\"a\"");
                assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
                assertThat(Decoded.whole(coding, answer.body()).equals(body)).isTrue();
                assertThat(Decoded.whole(coding, message.body()).equals(body)).isTrue();
            }
            client.request(
                    "GET / HTTP/1.1",
                    "Host: shop.test",
                    "Accept-Encoding: gzip",
                    "If-None-Match: W/\"a\"");
            var held = client.answer();

            assertThat(held.status()).isEqualTo(304);
            assertThat(held.header("ETag")).isEqualTo("W/\"a\"");
            assertThat(shop.heads).hasSize(1);
            assertThat(rig.observed("v1").requests()).isEqualTo(1);
        }
    }

    @Test
    void answersToRequestsWithCredentialsCanBeLeftAsTheyAre() throws Exception {
        Compression all = CompressionTableTest.BOTH;
        var careful =
                new Compression(all.codings(), all.effort(), all.leastBytes(), all.types(), false);
        String reply =
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n"
                        + CompressionCase.text(5_000);
        try (var shop = RawUpstream.replying(reply);
                var rig =
                        new GatewayRig()
                                .serve(
                                        GatewayRig.route(
                                                Split.all(GatewayRig.version("v1", shop)),
                                                Rules.DEFAULT.with(
                                                        EdgeRules.DEFAULT.with(careful))));
                var client = rig.client()) {
            List<String> codings = new ArrayList<>();
            for (String field : List.of("X-Other: o", "Cookie: a=b", "Authorization: Bearer t")) {
                client.request("GET / HTTP/1.1", "Host: s", "Accept-Encoding: gzip", field);
                codings.add(client.answer().header("Content-Encoding"));
            }

            assertThat(codings).containsExactly("gzip", "", "");
        }
    }

    /// Requests of one connection, one after the other and before the answers: each coding ends where its answer ends.
    @Test
    void pipelinedAnswersAreApart() throws Exception {
        String body = CompressionCase.text(5_000);
        String reply =
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n" + body;
        String asked = "GET / HTTP/1.1\r\nHost: s\r\nAccept-Encoding: ";
        try (var shop = RawUpstream.replying(reply);
                var rig = rig(shop);
                var client = rig.client()) {
            client.send(asked + "gzip\r\n\r\n" + asked + "br\r\n\r\n" + asked + "none\r\n\r\n");

            assertThat(Decoded.whole("gzip", client.answer().body())).isEqualTo(body);
            assertThat(Decoded.whole("br", client.answer().body())).isEqualTo(body);
            assertThat(client.answer().body()).isEqualTo(body);
        }
    }

    /// Time passes while something is compressed, and at no other.
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br"})
    void whatCompressionTakesIsNotInTheLatencyOfTheVersion(String coding) throws Exception {
        var now = new AtomicLong(1_000_000_000_000L);
        var looks = new AtomicLong();
        LongSupplier clock =
                () ->
                        // once before some work and once after it
                        isCompressing() && looks.incrementAndGet() % 2 == 0
                                ? now.addAndGet(10_000_000_000L)
                                : now.get();
        try (var shop =
                        RawUpstream.replying(
                                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n"
                                        + "a".repeat(5_000));
                var rig =
                        new GatewayRig(clock)
                                .serve(
                                        GatewayRig.route(
                                                Split.all(GatewayRig.version("v1", shop)), RULES));
                var client = asking(rig, coding)) {
            assertThat(client.head()).contains("Content-Encoding: " + coding);
            for (byte[] next = readChunk(client); next.length > 0; next = readChunk(client)) {
                assertThat(next.length).isLessThan(5_000);
            }

            assertThat(looks.get()).isGreaterThanOrEqualTo(2);
            var latency = rig.observed("v1").latency();
            assertThat(latency.count()).isEqualTo(1);
            assertThat(latency.quantileIndex(1)).isEqualTo(LatencyHistogram.indexOf(0));
        }
    }

    private static boolean isCompressing() {
        return StackWalker.getInstance()
                .walk(
                        frames ->
                                frames.anyMatch(
                                        frame -> frame.getClassName().endsWith(".EncodedAnswer")));
    }
}
