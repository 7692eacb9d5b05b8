package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import penstock.gateway.Fuzz;
import penstock.gateway.HostileCase;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.BodyDecoder;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.HeadWriter;
import penstock.gateway.http.LoosePath;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.Role;

/// The messages of the case files, damaged at random: however they arrive they mean the same or are refused, and what the
/// gateway writes for them means the same again.
final class HttpFuzzTest {

    private static final List<String> TOKENS =
            List.of(
                    "\r\n",
                    "\n",
                    "\r",
                    "\0",
                    " ",
                    "\t",
                    ":",
                    ";",
                    ",",
                    "0\r\n\r\n",
                    "\r\n\r\n",
                    "%2e",
                    "%2f",
                    "/../",
                    "//",
                    "[",
                    "]",
                    "Transfer-Encoding: chunked\r\n",
                    "Content-Length: 5\r\n",
                    "Host: b\r\n",
                    "Connection: close\r\n",
                    "Connection: Upgrade\r\nUpgrade: x\r\n",
                    "Expect: 100-continue\r\n",
                    "HTTP/1.0",
                    "\u00e9",
                    "\u007f",
                    "fffffff\r\n");

    private final HeadBuffer head = new HeadBuffer();
    private final RequestHead request = new RequestHead(head);
    private final ResponseHead response = new ResponseHead(head);
    private final BodyDecoder body = new BodyDecoder();
    private final DateLine date = new DateLine(InstantSource.fixed(Instant.EPOCH));
    private final HeadWriter out = new HeadWriter();

    /// What was found in some bytes: the head, the content, how far it went; or that it was refused.
    private record Found(String head, String content, String end) {}

    @Test
    void requestsMeanTheSameHoweverTheyArrive() {
        List<byte[]> corpus =
                corpus(
                        "send",
                        "requests/framing",
                        "requests/smuggling",
                        "requests/chunks",
                        "requests/fields",
                        "requests/lines",
                        "requests/targets",
                        "requests/paths",
                        "requests/connection");
        Fuzz.run(
                random -> {
                    byte[] message = damaged(corpus, random);

                    Found whole = read(true, List.of(message));
                    String written = written(whole, true);

                    assertThat(read(true, split(message, random))).isEqualTo(whole);
                    if (!written.isEmpty()) {
                        assertUnambiguous(written);
                    }
                    // A request of HTTP/1.0 may lack a host, which we then leave empty and would
                    // not take ourselves.
                    if (written.lines().count() <= HeadBuffer.MAX_FIELDS
                            && written.contains("\r\nHost: ")) {
                        Found again = read(true, List.of(latin(written)));
                        assertThat(again.head()).isEqualTo(whole.head());
                    }
                });
    }

    @Test
    void answersMeanTheSameHoweverTheyArrive() {
        List<byte[]> corpus =
                corpus(
                        "reply",
                        "answers/framing",
                        "answers/heads",
                        "answers/interim",
                        "answers/extra");
        Fuzz.run(
                random -> {
                    byte[] message = damaged(corpus, random);

                    Found whole = read(false, List.of(message));
                    String written = written(whole, false);

                    assertThat(read(false, split(message, random))).isEqualTo(whole);
                    if (!written.isEmpty()) {
                        assertUnambiguous(written);
                    }
                    if (!written.isEmpty() && written.lines().count() <= HeadBuffer.MAX_FIELDS) {
                        Found again = read(false, List.of(latin(written)));
                        assertThat(again.head()).isEqualTo(whole.head());
                    }
                });
    }

    @Test
    void aPathWithoutRefusalHasALooseReadingThatIsItsOwn() {
        List<byte[]> corpus = corpus("send", "requests/paths");
        Fuzz.run(
                random -> {
                    String path =
                            "/"
                                    + new String(
                                                    damaged(corpus, random),
                                                    StandardCharsets.ISO_8859_1)
                                            .replaceAll("[^!-~]", "");
                    String loose;
                    try {
                        loose = LoosePath.of(path);
                    } catch (BadMessageException refused) {
                        assertThat(LoosePath.isPlain(path)).isFalse();
                        return;
                    }

                    assertThat(loose).startsWith("/").doesNotContain("//", "/../", "/./");
                    if (LoosePath.isPlain(path) && !path.endsWith("/")) {
                        assertThat(loose).isEqualTo(path);
                    }
                });
    }

    private Found read(boolean isRequest, List<byte[]> parts) {
        head.reset();
        var content = new StringBuilder();
        String found = "";
        int consumed = 0;
        try {
            for (byte[] part : parts) {
                ByteBuffer in = ByteBuffer.wrap(part);
                if (found.isEmpty() && head.feed(in)) {
                    found = isRequest ? requestHead() : answerHead();
                } else if (found.isEmpty() && isRequest) {
                    request.checkStart();
                }
                boolean isOver = !found.isEmpty() && content(in, content);
                consumed += in.position();
                if (isOver) {
                    String trailers = new String(body.trailers(), StandardCharsets.ISO_8859_1);
                    return new Found(
                            found, content.toString(), "ends at " + consumed + ", " + trailers);
                }
                assertThat(in.hasRemaining()).isFalse();
            }
            return new Found(found, content.toString(), "goes on");
        } catch (BadMessageException refused) {
            assertThat(refused.status()).isBetween(400, 599);
            return new Found(found, content.toString(), "refused");
        }
    }

