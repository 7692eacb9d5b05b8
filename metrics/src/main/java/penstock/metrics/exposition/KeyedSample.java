package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import penstock.metrics.labels.Labels;

/// A sample whose series is not named in one piece: what names it is put together in an array of its own, part by part, and its
/// labels are made only when they are asked for.
final class KeyedSample implements SampleView {
    private static final byte SEPARATOR = (byte) 0xff;

    /// Makes the labels of one of the samples of a point.
    interface Naming {
        Labels labels(String suffix, String extraName, String extraValue);
    }

    private final Naming naming;
    private byte[] key = new byte[256];
    private int keyLength;
    private int pointLength;
    private String suffix = "";
    private String extraName = "";
    private String extraValue = "";
    private MetricType type = MetricType.UNKNOWN;
    private double value;
    private long time = NO_TIME;
    private long created = NO_TIME;
    private List<Exemplar> exemplars = List.of();
    private boolean isOfSeriesBefore;

    KeyedSample(Naming naming) {
        this.naming = naming;
    }

    /// Begins a point: a metric at a time.
    ///
    /// @param kept how many bytes of the key remain
    void beginPoint(int kept) {
        keyLength = kept;
        time = NO_TIME;
        created = NO_TIME;
        exemplars = List.of();
    }

    void is(MetricType metricType) {
        type = metricType;
    }

    int keyLength() {
        return keyLength;
    }

    void cutKey(int length) {
        keyLength = length;
    }

    void append(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        append(bytes, 0, bytes.length);
    }

    void append(byte[] bytes, int from, int to) {
        int length = keyLength + to - from + 1;
        if (length > key.length) {
            key = Arrays.copyOf(key, Math.max(length, 2 * key.length));
        }
        System.arraycopy(bytes, from, key, keyLength, to - from);
        key[length - 1] = SEPARATOR;
        keyLength = length;
    }

    /// What all samples of the point share has been appended.
    void endPoint() {
        pointLength = keyLength;
    }

    void at(long milliseconds) {
        time = milliseconds;
    }

    void createdAt(long milliseconds) {
        created = milliseconds;
    }

    /// One of the samples of the point.
    void begin(String sampleSuffix, double sampleValue) {
        begin(sampleSuffix, "", "", sampleValue);
    }

    /// One of the samples of the point, with a label of its own.
    void begin(String sampleSuffix, String labelName, String labelValue, double sampleValue) {
        suffix = sampleSuffix;
        extraName = labelName;
        extraValue = labelValue;
        value = sampleValue;
        exemplars = List.of();
        isOfSeriesBefore = false;
        keyLength = pointLength;
        append(suffix);
        append(extraValue);
    }

    /// Says that the sample before was of the same series.
    void continuesSeries() {
        isOfSeriesBefore = true;
    }

    void with(List<Exemplar> all) {
        exemplars = all;
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
    public boolean isOfSeriesBefore() {
        return isOfSeriesBefore;
    }

    @Override
    public Labels labels() {
        return naming.labels(suffix, extraName, extraValue);
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
