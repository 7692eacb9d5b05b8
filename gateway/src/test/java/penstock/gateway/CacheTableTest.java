package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.gateway.routes.CacheRule;

/// What RFC 9111 and RFC 5861 want of a cache, row by row over real connections. Each row has a host of its own, so none sees what
/// another left.
class CacheTableTest {

    private static GatewayRig rig;
    private static RawUpstream instance;
    private static final BlockingQueue<CacheCase.Line> ANSWERS = new LinkedBlockingQueue<>();

    private int number;
    private long now;

    @BeforeAll
    static void open() throws IOException {
        instance =
                new RawUpstream(
                        peer -> {
                            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                                peer.skipBody(head);
                                instance.heads.add(head);
                                if (!answer(peer, head, ANSWERS.poll())) {
                                    return;
                                }
                            }
                        });
        rig = new GatewayRig();
    }

    @AfterAll
    static void close() throws IOException {
        rig.close();
        instance.close();
    }

    static Stream<CacheCase> cases() {
        return CacheCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void keepsTheRule(CacheCase one) throws Exception {
        number = one.name().hashCode() & 0x7fffffff;
        now = System.currentTimeMillis() / 1_000;
        ANSWERS.clear();
        instance.heads.clear();
        serve(one);
        List<CacheCase.Line> lines = one.lines();
        for (int i = 0; i < lines.size(); i++) {
            switch (lines.get(i).key()) {
                case ">" -> i = exchange(lines, i);
                case "wait" ->
                        rig.advance(Duration.ofSeconds(Long.parseLong(lines.get(i).first())));
                default -> assertThat(lines.get(i).key()).isEqualTo("rule");
            }
        }
        assertThat(instance.heads).as("requests that nobody expected").isEmpty();
    }

    private void serve(CacheCase one) {
        CacheRule rule = CacheWords.USUAL;
        for (CacheCase.Line line : one.lines()) {
            if (line.key().equals("rule")) {
                String[] words = line.first().split(" ", -1);
                rule = with(rule, words[0], words[1]);
            }
        }
        rig.serve(CacheWords.route(rule, instance));
    }

    private static CacheRule with(CacheRule rule, String name, String value) {
        boolean isSpan = value.matches("\\d+");
        Duration span = isSpan ? Duration.ofSeconds(Long.parseLong(value)) : Duration.ZERO;
        return new CacheRule(
                rule.size(),
                rule.maxObject(),
                name.equals("variants") ? Integer.parseInt(value) : rule.variants(),
                name.equals("lifetime") ? span : rule.lifetime(),
                name.equals("whileRevalidate") ? span : rule.staleWhileRevalidate(),
                name.equals("ifError") ? span : rule.staleIfError(),
                rule.collapse(),
                !name.equals("clients"),
                name.equals("cookies"),
                List.of());
    }

    /// One request and what belongs to it; the index of the last of its lines.
    private int exchange(List<CacheCase.Line> lines, int from) throws Exception {
        int to = from + 1;
        List<CacheCase.Line> answers = new ArrayList<>();
        CacheCase.Line wanted = null;
        while (to < lines.size() && "=?<~".contains(lines.get(to).key().substring(0, 1))) {
            if (lines.get(to).key().equals("=")) {
                answers.add(lines.get(to));
            } else if (lines.get(to).key().startsWith("<")) {
                wanted = lines.get(to);
            }
            to++;
        }
        ANSWERS.addAll(answers);
        ask(lines.get(from), wanted);
        String head = "";
        for (CacheCase.Line answer : answers) {
            head = instance.heads.take();
        }
        for (CacheCase.Line line : lines.subList(from, to)) {
            if (line.key().equals("?")) {
                requireAsked(head, timed(line.first()));
            }
        }
        return to - 1;
    }

    private static void requireAsked(String head, String part) {
        if (part.startsWith("no ")) {
            assertThat(head).doesNotContainIgnoringCase("\n" + part.substring(3) + ":");
        } else {
            assertThat(head).contains("\r\n" + part + "\r\n");
        }
    }

    private void ask(CacheCase.Line request, CacheCase.Line wanted) throws Exception {
        if (wanted.key().equals("<~")) {
            Await.until(
                    () -> {
                        try {
                            got(request, wanted);
                            return true;
                        } catch (IOException broken) {
                            throw new UncheckedIOException(broken);
                        } catch (AssertionError notYet) {
                            return false;
                        }
                    });
        } else {
            got(request, wanted);
        }
    }

    private void got(CacheCase.Line request, CacheCase.Line wanted) throws IOException {
        try (var client = rig.client()) {
            client.send(text(request));
            RawClient.Answer answer;
            try {
                answer = client.answer(!request.first().startsWith("HEAD"));
            } catch (EOFException broken) {
                assertThat(wanted.first()).isEqualTo("broken");
                return;
            }
            if (wanted.first().equals("broken")) {
                assertThat(answer.body().length() + "")
                        .isNotEqualTo(answer.header("Content-Length"));
                return;
            }
            require(answer, wanted);
        }
    }

    private String text(CacheCase.Line request) {
        var head = new StringBuilder(request.first() + " HTTP/1.1\r\n");
        String content = "";
        head.append("X-Row-Began: ").append(now).append("\r\n");
        if (request.rest().stream().noneMatch(part -> part.startsWith("Host:"))) {
            head.append("Host: case-").append(number).append(".test\r\n");
        }
        for (String part : request.rest()) {
            if (part.startsWith("content ")) {
                content = part.substring("content ".length());
            } else {
                head.append(timed(part)).append("\r\n");
            }
        }
        return head + "\r\n" + content;
    }

    private String timed(String part) {
        return CacheCase.timed(part, now).replace("{case}", number + "");
    }

    private void require(RawClient.Answer answer, CacheCase.Line wanted) {
        assertThat(answer.status()).as(answer.head()).isEqualTo(Integer.parseInt(wanted.first()));
        for (String part : wanted.rest()) {
            int colon = part.indexOf(": ");
            if (part.startsWith("body ")) {
                assertThat(answer.body()).as(answer.head()).isEqualTo(part.substring(5));
            } else if (part.startsWith("no ")) {
                assertThat(answer.header(part.substring(3))).as(answer.head()).isEmpty();
            } else if (part.startsWith("has ")) {
                assertThat(answer.header(part.substring(4))).as(answer.head()).isNotEmpty();
            } else if (part.startsWith("Age: ~")) {
                long least = Long.parseLong(part.substring("Age: ~".length()));
                assertThat(Long.parseLong(answer.header("Age"))).isBetween(least, least + 60);
            } else if (colon > 0) {
                assertThat(answer.header(part.substring(0, colon)))
                        .as(answer.head())
                        .isEqualTo(timed(part.substring(colon + 2)));
            } else {
                assertThat(answer.header("Cache-Status")).as(answer.head()).contains(part);
            }
        }
    }

    // --- the instance ---

    /// False when the connection ends with it.
    private static boolean answer(RawUpstream.Peer peer, String head, CacheCase.Line line)
            throws IOException {
        if (line == null) {
            peer.answer(599, "nobody expected this request");
            return true;
        }
        if (line.first().equals("reset")) {
            peer.socket.setSoLinger(true, 0);
            return false;
        }
        long time = System.currentTimeMillis() / 1_000;
        var out = new StringBuilder("HTTP/1.1 " + line.first() + " X\r\n");
        String body = "";
        List<String> form = new ArrayList<>();
        for (String part : line.rest()) {
            if (part.startsWith("body ")) {
                body = part.substring(5);
            } else if (part.contains(": ")) {
                out.append(CacheCase.timed(part, startOf(head, time))).append("\r\n");
            } else {
                form.addAll(List.of(part.split(" ", -1)));
            }
        }
        return send(peer, head, out, body, form);
    }

    /// The time that the row means by now: that of its beginning, which its client tells.
    private static long startOf(String head, long otherwise) {
        return head.lines()
                .filter(text -> text.startsWith("X-Row-Began: "))
                .mapToLong(text -> Long.parseLong(text.substring("X-Row-Began: ".length())))
                .findFirst()
                .orElse(otherwise);
    }

    private static boolean send(
            RawUpstream.Peer peer, String head, StringBuilder out, String body, List<String> form)
            throws IOException {
        boolean hasContent = !out.toString().matches("(?s)HTTP/1.1 (204|304) .*");
        boolean isHead = head.startsWith("HEAD ");
        if (form.contains("chunked")) {
            String trailer = form.contains("trailer") ? "X-Sum: 1\r\n" : "";
            peer.send(
                    out
                            + "Transfer-Encoding: chunked\r\n\r\n1\r\n"
                            + body.charAt(0)
                            + "\r\n"
                            + Integer.toHexString(body.length() - 1)
                            + "\r\n"
                            + body.substring(1)
                            + "\r\n0\r\n"
                            + trailer
                            + "\r\n");
            return true;
        }
        if (form.contains("close")) {
            peer.send(out + "Connection: close\r\n\r\n" + body);
            return false;
        }
        int more = form.contains("cut") ? 5 : 0;
        String length =
                hasContent && !isHead ? "Content-Length: " + (body.length() + more) + "\r\n" : "";
        peer.send(out + length + "\r\n" + body);
        return more == 0;
    }
}
