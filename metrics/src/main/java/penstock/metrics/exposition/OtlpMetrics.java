package penstock.metrics.exposition;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Numbers;
import penstock.metrics.series.Samples;

/// Metrics that an OpenTelemetry SDK or collector sends: messages `ExportMetricsServiceRequest` in protobuf.
/// Source: https://opentelemetry.io/docs/specs/otlp/
public final class OtlpMetrics {
    private static final int DELTA = 1;

    private final WireReader in;
    private final OtlpOptions options;
    private final Limits limits;
    private final ExpositionSink sink;
    private final OtlpSeries series;
    private final KeyedSample sample;
    private int rejected;
    private String reason = "";
    private String warning = "";
    private int handedOver;
    private long latest;

    /// Why no point of the present resource or metric can be taken; empty when they can.
    private String obstacle = "";

    /// What was left out, for the answer's `partial_success`.
    ///
    /// @param points how many data points were not handed over
    /// @param reason of the first; empty when there are none
    /// @param warning what else was left out, a `target_info`; empty when nothing was
    public record Rejected(int points, String reason, String warning) {
        public static final Rejected NOTHING = new Rejected(0, "", "");
    }

    private OtlpMetrics(WireReader in, OtlpOptions options, Limits limits, ExpositionSink sink) {
        this.in = in;
        this.options = options;
        this.limits = limits;
        this.sink = sink;
        series = new OtlpSeries(in, limits, options);
        sample = series.sample();
    }

