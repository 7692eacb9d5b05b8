package penstock.metrics.exposition;

import java.util.Arrays;
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
        sample.beginPoint(metricLength);
    }

    /// An attribute, by the place of its message.
    void attribute(int from, int to) {
        if (attributeCount + 2 > attributes.length) {
            attributes = Arrays.copyOf(attributes, 2 * attributes.length);
        }
        attributes[attributeCount++] = from;
        attributes[attributeCount++] = to;
        sample.append(in.bytes(), from, to);
    }

    private Labels labels(String suffix, String extraName, String extraValue) {
        var labels = Labels.builder();
        for (int i = 0; i < attributeCount; i += 2) {
            var attribute =
                    OtlpValue.Attribute.read(
                            WireReader.of(in.bytes(), attributes[i], attributes[i + 1]));
            String name = OtlpNames.label(attribute.key(), options.names());
            check(name, attribute.value());
            String other = labels.get(name);
            labels.set(name, other.isEmpty() ? attribute.value() : other + ";" + attribute.value());
        }
        for (int i = 0; i < resource.shared().size(); i++) {
            labels.set(resource.shared().name(i), resource.shared().value(i));
        }
        if (!extraName.isEmpty()) {
            labels.set(extraName, extraValue);
        }
        var built = labels.set(Labels.NAME, metric + suffix).build();
        if (Limits.isExceeded(built.size(), limits.labels())) {
            throw in.problem(built.size() + " labels (allowed: " + limits.labels() + ")");
        }
        return built;
    }

    private void check(String name, String labelValue) {
        if (name.isEmpty()) {
            throw in.problem("an attribute without a key");
        }
        if (Limits.isExceeded(name.length(), limits.labelName())) {
            throw in.problem(
                    "a label's name of "
                            + name.length()
                            + " bytes (allowed: "
                            + limits.labelName()
                            + ")");
        }
        if (Limits.isExceeded(labelValue.length(), limits.labelValue())) {
            throw in.problem(
                    "a label's value of "
                            + labelValue.length()
                            + " bytes (allowed: "
                            + limits.labelValue()
                            + ")");
        }
    }
}
