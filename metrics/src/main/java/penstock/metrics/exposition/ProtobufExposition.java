package penstock.metrics.exposition;

import java.util.List;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.labels.Numbers;

/// Messages `io.prometheus.client.MetricFamily`, each after its length.
/// Source: https://github.com/prometheus/client_model
public final class ProtobufExposition {
    private static final List<MetricType> TYPES =
            List.of(
                    MetricType.COUNTER,
                    MetricType.GAUGE,
                    MetricType.SUMMARY,
                    MetricType.UNKNOWN,
                    MetricType.HISTOGRAM,
                    MetricType.GAUGE_HISTOGRAM);

    private final WireReader in;
    private final WireParts parts;
    private final WireSeries series;
    private final KeyedSample sample;
    private final ExpositionSink sink;
    private final boolean hasClassicBesideNative;
    private MetricType type = MetricType.COUNTER;

    private ProtobufExposition(
            WireReader in, Limits limits, boolean hasClassicBesideNative, ExpositionSink sink) {
        this.in = in;
        this.sink = sink;
        this.hasClassicBesideNative = hasClassicBesideNative;
        parts = new WireParts(in);
        series = new WireSeries(in, limits);
        sample = series.sample();
    }

    /// Reads a body and hands over what it has.
    ///
    /// @param hasClassicBesideNative whether the buckets of a classic histogram are wanted even when there is a native one
    /// @throws MalformedExposition where it is not as it has to be; what came before has been handed over
    public static void read(
            byte[] body,
            int length,
            Limits limits,
            boolean hasClassicBesideNative,
            ExpositionSink sink) {
        var in = new WireReader(body, length);
        if (Limits.isExceeded(length, limits.body())) {
            throw in.problem("the body has " + length + " bytes (allowed: " + limits.body() + ")");
        }
        var exposition = new ProtobufExposition(in, limits, hasClassicBesideNative, sink);
        while (!in.isAtEnd()) {
            int outer = in.enterDelimited();
            exposition.family();
            in.leave(outer);
        }
    }

    private void family() {
        int start = in.at();
        String name = "";
        String help = "";
        String unit = "";
        type = MetricType.COUNTER;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> name = in.text();
                case 2 -> help = in.text();
                case 3 -> type = WireParts.type(in, TYPES);
                case 5 -> unit = in.text();
                default -> in.skip();
            }
        }
        if (name.isEmpty()) {
            throw in.problem("a family without a name");
        }
        sink.type(name, type);
        if (!help.isEmpty()) {
            sink.help(name, help);
        }
        if (!unit.isEmpty()) {
            sink.unit(name, unit);
        }
        series.beginFamily(name, type);
        in.moveTo(start);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 4) {
                int outer = in.enter();
                metric();
                in.leave(outer);
            } else {
                in.skip();
            }
        }
    }

    private void metric() {
        int start = in.at();
        series.beginMetric();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> series.readLabel();
                case 6 -> sample.at(in.number());
                default -> in.skip();
            }
        }
        sample.endPoint();
        in.moveTo(start);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            boolean isValue = field >= 2 && field <= 7 && field != 6;
            if (!isValue) {
                in.skip();
                continue;
            }
            int outer = in.enter();
            switch (field) {
                case 4 -> summary();
                case 7 -> histogram();
                default -> number();
            }
            in.leave(outer);
        }
    }

    /// A counter, gauge or untyped metric.
    private void number() {
        double value = 0;
        var exemplars = List.<Exemplar>of();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> value = in.real();
                case 2 -> exemplars = List.of(parts.exemplar());
                case 3 -> sample.createdAt(parts.time());
                default -> in.skip();
            }
        }
        sample.begin("", value);
        sample.with(exemplars);
        sink.sample(sample);
    }

    private void summary() {
        int start = in.at();
        double count = 0;
        double sum = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> count = WireParts.unsigned(in.number());
                case 2 -> sum = in.real();
                case 4 -> sample.createdAt(parts.time());
                default -> in.skip();
            }
        }
        totals(count, sum);
        in.moveTo(start);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 3) {
                quantile();
            } else {
                in.skip();
            }
        }
    }

    private void totals(double count, double sum) {
        sample.begin("_count", count);
        sink.sample(sample);
        sample.begin("_sum", sum);
        sink.sample(sample);
    }

    private void quantile() {
        var quantile = WireParts.quantile(in);
        sample.begin("", "quantile", Numbers.openMetrics(quantile.part()), quantile.value());
        sink.sample(sample);
    }

    private void histogram() {
        var histogram = WireHistogram.read(in, parts);
        sample.createdAt(histogram.created());
        if (histogram.isNative()) {
            boolean isGauge = type == MetricType.GAUGE_HISTOGRAM;
            var value = histogram.toHistogram(isGauge ? CounterReset.GAUGE : CounterReset.UNKNOWN);
            sample.begin("", 0);
            sample.with(List.copyOf(histogram.exemplars()));
            sink.histogram(sample, value);
            if (!hasClassicBesideNative || histogram.classic().isEmpty()) {
                return;
            }
        }
        totals(histogram.count(), histogram.sum());
        boolean hasInfinite = false;
        for (var bucket : histogram.classic()) {
            hasInfinite |= bucket.bound() == Double.POSITIVE_INFINITY;
            sample.begin("_bucket", "le", Numbers.openMetrics(bucket.bound()), bucket.count());
            sample.with(bucket.exemplars());
            sink.sample(sample);
        }
        if (!hasInfinite) {
            sample.begin("_bucket", "le", "+Inf", histogram.count());
            sink.sample(sample);
        }
    }
}