    /// Reads a body, uncompressed, and hands over what it has.
    ///
    /// @throws MalformedExposition where it is not as it has to be; what came before has been handed over
    public static Rejected read(
            byte[] body, int length, OtlpOptions options, Limits limits, ExpositionSink sink) {
        var in = new WireReader(body, length);
        if (Limits.isExceeded(length, limits.body())) {
            throw in.problem("the body has " + length + " bytes (allowed: " + limits.body() + ")");
        }
        var metrics = new OtlpMetrics(in, options, limits, sink);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 1) {
                int outer = in.enter();
                metrics.resource();
                in.leave(outer);
            } else {
                in.skip();
            }
        }
        return new Rejected(metrics.rejected, metrics.reason, metrics.warning);
    }

    private void resource() {
        int start = in.at();
        var resource = OtlpResource.NONE;
        int from = start;
        int to = start;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field != 1) {
                in.skip();
                continue;
            }
            int outer = in.enter();
            from = in.at();
            to = in.end();
            resource = OtlpResource.read(in, options, limits);
            in.leave(outer);
        }
        String obstacleOfAll = obstacle(resource, to - from);
        series.beginResource(resource, from, obstacleOfAll.isEmpty() ? to : from);
        latest = SampleView.NO_TIME;
        in.moveTo(start);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 2) {
                int outer = in.enter();
                scope(obstacleOfAll);
                in.leave(outer);
            } else {
                in.skip();
            }
        }
        if (latest != SampleView.NO_TIME && obstacleOfAll.isEmpty()) {
            tellInfo(resource);
        }
    }

    /// The bytes of the resource are a part of what names its series.
    private String obstacle(OtlpResource resource, int bytes) {
        long most = (long) limits.labels() * (limits.labelName() + limits.labelValue());
        return most > 0 && bytes > most
                ? "the resource has " + bytes + " bytes, more than all labels of a series may have"
                : resource.problem();
    }

    private void scope(String obstacleOfAll) {
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 2) {
                int outer = in.enter();
                obstacle = obstacleOfAll;
                metric();
                in.leave(outer);
            } else {
                in.skip();
            }
        }
    }

    private void tellInfo(OtlpResource resource) {
        if (!resource.infoProblem().isEmpty() && warning.isEmpty()) {
            warning =
                    "target_info of job \""
                            + resource.shared().get("job")
                            + "\" is left out: "
                            + resource.infoProblem();
        }
        if (resource.info().isEmpty()) {
            return;
        }
        var info = new OtlpSeries(in, limits, options);
        info.beginResource(new OtlpResource(resource.info(), resource.info(), "", ""), 0, 0);
        info.beginMetric("target_info", MetricType.GAUGE);
        info.beginPoint();
        info.sample().endPoint();
        info.sample().at(latest);
        info.sample().begin("", 1);
        sink.point(-1);
        sink.sample(info.sample());
    }

    private void metric() {
        int start = in.at();
        String name = "";
        String help = "";
        String unit = "";
        var type = MetricType.UNKNOWN;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> name = text(limits.labelValue(), "name");
                case 2 -> help = in.text();
                case 3 -> unit = text(limits.labelName(), "unit");
                case 5 -> type = skipAs(MetricType.GAUGE);
                case 7 -> type = sumType();
                case 9, 10 -> type = skipAs(MetricType.HISTOGRAM);
                case 11 -> type = skipAs(MetricType.SUMMARY);
                default -> in.skip();
            }
        }
        String translated = OtlpNames.metric(name, unit, type, options.names());
        if (translated.isEmpty() && obstacle.isEmpty()) {
            obstacle = "a metric without a name";
        }
        if (obstacle.isEmpty()) {
            describe(translated, type, help, unit);
        }
        series.beginMetric(translated, type);
        in.moveTo(start);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field < 5 || field > 11) {
                in.skip();
                continue;
            }
            int outer = in.enter();
            points(field, name);
            in.leave(outer);
        }
    }

    private void describe(String translated, MetricType type, String help, String unit) {
        sink.type(translated, type);
        if (!help.isEmpty()) {
            sink.help(translated, help);
        }
        if (!unit.isEmpty()) {
            sink.unit(translated, unit);
        }
    }

    /// A text that a name is made of. One beyond its limit is not read: no point of the metric can be taken then.
    private String text(int limit, String what) {
        int start = in.at();
        int outer = in.enter();
        int size = in.end() - in.at();
        in.leave(outer);
        if (Limits.isExceeded(size, limit)) {
            obstacle = "a metric's " + what + " of " + size + " bytes (allowed: " + limit + ")";
            return "";
        }
        in.moveTo(start);
        return in.text();
    }

    private MetricType skipAs(MetricType type) {
        in.skip();
        return type;
    }

    private MetricType sumType() {
        int outer = in.enter();
        boolean isMonotonic = false;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 3) {
                isMonotonic = in.number() != 0;
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        return isMonotonic ? MetricType.COUNTER : MetricType.GAUGE;
    }

    /// The data points of a gauge, sum, histogram, exponential histogram or summary, which differ by the field they are in.
    private void points(int kind, String name) {
        int start = in.at();
        boolean isDelta = false;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 2 && (kind == 7 || kind == 9 || kind == 10)) {
                isDelta = in.number() == DELTA;
            } else {
                in.skip();
            }
        }
        in.moveTo(start);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field != 1) {
                in.skip();
            } else if (!obstacle.isEmpty()) {
                in.skip();
                reject(name, obstacle);
            } else if (isDelta) {
                in.skip();
                reject(name, "delta temporality (expected: cumulative)");
            } else {
                int outer = in.enter();
                sink.point(handedOver++);
                point(kind, name);
                in.leave(outer);
            }
        }
    }

    private void reject(String metric, String why) {
        rejected++;
        if (reason.isEmpty()) {
            reason = metric.isEmpty() ? why : metric + ": " + why;
        }
    }

    private void point(int kind, String name) {
        series.beginPoint();
        if (kind == 5 || kind == 7) {
            number(name);
            return;
        }
        int attributes = kind == 9 ? 9 : kind == 10 ? 1 : 7;
        var point = new OtlpPoint(in);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (isShared(field, attributes)) {
                continue;
            }
            switch (kind) {
                case 9 -> point.explicitField(field);
                case 10 -> point.exponentialField(field);
                default -> point.summaryField(field);
            }
        }
        sample.endPoint();
        if (!series.problem().isEmpty()) {
            reject(name, series.problem());
        } else if (kind == 9) {
            explicit(point, name);
        } else if (kind == 10) {
            exponential(point, name);
        } else {
            summary(point);
        }
    }

    /// Reads what all points have in common: attributes, and the times of the start and of the point.
    private boolean isShared(int field, int attributes) {
        if (field == attributes) {
            int outer = in.enter();
            series.attribute(in.at(), in.end());
            in.leave(outer);
        } else if (field == 2) {
            sample.createdAt(OtlpValue.milliseconds(in.fixedNumber()));
        } else if (field == 3) {
            long time = OtlpValue.milliseconds(in.fixedNumber());
            latest = Math.max(latest, time);
            sample.at(time);
        } else {
            return false;
        }
        return true;
    }

    private void number(String name) {
        double value = 0;
        boolean isMissing = false;
        var exemplars = new ArrayList<Exemplar>(0);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (isShared(field, 7)) {
                continue;
            }
            switch (field) {
                case 4 -> value = in.real();
                case 5 -> OtlpValue.exemplar(in, exemplars);
                case 6 -> value = (double) in.fixedNumber();
                case 8 -> isMissing = (in.number() & 1) != 0;
                default -> in.skip();
            }
        }
        sample.endPoint();
        if (!series.problem().isEmpty()) {
            reject(name, series.problem());
            return;
        }
        sample.begin("", isMissing ? Samples.STALE : value);
        sample.with(exemplars);
        sink.sample(sample);
    }

    private void exponential(OtlpPoint point, String name) {
        if (!point.hasReadableScale()) {
            reject(name, "an exponential histogram with a scale below -4");
            return;
        }
        histogram(point, name, point::toExponential);
    }

    /// Unless it contradicts itself.
    private void histogram(OtlpPoint point, String name, Supplier<FloatHistogram> made) {
        FloatHistogram histogram;
        try {
            histogram = made.get();
        } catch (MalformedExposition e) {
            reject(name, String.valueOf(e.getMessage()));
            return;
        }
        sample.begin("", 0);
        sample.with(point.exemplars());
        sink.histogram(sample, histogram);
    }

    private void explicit(OtlpPoint point, String name) {
        if (options.hasCustomBuckets()) {
            histogram(point, name, point::toCustom);
            return;
        }
        double[] bounds = point.bounds();
        double[] counts;
        try {
            counts = point.counts();
        } catch (MalformedExposition e) {
            reject(name, String.valueOf(e.getMessage()));
            return;
        }
        totals(point);
        double total = 0;
        for (int i = 0; i < bounds.length; i++) {
            total += counts[i];
            bucket(point, i == 0 ? Double.NEGATIVE_INFINITY : bounds[i - 1], bounds[i], total);
        }
        double last = bounds.length == 0 ? Double.NEGATIVE_INFINITY : bounds[bounds.length - 1];
        bucket(point, last, Double.POSITIVE_INFINITY, point.count());
    }

    private void bucket(OtlpPoint point, double lower, double upper, double count) {
        sample.begin(
                "_bucket",
                "le",
                Numbers.openMetrics(upper),
                point.isMissing() ? Samples.STALE : count);
        var exemplars = new ArrayList<Exemplar>(0);
        for (var exemplar : point.exemplars()) {
            if (exemplar.value() > lower && exemplar.value() <= upper) {
                exemplars.add(exemplar);
            }
        }
        sample.with(List.copyOf(exemplars));
        sink.sample(sample);
    }

    private void totals(OtlpPoint point) {
        if (point.hasSum()) {
            sample.begin("_sum", point.sum());
            sink.sample(sample);
        }
        sample.begin("_count", point.count());
        sink.sample(sample);
    }

    private void summary(OtlpPoint point) {
        totals(point);
        for (var quantile : point.quantiles()) {
            double value = point.isMissing() ? Samples.STALE : quantile.value();
            sample.begin("", "quantile", Numbers.openMetrics(quantile.part()), value);
            sink.sample(sample);
        }
    }
}
