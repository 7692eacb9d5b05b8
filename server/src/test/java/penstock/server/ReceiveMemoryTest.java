package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.server.api.Messages;

/// Bodies as large as they may be that take as much memory as their makers could think of, from many senders at once, against a server
/// with the heap that `penstock up` gives it. One that wants memory in vain ends at once here.
final class ReceiveMemoryTest {
    private static final String HEAP =
            "export JAVA_TOOL_OPTIONS='-Xmx192m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders"
                    + " -XX:+ExitOnOutOfMemoryError';";
    private static final String WRITE = "/prometheus/api/v1/write";
    private static final String OTLP = "/prometheus/api/v1/otlp/v1/metrics";
    private static final String SECOND =
            "application/x-protobuf;proto=io.prometheus.write.v2.Request";
    private static final int MESSAGE = 8 << 20;

    /// The most that is taken as it is sent; what does not shrink has to fit.
    private static final int BODY = (4 << 20) - 1_000;

    /// Of what takes time rather than memory.
    private static final int MANY = MESSAGE / 4;

    /// The first byte of a sample within its series.
    private static final byte SAMPLE = (2 << 3) | 2;

    @TempDir private Path folder;

    private record Sent(String path, String type, String encoding, BodyPublisher body) {
        static Sent first(byte[] body) {
            return new Sent(
                    WRITE, "application/x-protobuf", "snappy", BodyPublishers.ofByteArray(body));
        }

        static Sent second(byte[] body) {
            return new Sent(WRITE, SECOND, "snappy", BodyPublishers.ofByteArray(body));
        }

        static Sent otlp(String type, byte[] body) {
            return new Sent(OTLP, type, "gzip", BodyPublishers.ofByteArray(Messages.gzip(body)));
        }
    }

    private static byte[] empty(int field) {
        return new Messages().bytes(field, new byte[0]).bytes();
    }

    private static byte[] many(byte[] unit) {
        return many(unit, MESSAGE - 100);
    }

    /// As many of a few bytes as fit into a size.
    private static byte[] many(byte[] unit, int size) {
        var content = new byte[unit.length * (size / unit.length)];
        for (int at = 0; at < content.length; at += unit.length) {
            System.arraycopy(unit, 0, content, at, unit.length);
        }
        return content;
    }

    /// The same as the content of messages within each other, compressed.
    ///
    /// @param before what stands before it in the innermost
    /// @param fields numbers of the messages, from the outermost
    private static Sent first(byte[] unit, byte[] before, int... fields) {
        byte[] content = many(unit, unit[0] == SAMPLE ? MANY : MESSAGE - 100);
        byte[] message = Arrays.copyOf(before, before.length + content.length);
        System.arraycopy(content, 0, message, before.length, content.length);
        for (int i = fields.length - 1; i >= 0; i--) {
            message = new Messages().bytes(fields[i], message).bytes();
        }
        byte[] head = Arrays.copyOf(message, message.length - content.length);
        return Sent.first(Messages.snappy(head, unit, content.length / unit.length));
    }

    /// The content of a metric of OpenTelemetry.
    private static Sent metric(int kind, byte[] content) {
        var metric = new Messages().text(1, "m").bytes(kind, content).bytes();
        return Sent.otlp(
                "application/x-protobuf",
                new Messages().message(1, r -> r.message(2, s -> s.bytes(2, metric))).bytes());
    }

    private static byte[] named() {
        return new Messages().message(1, l -> l.text(1, "__name__").text(2, "m")).bytes();
    }

