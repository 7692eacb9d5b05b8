package penstock.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Expositions that were damaged at random, and some that were made to do harm: each is read or refused with its place, and
/// takes memory in proportion to its size.
final class ExpositionFuzzTest {
    private static final int ROUNDS = 8_000;
    private static final long ALLOWED_BYTES = 1 << 20;
    private static final long ALLOWED_FACTOR = 200;

    private static final List<String> TOKENS =
            List.of(
                    "{",
                    "}",
                    "\"",
                    "\\",
                    "\n",
                    "#",
                    "# ",
                    "# EOF",
                    "# TYPE a histogram\n",
                    "le=\"+Inf\"",
                    ",",
                    "=",
                    " ",
                    "\t",
                    "\0",
                    "+Inf",
                    "NaN",
                    "1e999999999",
                    "0x1",
                    "\u00fc",
                    "_bucket",
                    "_created",
                    "# HELP ",
                    "# UNIT a_s s\n",
                    "-",
                    ".");

    private static final String TEXT =
            """
                        # HELP a The first.
                        # TYPE a histogram
                        a_bucket{b="c\\"d",le="1.0"} 2 1500 # {trace="x"} 0.5 1.5
                        a_bucket{b="c\\"d",le="+Inf"} 3
                        # TYPE c counter
                        c_total 5
                        {"u.t","f 8"="ü"} -1.5e-7
                        # EOF
                        """;

    @ParameterizedTest
    @EnumSource(ExpositionFormat.class)
    void damagedAtRandomItIsReadOrRefused(ExpositionFormat format) {
        long seed = 42;
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var body = damaged(sound(format, random), format, random);
            int index = round;
            readOrRefuse(
                    format,
                    body,
                    () ->
                            format
                                    + ", seed "
                                    + seed
                                    + ", round "
                                    + index
                                    + ": "
                                    + Arrays.toString(body));
        }
    }

    private static byte[] sound(ExpositionFormat format, Random random) {
        return switch (format) {
            case TEXT, OPEN_METRICS -> Collected.bytes(TEXT);
            case PROTOBUF ->
                    random.nextBoolean()
                            ? ProtobufExpositionTest.histograms()
                            : ProtobufExpositionTest.counterAndSummary();
        };
    }

    private static byte[] damaged(byte[] sound, ExpositionFormat format, Random random) {
        byte[] body = sound;
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(body.length + 1);
            int to = Math.min(body.length, at + random.nextInt(12));
            byte[] inserted =
                    switch (random.nextInt(3)) {
                        case 0 -> new byte[0];
                        case 1 -> new byte[] {(byte) random.nextInt(256)};
                        default ->
                                format == ExpositionFormat.PROTOBUF
                                        ? new WireWriter()
                                                .varint(random.nextLong() >>> random.nextInt(64))
                                                .bytes()
                                        : Collected.bytes(
                                                TOKENS.get(random.nextInt(TOKENS.size())));
                    };
            var next = new byte[body.length - (to - at) + inserted.length];
            System.arraycopy(body, 0, next, 0, at);
            System.arraycopy(inserted, 0, next, at, inserted.length);
            System.arraycopy(body, to, next, at + inserted.length, body.length - to);
            body = next;
        }
        return body;
    }

    private static void readOrRefuse(ExpositionFormat format, byte[] body, Supplier<String> about) {
        readOrRefuse(
                () -> {
                    format.read(body, body.length, Limits.NONE, new Collected());
                    if (format == ExpositionFormat.OPEN_METRICS) {
                        OpenMetricsText.read(
                                body, body.length, Limits.NONE, Strictness.RULES, new Collected());
                    }
                },
                body.length,
                about);
    }

    private static void readOrRefuse(Runnable reading, int length, Supplier<String> about) {
        var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        try {
            reading.run();
        } catch (MalformedExposition e) {
            assertThat(e.column()).as(about.get()).isPositive();
        } catch (RuntimeException | Error e) {
            throw new AssertionError(about.get(), e);
        }
        long taken = memory.getCurrentThreadAllocatedBytes() - before;
        assertThat(taken).as(about.get()).isLessThan(ALLOWED_BYTES + ALLOWED_FACTOR * length);
    }

    @ParameterizedTest
    @EnumSource(RemoteWrite.Version.class)
    void damagedAtRandomWhatIsSentIsReadOrRefused(RemoteWrite.Version version) {
        var random = new Random(43);
        for (int round = 0; round < ROUNDS / 4; round++) {
            var sound =
                    version == RemoteWrite.Version.ONE
                            ? RemoteWriteTest.first()
                            : RemoteWriteTest.second();
            var message = damaged(sound, ExpositionFormat.PROTOBUF, random);
            var body = RemoteWriteTest.compressed(message);
            if (round % 4 == 0) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            int index = round;
            readOrRefuse(
                    () ->
                            RemoteWrite.read(
                                    version, body, body.length, Limits.NONE, new Collected()),
                    body.length,
                    () -> version + ", round " + index + ": " + Arrays.toString(body));
        }
    }

    @Test
    void harmfulOnesTakeMemoryInProportion() {
        var quotes = "a{b=\"" + "\\".repeat(1 << 20);
        var labels = new StringBuilder("a{");
        for (int i = 0; i < 200_000; i++) {
            labels.append('l').append(i).append("=\"\",");
        }
        var families = "# TYPE a counter\n".repeat(50_000);
        for (String text :
                List.of(
                        quotes,
                        labels.append("} 1").toString(),
                        families,
                        "{".repeat(1 << 20),
                        "\n".repeat(1 << 20))) {
            var body = text.getBytes(StandardCharsets.UTF_8);
            for (var format : ExpositionFormat.values()) {
                readOrRefuse(format, body, () -> format + ": " + text.substring(0, 10));
            }
        }
    }
}
