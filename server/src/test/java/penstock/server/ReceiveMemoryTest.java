package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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

    @TempDir private Path folder;

    private record Sent(String path, String type, String encoding, byte[] body) {
        static Sent first(byte[] body) {
            return new Sent(WRITE, "application/x-protobuf", "snappy", body);
        }

        static Sent second(byte[] body) {
            return new Sent(WRITE, SECOND, "snappy", body);
        }

        static Sent otlp(String type, byte[] body) {
            return new Sent(OTLP, type, "gzip", Messages.gzip(body));
        }
    }

    /// A field of a message that contains as many of a few bytes as fit, within others.
    ///
    /// @param fields numbers of the messages around, from the outermost
    private static byte[] filled(byte[] unit, byte[] before, int... fields) {
        var content = Arrays.copyOf(before, before.length + unit.length * (MESSAGE / unit.length));
        for (int at = before.length; at + unit.length <= content.length; at += unit.length) {
            System.arraycopy(unit, 0, content, at, unit.length);
        }
        byte[] message = Arrays.copyOf(content, MESSAGE - 100);
        for (int i = fields.length - 1; i >= 0; i--) {
            message = new Messages().bytes(fields[i], message).bytes();
        }
        return message;
    }

    private static byte[] pair(int field) {
        return new Messages().bytes(field, new byte[0]).bytes();
    }

    private static byte[] named() {
        return new Messages().message(1, l -> l.text(1, "__name__").text(2, "m")).bytes();
    }

    /// Within a series of the first version, which is a message of a field whose length has to be told.
    private static byte[] inSeries(byte[] unit) {
        var around = new Messages().bytes(1, filled(unit, named())).bytes();
        int head = around.length - (MESSAGE - 100) + named().length;
        int times = (around.length - head) / unit.length;
        return Messages.snappy(Arrays.copyOf(around, head), unit, times);
    }

    private static Map<String, Sent> bodies() {
        var bodies = new LinkedHashMap<String, Sent>();
        bodies.put("samples", Sent.first(inSeries(pair(2))));
        bodies.put("exemplars", Sent.first(inSeries(pair(3))));
        bodies.put("labels", Sent.first(inSeries(pair(1))));
        var spans = new Messages().bytes(4, filled(pair(11), new byte[0])).bytes();
        int head = spans.length - (MESSAGE - 100);
        var series = new Messages().bytes(1, spans).bytes();
        bodies.put(
                "spans",
                Sent.first(
                        Messages.snappy(
                                Arrays.copyOf(series, series.length - spans.length + head),
                                pair(11),
                                (MESSAGE - 100) / 2)));
        bodies.put(
                "symbols", Sent.second(Messages.snappy(new byte[0], pair(4), MESSAGE / 2 - 100)));
        bodies.put("names", Sent.second(namedAgain()));
        bodies.put("texts", Sent.first(Messages.snappy(texts())));
        bodies.put(
                "attributes", Sent.otlp("application/x-protobuf", filled(pair(1), new byte[0], 1, 1)));
        bodies.put(
                "points",
                Sent.otlp("application/x-protobuf", filled(pair(1), new byte[0], 1, 2, 2, 5)));
        bodies.put(
                "buckets",
                Sent.otlp("application/x-protobuf", filled(new byte[1], new byte[] {0x12}, 1, 2, 2, 10, 1, 8)));
        bodies.put("bomb", Sent.otlp("application/x-protobuf", new byte[64 << 20]));
        var json =
                "{\"resourceMetrics\":{\"scopeMetrics\":{\"metrics\":{\"name\":\"m\",\"gauge\":{\"dataPoints\":[";
        bodies.put(
                "json",
                Sent.otlp(
                        "application/json",
                        (json + "{},".repeat((MESSAGE - 200) / 3) + "{}]}}}}}")
                                .getBytes(StandardCharsets.UTF_8)));
        return bodies;
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
    private static byte[] texts() {
        var random = new Random(3);
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

    private static int send(HttpClient http, SeparateServer server, String token, Sent sent)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(server.url().resolve(sent.path()))
                        .timeout(Duration.ofSeconds(60))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", sent.type())
                        .header("Content-Encoding", sent.encoding())
                        .POST(BodyPublishers.ofByteArray(sent.body()))
                        .build();
        var response = http.send(request, BodyHandlers.ofString());
        System.err.println("DBG "+response.statusCode()+" "+sent.path()+" "+sent.body().length+" "+response.body());
        assertThat(response.body()).doesNotContain("internal");
        return response.statusCode();
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
            for (int i = 0; i < 3; i++) {
                bodies.forEach(
                        (name, sent) ->
                                work.add(() -> name + " " + send(http, server, token, sent)));
            }

            var answers = new ArrayList<String>();
            for (var answer : senders.invokeAll(work)) {
                answers.add(answer.get());
            }

            assertThat(answers).allMatch(answer -> answer.matches("[a-z]+ (200|204|400|503)"));
            for (var name : bodies.keySet()) {
                assertThat(answers).as(name).anyMatch(a -> a.startsWith(name) && !a.endsWith("503"));
            }
            var good = new Messages().series(s -> s.sample(System.currentTimeMillis(), 1), "__name__", "good");
            var last = Sent.first(Messages.snappy(good.bytes()));
            assertThat(List.of(204)).contains(send(http, server, token, last));
            assertThat(server.said()).doesNotContain("java.lang.OutOfMemoryError", " ERROR ");
        }
    }
}