    /// By what is answered when none of the limits of the receiver is reached before.
    private static Map<Sent, String> bodies() {
        var bodies = new LinkedHashMap<Sent, String>();
        bodies.put(first(empty(2), named(), 1), "");
        bodies.put(first(empty(3), named(), 1), "");
        bodies.put(first(empty(1), named(), 1), "");
        bodies.put(first(empty(11), new byte[0], 1, 4), "a histogram with more than 10000 buckets");
        bodies.put(
                Sent.second(Messages.snappy(new byte[0], empty(4), MESSAGE / 2 - 100)),
                "a table of more than 1048576 texts");
        bodies.put(Sent.second(namedAgain()), "labels of more than 134217728 bytes");
        for (int seed = 0; seed < 6; seed++) {
            bodies.put(Sent.first(Messages.snappy(texts(seed))), "more text in labels than");
        }
        var attributes = many(empty(1));
        bodies.put(
                Sent.otlp(
                        "application/x-protobuf",
                        new Messages().message(1, r -> r.bytes(1, attributes)).bytes()),
                "");
        bodies.put(metric(5, many(empty(1), MANY)), "a sample without a time");
        var counts = new Messages().bytes(8, new Messages().bytes(2, many(new byte[1])).bytes());
        bodies.put(
                metric(10, new Messages().bytes(1, counts.bytes()).bytes()),
                "a histogram with more than 10000 buckets");
        bodies.put(
                Sent.otlp("application/x-protobuf", new byte[64 << 20]),
                "more than the 8388608 bytes that are allowed uncompressed");
        bodies.put(Sent.otlp("application/json", json()), "a sample without a time");
        return bodies;
    }

    private static byte[] json() {
        var start =
                "{\"resourceMetrics\":{\"scopeMetrics\":{\"metrics\":{\"name\":\"m\",\"gauge\":{\"dataPoints\":[";
        return (start + "{},".repeat(MANY / 3) + "{}]}}}}}").getBytes(StandardCharsets.UTF_8);
    }

    /// Series whose labels are the same long text again and again.
    private static byte[] namedAgain() {
        var head = new Messages().text(4, "").text(4, "__name__").text(4, "x".repeat(4_000));
        var series = new Messages();
        for (int i = 0; i < 25; i++) {
            series.number(1, 1).number(1, 2);
        }
        var unit = new Messages().bytes(5, Arrays.copyOf(series.bytes(), 60)).bytes();
        return Messages.snappy(head.bytes(), unit, (MESSAGE - 5_000) / unit.length);
    }

    /// Series with long labels of which no two are the same.
    private static byte[] texts(int seed) {
        var random = new Random(seed);
        var message = new Messages();
        for (int i = 0; i < BODY / 4_100; i++) {
            var text = new StringBuilder();
            while (text.length() < 4_000) {
                text.append(Long.toString(random.nextLong(), 36));
            }
            message.series(s -> s.sample(0, 1), "__name__", "m", "l", text.toString());
        }
        return message.bytes();
    }

    /// The answer's status and text. What may be sent again is sent again, as senders do.
    private static String send(HttpClient http, SeparateServer server, String token, Sent sent)
            throws IOException, InterruptedException {
        var answer = "503 ";
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (answer.startsWith("503 ") && System.nanoTime() < deadline) {
            answer = sendOnce(http, server, token, sent);
        }
        return answer;
    }

    private static String sendOnce(HttpClient http, SeparateServer server, String token, Sent sent)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(server.url().resolve(sent.path()))
                        .timeout(Duration.ofSeconds(60))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", sent.type())
                        .header("Content-Encoding", sent.encoding())
                        .POST(sent.body())
                        .build();
        var response = http.send(request, BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    @Test
    void manyLargeBodiesAtOnceDoNotExhaustTheHeap() throws Exception {
        var bodies = bodies();
        try (var server = SeparateServer.alone(folder.resolve("data"), HEAP).awaitReady();
                var http = HttpClient.newHttpClient();
                var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            server.until(() -> server.status("/prometheus/-/ready") == 200);
            var token = Files.readString(folder.resolve("data/keys/admin.token")).strip();
            var work = new ArrayList<Callable<String>>();
            bodies.keySet().forEach(sent -> work.add(() -> send(http, server, token, sent)));

            var answers = new ArrayList<String>();
            for (var answer : senders.invokeAll(work)) {
                answers.add(answer.get());
            }

            assertThat(answers).allMatch(answer -> answer.matches("(?s)(200|204|400) .*"));
            for (var wanted : bodies.values()) {
                assertThat(answers).anyMatch(answer -> answer.contains(wanted));
            }
            var now = System.currentTimeMillis();
            var good = new Messages().series(s -> s.sample(now, 1), "__name__", "up", "job", "a");
            var last = Sent.first(Messages.snappy(good.bytes()));
            assertThat(send(http, server, token, last)).isEqualTo("204 ");
            assertThat(server.said())
                    .doesNotContain("java.lang.OutOfMemoryError", " ERROR ", "request failed");
        }
    }
}
