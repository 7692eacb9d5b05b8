package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import penstock.metrics.labels.Labels;

/// A sample of a protobuf message. What names its series is put together in an array of its own.
final class WireSample implements SampleView {
    private static final byte SEPARATOR = (byte) 0xff;

    private final WireReader in;
    private final Limits limits;
    private byte[] key = new byte[256];
    private int keyLength;
    private int metricLength;
    private int[] ranges = new int[32];
    private int rangeCount;
    private String family = "";
    private String suffix = "";
    private String extraName = "";
    private String extraValue = "";
    private MetricType type = MetricType.UNKNOWN;
    private double value;
    private long time = NO_TIME;
    private long created = NO_TIME;
    private List<Exemplar> exemplars = List.of();

    WireSample(WireReader in, Limits limits) {
        this.in = in;
        this.limits = limits;
    }

    void beginFamily(String name, MetricType familyType) {
        family = name;
        type = familyType;
    }

    void beginMetric() {
        beginSeries();
        append(family.getBytes(StandardCharsets.UTF_8));
    }

    /// Begins a series whose name is among its labels.
    void beginSeries() {
        rangeCount = 0;
        keyLength = 0;
        time = NO_TIME;
        created = NO_TIME;
        exemplars = List.of();
        suffix = "";
        extraName = "";
    }

    /// A label, by the places of its name and value.
    void label(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        if (Limits.isExceeded(rangeCount / 4 + 2L, limits.labels())) {
            throw in.problem("more labels than the " + limits.labels() + " that are allowed");
        }
        if (Limits.isExceeded(nameTo - nameFrom, limits.labelName())) {
            throw in.problem(
                    "a label's name of "
                            + (nameTo - nameFrom)
                            + " bytes (allowed: "
                            + limits.labelName()
                            + ")");
        }
        if (Limits.isExceeded(valueTo - valueFrom, limits.labelValue())) {
            throw in.problem(
                    "a label's value of "
                            + (valueTo - valueFrom)
                            + " bytes (allowed: "
                            + limits.labelValue()
                            + ")");
        }
        if (rangeCount + 4 > ranges.length) {
            ranges = Arrays.copyOf(ranges, 2 * ranges.length);
        }
        ranges[rangeCount++] = nameFrom;
        ranges[rangeCount++] = nameTo;
        ranges[rangeCount++] = valueFrom;
        ranges[rangeCount++] = valueTo;
        append(nameFrom, nameTo);
        append(valueFrom, valueTo);
    }

    void at(long milliseconds) {
        time = milliseconds;
    }

    void createdAt(long milliseconds) {
        created = milliseconds;
    }

    /// All labels of the metric have been told.
    void endLabels() {
        metricLength = keyLength;
    }

    /// One of the samples of the metric.
    void begin(String sampleSuffix, double sampleValue) {
        begin(sampleSuffix, "", "", sampleValue);
    }

    void begin(String sampleSuffix, String labelName, String labelValue, double sampleValue) {
        suffix = sampleSuffix;
        extraName = labelName;
        extraValue = labelValue;
        value = sampleValue;
        exemplars = List.of();
        keyLength = metricLength;
        append(suffix.getBytes(StandardCharsets.UTF_8));
        append(extraValue.getBytes(StandardCharsets.UTF_8));
    }

    void with(List<Exemplar> all) {
        exemplars = all;
    }

    private void append(byte[] text) {
        reserve(text.length + 1);
        System.arraycopy(text, 0, key, keyLength, text.length);
        keyLength += text.length;
        key[keyLength++] = SEPARATOR;
    }

    private void append(int from, int to) {
        reserve(to - from + 1);
        System.arraycopy(in.bytes(), from, key, keyLength, to - from);
        keyLength += to - from;
        key[keyLength++] = SEPARATOR;
    }

    private void reserve(int more) {
        if (keyLength + more > key.length) {
            key = Arrays.copyOf(key, Math.max(keyLength + more, 2 * key.length));
        }
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
        var pairs = new String[rangeCount / 2 + 4];
        int size = 0;
        for (int i = 0; i < rangeCount; i += 2) {
            int from = ranges[i];
            pairs[size++] =
                    Utf8.text(in.bytes(), from, ranges[i + 1])
                            .orElseThrow(() -> in.problem("a label that is not UTF-8"));
        }
        if (!family.isEmpty()) {
            pairs[size++] = Labels.NAME;
            pairs[size++] = family + suffix;
        }
        if (!extraName.isEmpty()) {
            pairs[size++] = extraName;
            pairs[size++] = extraValue;
        }
        check(pairs, size);
        return Labels.of(Arrays.copyOf(pairs, size));
    }

    private void check(String[] pairs, int size) {
        for (int i = 0; i < size; i += 2) {
            if (pairs[i].isEmpty()) {
                throw in.problem("a label without a name");
            }
            for (int j = 0; j < i; j += 2) {
                if (pairs[i].equals(pairs[j])) {
                    throw in.problem("the label \"" + pairs[i] + "\" is there twice");
                }
            }
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
