package penstock.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.metrics.exposition.RemoteWrite.Version;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.series.Samples;

final class RemoteWriteTest {
    static byte[] compressed(byte[] message) {
        var snappy = new SnappyJavaCompressor();
        var out = new byte[snappy.maxCompressedLength(message.length)];
        int length = snappy.compress(message, 0, message.length, out, 0, out.length);
        return Arrays.copyOf(out, length);
    }

    private static Collected read(Version version, byte[] message) {
        var collected = new Collected();
        var body = compressed(message);
        RemoteWrite.read(version, body, body.length, Limits.NONE, collected);
        return collected;
    }

    static WireWriter label(WireWriter out, String name, String value) {
        return out.message(1, l -> l.text(1, name).text(2, value));
    }

    static byte[] first() {
        return new WireWriter()
                .message(
                        1,
                        series ->
                                label(label(series, "__name__", "up"), "job", "a")
                                        .message(2, s -> s.real(1, 1.5).number(2, 1000))
                                        .message(2, s -> s.real(1, Samples.STALE).number(2, 2000))
                                        .message(
                                                3,
                                                e ->
                                                        label(e, "trace", "x")
                                                                .real(2, 0.5)
                                                                .number(3, 900)))
                .message(
                        1,
                        series ->
                                label(series, "__name__", "size")
                                        .message(
                                                4,
                                                h ->
                                                        h.number(1, 4)
                                                                .real(3, 9)
                                                                .signed(4, -53)
                                                                .message(
                                                                        11,
                                                                        s ->
                                                                                s.signed(1, 0)
                                                                                        .number(
                                                                                                2,
                                                                                                2))
                                                                .bytes(
                                                                        12,
                                                                        new WireWriter()
                                                                                .varint(6)
                                                                                .varint(3)
                                                                                .bytes())
                                                                .number(14, 3)
                                                                .number(15, 1000)
                                                                .real(16, 2.5)))
                .message(
                        3,
                        m -> m.number(1, 1).text(2, "up").text(4, "Whether it is up.").text(5, "s"))
                .bytes();
    }

    static byte[] second() {
        var refs = new WireWriter().varint(1).varint(2).varint(3).varint(4).bytes();
        return new WireWriter()
                .text(4, "")
                .text(4, "__name__")
                .text(4, "size_bucket")
                .text(4, "le")
                .text(4, "1.0")
                .text(4, "The size.")
                .message(
                        5,
                        series ->
                                series.bytes(1, refs)
                                        .message(5, m -> m.number(1, 3).number(3, 5).number(4, 0))
                                        .message(
                                                2, s -> s.real(1, 7).number(2, 1000).number(3, 500))
                                        .message(
                                                4,
                                                e ->
                                                        e.number(1, 3)
                                                                .number(1, 4)
                                                                .real(2, 0.25)
                                                                .number(3, 990)))
                .bytes();
    }

    @Test
    void readsTheFirstVersion() {
        var collected = read(Version.ONE, first());

        assertThat(collected.lines)
                .containsExactly(
                        "{__name__=\"up\", job=\"a\"} 1.5 @1000",
                        "{__name__=\"up\", job=\"a\"} NaN @2000",
                        "exemplars of {__name__=\"up\", job=\"a\"}: [Exemplar[labels={trace=\"x\"}, value=0.5, time=900]]",
                        "{__name__=\"size\"} {count:4, sum:9, [-Inf,2.5]:3, (2.5,+Inf]:1} @1000",
                        "type up counter",
                        "help up Whether it is up.",
                        "unit up s");
        assertThat(collected.histograms)
                .containsExactly(
                        new FloatHistogram(
                                FloatHistogram.CUSTOM,
                                0,
                                0,
                                4,
                                9,
                                Buckets.run(0, 3, 1),
                                Buckets.NONE,
                                new Bounds(2.5),
                                CounterReset.GAUGE));
    }

    @Test
    void staleMarkersKeepTheirBits() {
        var values = new ArrayList<Double>();
        var body = compressed(first());
        RemoteWrite.read(
                Version.ONE, body, body.length, Limits.NONE, sample -> values.add(sample.value()));

        assertThat(Samples.isStale(values.get(1))).isTrue();
    }

    @Test
    void readsTheSecondVersion() {
        assertThat(read(Version.TWO, second()).lines)
                .containsExactly(
                        "type size histogram",
                        "help size The size.",
                        "{__name__=\"size_bucket\", le=\"1.0\"} 7 @1000 since 500",
                        "exemplars of {__name__=\"size_bucket\", le=\"1.0\"}: [Exemplar[labels={le=\"1.0\"}, value=0.25, time=990]]");
    }

    @Test
    void theContentTypeTellsTheVersion() {
        assertThat(Version.of("application/x-protobuf")).contains(Version.ONE);
        assertThat(Version.of("application/x-protobuf;proto=prometheus.WriteRequest"))
                .contains(Version.ONE);
        assertThat(Version.of("application/x-protobuf; proto=io.prometheus.write.v2.Request"))
                .contains(Version.TWO);
        assertThat(Version.of("application/x-protobuf;proto=other")).isEmpty();
        assertThat(Version.of("application/json")).isEmpty();
    }

