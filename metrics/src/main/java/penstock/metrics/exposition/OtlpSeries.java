package penstock.metrics.exposition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;

/// The series of a data point of OpenTelemetry. What names it are the bytes of the resource and of the attributes, as they were
/// sent, and our name for the metric.
final class OtlpSeries {
    private final WireReader in;
    private final Limits limits;
    private final OtlpOptions options;
    private final KeyedSample sample = new KeyedSample(this::labels);
    private OtlpResource resource = OtlpResource.NONE;
    private int resourceLength;
    private int metricLength;
    private int[] attributes = new int[32];
    private int attributeCount;
    private String metric = "";
    private String problem = "";

    /// What all samples of the point have, once one of them was asked for its labels.
    private @Nullable Labels pointLabels;

    OtlpSeries(WireReader in, Limits limits, OtlpOptions options) {
        this.in = in;
        this.limits = limits;
        this.options = options;
    }

    /// The samples of the series, one after another.
    KeyedSample sample() {
        return sample;
    }

    /// @param from and to are the bytes of the resource
    void beginResource(OtlpResource named, int from, int to) {
        resource = named;
        sample.cutKey(0);
        sample.append(in.bytes(), from, to);
        resourceLength = sample.keyLength();
    }

    void beginMetric(String name, MetricType type) {
        metric = name;
        sample.is(type);
        sample.cutKey(resourceLength);
        sample.append(name);
        metricLength = sample.keyLength();
    }

    void beginPoint() {
        attributeCount = 0;
        problem = "";
        pointLabels = null;
        sample.beginPoint(metricLength);
    }

    /// An attribute, by the place of its message. Of one beyond a limit nothing is kept but that it is [#problem].
    void attribute(int from, int to) {
        if (Limits.isExceeded(attributeCount / 2 + 1L, limits.labels())) {
            problem = "more attributes than labels are allowed (" + limits.labels() + ")";
        } else if (limits.isLargerThanAnyLabel(to - from)) {
            problem = "an attribute of " + (to - from) + " bytes, more than a label may have";
        }
        if (!problem.isEmpty()) {
            return;
        }
        if (attributeCount + 2 > attributes.length) {
            attributes = Arrays.copyOf(attributes, 2 * attributes.length);
        }
        attributes[attributeCount++] = from;
        attributes[attributeCount++] = to;
        sample.append(in.bytes(), from, to);
    }

    /// Why the point cannot be taken; empty when it can.
    String problem() {
        return problem;
    }

    private Labels labels(String suffix, String extraName, String extraValue) {
        var shared = pointLabels;
        if (shared == null) {
            shared = pointLabels();
            pointLabels = shared;
        }
        var labels = shared.toBuilder();
        if (!extraName.isEmpty()) {
            labels.set(extraName, extraValue);
        }
        var built = labels.set(Labels.NAME, metric + suffix).build();
        if (Limits.isExceeded(built.size(), limits.labels())) {
            throw in.problem(built.size() + " labels (allowed: " + limits.labels() + ")");
        }
        return built;
    }

    /// Attributes that have the same name as labels are joined, in the order of their keys.
    private Labels pointLabels() {
        var read = new ArrayList<OtlpValue.Attribute>(attributeCount / 2);
        for (int i = 0; i < attributeCount; i += 2) {
            read.add(
                    OtlpValue.Attribute.read(
                            WireReader.of(in.bytes(), attributes[i], attributes[i + 1])));
        }
        read.sort(Comparator.comparing(OtlpValue.Attribute::key, Labels::compareUtf8));
        var joined = new TreeMap<String, StringBuilder>();
        for (var attribute : read) {
            String name = OtlpNames.label(attribute.key(), options.names());
            check(name, attribute.value());
            var value = joined.computeIfAbsent(name, _ -> new StringBuilder());
            value.append(value.isEmpty() ? "" : ";").append(attribute.value());
        }
        var labels = Labels.builder();
        joined.forEach((name, value) -> labels.set(name, value.toString()));
        for (int i = 0; i < resource.shared().size(); i++) {
            labels.set(resource.shared().name(i), resource.shared().value(i));
        }
        return labels.build();
    }

    private void check(String name, String labelValue) {
        if (name.isEmpty()) {
            throw in.problem("an attribute without a key");
        }
        if (Limits.isExceeded(name.length(), limits.labelName())) {
            throw in.problem(
                    "a label's name of "
                            + name.length()
                            + " characters (allowed: "
                            + limits.labelName()
                            + ")");
        }
        if (Limits.isExceeded(labelValue.length(), limits.labelValue())) {
            throw in.problem(
                    "a label's value of "
                            + labelValue.length()
                            + " characters (allowed: "
                            + limits.labelValue()
                            + ")");
        }
    }
}
