package penstock.metrics.exposition;

import java.util.Arrays;
import java.util.List;
import penstock.metrics.labels.Labels;

/// The sample of a line of text.
final class TextSample implements SampleView {
    private static final byte[] CREATED = {'_', 'c', 'r', 'e', 'a', 't', 'e', 'd'};

    private final TextCursor cursor;
    private final boolean isLenient;
    private MetricType type = MetricType.UNKNOWN;
    private int start;
    private int end;
    private double value;
    private long time;
    private List<Exemplar> exemplars = List.of();

    TextSample(TextCursor cursor, boolean isLenient) {
        this.cursor = cursor;
        this.isLenient = isLenient;
    }

    void begin(int seriesStart, int seriesEnd, MetricType familyType) {
        start = seriesStart;
        end = seriesEnd;
        type = familyType;
        time = NO_TIME;
        exemplars = List.of();
    }

    void measured(double measuredValue) {
        value = measuredValue;
    }

    void at(long milliseconds) {
        time = milliseconds;
    }

    void with(Exemplar exemplar) {
        exemplars = List.of(exemplar);
    }

    @Override
    public byte[] bytes() {
        return cursor.bytes();
    }

    @Override
    public int seriesStart() {
        return start;
    }

    @Override
    public int seriesEnd() {
        return end;
    }

    @Override
    public Labels labels() {
        return SeriesText.read(cursor, start, isLenient, type);
    }

    @Override
    public List<String> emptyLabels() {
        return SeriesText.readEmpty(cursor, start, isLenient);
    }

    /// The labels as they are written, numbers among them.
    Labels writtenLabels() {
        return SeriesText.read(cursor, start, isLenient, MetricType.UNKNOWN);
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
        return NO_TIME;
    }

    @Override
    public boolean isCreated() {
        boolean mayBe =
                type == MetricType.COUNTER
                        || type == MetricType.HISTOGRAM
                        || type == MetricType.SUMMARY;
        return mayBe && nameEndsWithCreated();
    }

    private boolean nameEndsWithCreated() {
        byte[] bytes = cursor.bytes();
        int nameEnd = start;
        while (nameEnd < end && bytes[nameEnd] != '{' && bytes[nameEnd] != ' ') {
            nameEnd++;
        }
        int from = nameEnd - CREATED.length;
        return from >= start && Arrays.equals(bytes, from, nameEnd, CREATED, 0, CREATED.length);
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