    @Test
    void refusesWhatIsNotCompressedOrTooLarge() {
        var message = first();
        var body = compressed(message);

        refuses(new byte[0], Limits.NONE, "an empty body");
        refuses(new byte[] {5, 1, 2, 3}, Limits.NONE, "");
        refuses(
                new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0, 0},
                Limits.NONE,
                "claims to have 268435455 bytes");
        refuses(
                body,
                new Limits(10, 0, 0, 0, 0),
                "the message has " + message.length + " bytes (allowed: 10)");
        refuses(
                compressed(new WireWriter().message(1, s -> s.text(2, "x")).bytes()),
                Limits.NONE,
                "");
    }

    @Test
    void refusesReferencesBeyondTheTable() {
        var body =
                compressed(
                        new WireWriter()
                                .text(4, "")
                                .message(5, s -> s.number(1, 0).number(1, 7))
                                .bytes());

        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(
                        () ->
                                RemoteWrite.read(
                                        Version.TWO,
                                        body,
                                        body.length,
                                        Limits.NONE,
                                        new Collected()))
                .withMessageContaining("the text 7 of a table of 1");
    }

    private static void refuses(byte[] body, Limits limits, String message) {
        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(
                        () ->
                                RemoteWrite.read(
                                        Version.ONE, body, body.length, limits, new Collected()))
                .withMessageContaining(message);
    }

    private static final Limits SMALL = new Limits(1_000, 0, 3, 10, 20);

    private static List<String> readWithRefusals(Version version, byte[] message) {
        var lines = new ArrayList<String>();
        var body = compressed(message);
        RemoteWrite.read(
                version,
                body,
                body.length,
                SMALL,
                new ExpositionSink() {
                    @Override
                    public void sample(SampleView sample) {
                        try {
                            lines.add(sample.labels().toString());
                        } catch (MalformedExposition e) {
                            lines.add(
                                    String.valueOf(e.getMessage())
                                            .replaceAll("^byte [0-9]+: ", ""));
                        }
                    }
                });
        return lines;
    }

    private static void series(WireWriter out, String... pairs) {
        out.message(
                1,
                series -> {
                    for (int i = 0; i < pairs.length; i += 2) {
                        var name = pairs[i];
                        var value = pairs[i + 1];
                        series.message(1, l -> l.text(1, name).text(2, value));
                    }
                    series.message(2, s -> s.real(1, 1).number(2, 1));
                });
    }

    @Test
    void aSeriesBeyondALimitIsRefusedByItself() {
        var out = new WireWriter();
        series(out, "__name__", "a", "b", "1", "c", "2", "d", "3");
        series(out, "__name__", "a", "b", "1", "c", "2");
        series(out, "n".repeat(11), "a");
        series(out, "__name__", "v".repeat(21), "b", "1");
        series(out, "__name__", "z");

        assertThat(readWithRefusals(Version.ONE, out.bytes()))
                .containsExactly(
                        "more labels than the 3 that are allowed",
                        "{__name__=\"a\", b=\"1\", c=\"2\"}",
                        "a label's name of 11 bytes (allowed: 10)",
                        "a label's value of 21 bytes (allowed: 20)",
                        "{__name__=\"z\"}");
    }

    @Test
    void theSamplesOfOneSeriesAreKnownToBeOfOne() {
        var known = new ArrayList<Boolean>();
        var out = new WireWriter();
        out.message(1, s -> s.message(2, v -> v.number(2, 1)).message(2, v -> v.number(2, 2)));
        series(out, "__name__", "z");
        var body = compressed(out.bytes());

        RemoteWrite.read(
                Version.ONE,
                body,
                body.length,
                Limits.NONE,
                sample -> known.add(sample.isOfSeriesBefore()));

        assertThat(known).containsExactly(false, true, false);
    }

    @Test
    void theStartOfASeriesCountsForItsSamples() {
        var out = new WireWriter().text(4, "").text(4, "__name__").text(4, "a");
        out.message(
                5,
                series ->
                        series.number(1, 1)
                                .number(1, 2)
                                .number(6, 700)
                                .message(2, s -> s.number(2, 1_000))
                                .message(2, s -> s.number(2, 2_000).number(3, 1_500)));

        assertThat(read(Version.TWO, out.bytes()).lines)
                .containsExactly(
                        "{__name__=\"a\"} 0 @1000 since 700",
                        "{__name__=\"a\"} 0 @2000 since 1500");
    }

    @Test
    void textsThatAreNamedAgainAndAgainDoNotGrowWithoutEnd() {
        var out = new WireWriter().text(4, "").text(4, "v".repeat(200)).text(4, "a").text(4, "b");
        for (int i = 0; i < 100; i++) {
            out.message(5, s -> s.bytes(1, new byte[] {2, 1, 3, 1}));
        }
        var many = out.bytes();
        var body = compressed(many);

        assertThat(read(Version.TWO, many).lines).isEmpty();
        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(
                        () ->
                                RemoteWrite.read(
                                        Version.TWO,
                                        body,
                                        body.length,
                                        new Limits(many.length, 0, 8, 10, 200),
                                        new Collected()))
                .withMessageContaining(
                        "bytes, which texts that are named again and again add up to");
    }

    @Test
    void exemplarsWithMuchTextLoseItAndHistogramsOfManyBucketsAreRefused() {
        var out = new WireWriter();
        out.message(
                1,
                series ->
                        series.message(
                                3,
                                e ->
                                        e.message(1, l -> l.text(1, "a").text(2, "x".repeat(2_000)))
                                                .real(2, 0.5)
                                                .number(3, 7)));
        var buckets = new WireWriter();
        buckets.message(
                1,
                series ->
                        series.message(
                                4,
                                h -> {
                                    for (int i = 0; i <= 10_000; i++) {
                                        h.message(11, span -> span.number(2, 0));
                                    }
                                }));

        assertThat(read(Version.ONE, out.bytes()).lines)
                .containsExactly("exemplars of {}: [Exemplar[labels={}, value=0.5, time=7]]");
        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(() -> read(Version.ONE, buckets.bytes()))
                .withMessageContaining("a histogram with more than 10000 buckets");
    }
}
