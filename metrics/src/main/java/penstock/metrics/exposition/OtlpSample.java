package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import penstock.metrics.labels.Labels;

/// A sample of OpenTelemetry. What names its series are the bytes of the resource and the attributes, as they were sent, and our
/// name for it.
final class OtlpSample implements SampleView {
    private static final byte SEPARATOR = (byte) 0xff;

    private final WireReader in;
    private final Limits limits;
    private final OtlpOptions options;
    private OtlpResource resource = OtlpResource.NONE;
    private byte[] key = new byte[256];
    private int keyLength;
    private int resourceLength;
    private int metricLength;
    private int pointLength;
    private int[] attributes = new int[32];
    private int attributeCount;
    private String metric = "";
    private String suffix = "";
    private String extraName = "";
    private String extraValue = "";
    private MetricType type = MetricType.UNKNOWN;
    private double value;
    private long time = NO_TIME;
    private long created = NO_TIME;
    private List<Exemplar> exemplars = List.of();

    OtlpSample(WireReader in, Limits limits, OtlpOptions options) {
        this.in = in;
        this.limits = limits;
        this.options = options;
    }

    /// @param from and to are the bytes of the resource
    void beginResource(OtlpResource named, int from, int to) {
        resource = named;
        keyLength = 0;
        append(in.bytes(), from, to);
        resourceLength = keyLength;
    }

    void beginMetric(String name, MetricType metricType) {
        metric = name;
        type = metricType;
        keyLength = resourceLength;
        append(name);
        metricLength = keyLength;
    }

    void beginPoint() {
        attributeCount = 0;
        keyLength = metricLength;
        time = NO_TIME;
        created = NO_TIME;
        exemplars = List.of();
    }

    /// An attribute, by the place of its message.
    void attribute(int from, int to) {
        if (attributeCount + 2 > attributes.length) {
            attributes = Arrays.copyOf(attributes, 2 * attributes.length);
        }
        attributes[attributeCount++] = from;
        attributes[attributeCount++] = to;
        append(in.bytes(), from, to);
    }

    void at(long milliseconds) {
        time = milliseconds;
    }

    void createdAt(long milliseconds) {
        created = milliseconds;
    }

    void endPoint() {
        pointLength = keyLength;
    }

    /// One of the samples of the point.
    void begin(String sampleSuffix, String labelName, String labelValue, double sampleValue) {
        suffix = sampleSuffix;
        extraName = labelName;
        extraValue = labelValue;
        value = sampleValue;
        exemplars = List.of();
        keyLength = pointLength;
        append(suffix);
        append(extraValue);
    }

    void with(List<Exemplar> all) {
        exemplars = all;
    }

    private void append(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        append(bytes, 0, bytes.length);
    }

    private void append(byte[] bytes, int from, int to) {
        int length = keyLength + to - from + 1;
        if (length > key.length) {
            key = Arrays.copyOf(key, Math.max(length, 2 * key.length));
        }
        System.arraycopy(bytes, from, key, keyLength, to - from);
        key[length - 1] = SEPARATOR;
        keyLength = length;
    }

    @Override
    public byte[] bytes() {
        return key;
    }

    @Override
    public int seriesStart() {
        return 0;
    }

    @Override
    public int seriesEnd() {
        return keyLength;
    }

    @Override
    public Labels labels() {
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

    @Override
    public double value() {
        return value;
    }

    @Override
    public long time() {
        return time;
    }

    @Override
    public long created() {
        return created;
    }

    @Override
    public boolean isCreated() {
        return false;
    }

    @Override
    public List<Exemplar> exemplars() {
        return exemplars;
    }

    @Override
    public MetricType type() {
        return type;
    }
}