    /// True at the end of the body; each step must get on.
    private boolean content(ByteBuffer in, StringBuilder content) throws BadMessageException {
        while (true) {
            int before = in.position();
            switch (body.next(in)) {
                case NEED_MORE -> {
                    return false;
                }
                case END -> {
                    return true;
                }
                case CONTENT -> {
                    assertThat(body.contentLength()).isPositive();
                    assertThat(in.position())
                            .isEqualTo(
                                    before + (body.contentFrom() - before) + body.contentLength());
                    for (int i = 0; i < body.contentLength(); i++) {
                        content.append((char) (in.get(body.contentFrom() + i) & 0xff));
                    }
                }
            }
        }
    }

    private String requestHead() throws BadMessageException {
        request.parse();
        request.startBody(body);
        return request.method()
                + " "
                + request.path()
                + " "
                + request.authority()
                + " "
                + request.host()
                + " "
                + request.contentLength()
                + " "
                + request.isChunked()
                + " "
                + request.isUpgrade()
                + " "
                + (request.expectsContinue() && request.hasBody());
    }

    private String answerHead() throws BadMessageException {
        response.parse();
        response.startBody(body, false);
        boolean isStream = body.isChunked() || body.isUntilClose();
        return response.status()
                + " "
                + (response.isInterim() ? -1 : response.contentLength())
                + " "
                + isStream;
    }

    /// What the gateway would write for the head that was read last; nothing when there is none.
    private String written(Found whole, boolean isRequest) {
        if (whole.head().isEmpty()) {
            return "";
        }
        if (isRequest) {
            Heads.request(
                    out,
                    request,
                    Way.direct(Peer.plain("127.0.0.1"), request),
                    Ascii.bytes("id"),
                    false,
                    null);
        } else if (response.isInterim()) {
            Heads.interim(out, response);
        } else {
            boolean isStream = whole.head().endsWith("true");
            var arm =
                    new Arm(
                            new ArmStats("r", "v1", Role.STABLE),
                            List.of(),
                            LoadRules.DEFAULT,
                            new VersionMemory(0),
                            0);
            Heads.Framing framing = isStream ? Heads.Framing.CHUNKED : Heads.Framing.AS_IS;
            var style = new Heads.Style(arm, "", false, date, null);
            Heads.response(out, response, style, framing, false, false);
        }
        return new String(out.bytes(), 0, out.length(), StandardCharsets.ISO_8859_1);
    }

    private static void assertUnambiguous(String written) {
        assertThat(written).endsWith("\r\n\r\n");
        assertThat(written.indexOf("\r\n\r\n")).isEqualTo(written.length() - 4);
        assertThat(written.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
        String fields = written.toLowerCase(java.util.Locale.ROOT);
        assertThat(
                        (written.startsWith("HTTP/1.1 ") || count(fields, "\r\nhost:") == 1)
                                && count(fields, "\r\ncontent-length:")
                                                + count(fields, "\r\ntransfer-encoding:")
                                        <= 1)
                .describedAs(written)
                .isTrue();
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    private static List<byte[]> corpus(String key, String... files) {
        return Stream.of(files)
                .flatMap(file -> HostileCase.read(file + ".case").stream())
                .map(one -> latin(one.bytes(key)))
                .filter(bytes -> bytes.length > 0 && bytes.length < 5_000)
                .toList();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] damaged(List<byte[]> corpus, RandomGenerator random) {
        byte[] bytes = corpus.get(random.nextInt(corpus.size()));
        for (int n = random.nextInt(4); n > 0 && bytes.length > 0; n--) {
            int at = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, at + random.nextInt(20));
            bytes =
                    switch (random.nextInt(6)) {
                        case 0 -> {
                            byte[] flipped = bytes.clone();
                            flipped[at] ^= (byte) (1 << random.nextInt(8));
                            yield flipped;
                        }
                        case 1 -> joined(bytes, at, new byte[0], to);
                        case 2 -> joined(bytes, to, Arrays.copyOfRange(bytes, at, to), to);
                        case 3 ->
                                joined(
                                        bytes,
                                        at,
                                        Arrays.copyOfRange(other(corpus, random), 0, 30),
                                        to);
                        default ->
                                joined(
                                        bytes,
                                        at,
                                        latin(TOKENS.get(random.nextInt(TOKENS.size()))),
                                        at);
                    };
        }
        return bytes;
    }

    private static byte[] other(List<byte[]> corpus, RandomGenerator random) {
        return corpus.get(random.nextInt(corpus.size()));
    }

    /// The bytes up to `until`, the insertion, the bytes from `from` on.
    private static byte[] joined(byte[] bytes, int until, byte[] insertion, int from) {
        return ByteBuffer.allocate(until + insertion.length + bytes.length - from)
                .put(bytes, 0, until)
                .put(insertion)
                .put(bytes, from, bytes.length - from)
                .array();
    }

    private static List<byte[]> split(byte[] bytes, RandomGenerator random) {
        List<byte[]> parts = new ArrayList<>();
        int most = 1 + random.nextInt(random.nextBoolean() ? 3 : 200);
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(most));
            parts.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return parts;
    }
}
