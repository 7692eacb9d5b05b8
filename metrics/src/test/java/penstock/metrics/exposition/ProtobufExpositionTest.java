package penstock.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.Span;

final class ProtobufExpositionTest {
    static byte[] counterAndSummary() {
        return new WireWriter()
                .delimited(ProtobufExpositionTest::counter)
                .delimited(ProtobufExpositionTest::summary)
                .bytes();
    }

    private static void counter(WireWriter family) {
        family.text(1, "requests_total").text(2, "All requests.").number(3, 0);
        family.message(
                4,
                metric -> {
                    label(metric, "code", "200");
                    metric.message(3, ProtobufExpositionTest::counted);
                    metric.number(6, 12_000);
                });
    }

    private static void label(WireWriter out, String name, String value) {
        out.message(1, label -> label.text(1, name).text(2, value));
    }

    private static void counted(WireWriter counter) {
        counter.real(1, 7.5);
        counter.message(
                2,
                exemplar -> {
                    label(exemplar, "trace", "x");
                    exemplar.real(2, 0.5);
                    exemplar.message(3, time -> time.number(1, 3).number(2, 250_000_000));
                });
        counter.message(3, created -> created.number(1, 2));
    }

    private static void summary(WireWriter family) {
        family.text(1, "duration_seconds").number(3, 2);
        family.message(4, metric -> metric.message(4, ProtobufExpositionTest::quantiles));
    }

    private static void quantiles(WireWriter summary) {
        summary.number(1, 4).real(2, 9).message(3, each -> each.real(1, 1).real(2, 5));
    }

    static byte[] histograms() {
        return new WireWriter()
                .delimited(
                        family -> {
                            family.text(1, "latency").number(3, 4).text(5, "seconds");
                            family.message(
                                    4,
                                    metric -> metric.message(7, ProtobufExpositionTest::nativeOne));
                            family.message(
                                    4,
                                    metric -> {
                                        label(metric, "kind", "classic");
                                        metric.message(7, ProtobufExpositionTest::classicOne);
                                    });
                        })
                .bytes();
    }

    private static void nativeOne(WireWriter histogram) {
        histogram.number(1, 10).real(2, 20.5);
        histogram.message(3, bucket -> bucket.number(1, 4).real(2, 1));
        histogram.signed(5, 2).real(6, 0.001).number(7, 1);
        histogram.message(12, span -> span.signed(1, -2).number(2, 2));
        histogram.message(12, span -> span.signed(1, 1).number(2, 1));
        histogram.signed(13, 3).signed(13, -1).bytes(13, new WireWriter().varint(2).bytes());
        histogram.message(9, span -> span.signed(1, 0).number(2, 1));
        histogram.signed(10, 1);
    }

    private static void classicOne(WireWriter histogram) {
        histogram.number(1, 3).real(2, 4);
        histogram.message(3, bucket -> bucket.number(1, 2).real(2, 1));
    }

    @Test
    void readsNumbersAndSummaries() {
        assertThat(Collected.protobuf(counterAndSummary()).lines)
                .containsExactly(
                        "type requests_total counter",
                        "help requests_total All requests.",
                        "{__name__=\"requests_total\", code=\"200\"} 7.5 @12000 since 2000 # {trace=\"x\"} 0.5 @3250",
                        "type duration_seconds summary",
                        "{__name__=\"duration_seconds_count\"} 4",
                        "{__name__=\"duration_seconds_sum\"} 9",
                        "{__name__=\"duration_seconds\", quantile=\"1.0\"} 5");
    }

    @Test
    void readsNativeHistogramsAndClassicOnesWhereThereIsNoNativeOne() {
        var collected = Collected.protobuf(histograms());

        assertThat(collected.histograms)
                .containsExactly(
                        new FloatHistogram(
                                2,
                                0.001,
                                1,
                                10,
                                20.5,
                                new Buckets(
                                        List.of(new Span(-2, 2), new Span(1, 1)),
                                        new double[] {3, 2, 3}),
                                Buckets.run(0, 1),
                                Bounds.NONE,
                                CounterReset.UNKNOWN));
        assertThat(collected.lines.subList(3, collected.lines.size()))
                .containsExactly(
                        "{__name__=\"latency_count\", kind=\"classic\"} 3",
                        "{__name__=\"latency_sum\", kind=\"classic\"} 4",
                        "{__name__=\"latency_bucket\", kind=\"classic\", le=\"1.0\"} 2",
                        "{__name__=\"latency_bucket\", kind=\"classic\", le=\"+Inf\"} 3");
    }

    @Test
    void classicBucketsBesideANativeHistogramOnlyOnRequest() {
        var body = histograms();
        var collected = new Collected();
        ProtobufExposition.read(body, body.length, Limits.NONE, true, collected);

        assertThat(collected.lines)
                .contains(
                        "{__name__=\"latency_bucket\", le=\"1.0\"} 4",
                        "{__name__=\"latency_count\"} 10");
    }

    @Test
    void everySeriesHasBytesOfItsOwn() {
        var collected = Collected.protobuf(histograms());

        assertThat(collected.series).doesNotHaveDuplicates();
        assertThat(Collected.protobuf(histograms()).series).isEqualTo(collected.series);
    }

    @Test
    void refusesWhatIsCutOrDoesNotFit() {
        var body = histograms();
        for (int length = 1; length < body.length; length++) {
            int cut = length;
            assertThatExceptionOfType(MalformedExposition.class)
                    .as("%s bytes", cut)
                    .isThrownBy(
                            () ->
                                    ProtobufExposition.read(
                                            body, cut, Limits.NONE, false, new Collected()));
        }
        var unfit = new WireWriter().delimited(ProtobufExpositionTest::tooManyBuckets).bytes();
        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(() -> Collected.protobuf(unfit))
                .withMessageContaining(
                        "histogram spans specify different number of buckets than provided");
    }

    private static void tooManyBuckets(WireWriter family) {
        family.text(1, "a").number(3, 4);
        family.message(
                4,
                metric ->
                        metric.message(
                                7,
                                histogram ->
                                        histogram.message(
                                                12, span -> span.number(2, 1_000_000_000))));
    }

    @Test
    void holdsToItsLimits() {
        var body = counterAndSummary();

        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(
                        () ->
                                ProtobufExposition.read(
                                        body,
                                        body.length,
                                        new Limits(0, 0, 1, 0, 0),
                                        false,
                                        new Collected()))
                .withMessageContaining("more labels than the 1 that are allowed");
        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(
                        () ->
                                ProtobufExposition.read(
                                        body,
                                        body.length,
                                        new Limits(0, 0, 0, 0, 2),
                                        false,
                                        new Collected()))
                .withMessageContaining("a label's value of 3 bytes (allowed: 2)");
    }
}
