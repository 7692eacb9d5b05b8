package penstock.metrics.exposition;

/// The family whose lines are being read: what its samples' types are told by.
final class Family {
    private byte[] name = {};
    private MetricType type = MetricType.UNKNOWN;

    void begin(byte[] familyName, MetricType familyType) {
        name = familyName;
        type = familyType;
    }

    /// The type of a series: that of the family, when its name is the family's with nothing, or a suffix, behind it.
    MetricType typeOf(byte[] bytes, int from, int to) {
        int start = from;
        if (bytes[from] == '{') {
            start++;
            while (start < to && (bytes[start] == ' ' || bytes[start] == '"')) {
                start++;
            }
        }
        if (to - start < name.length) {
            return MetricType.UNKNOWN;
        }
        for (int i = 0; i < name.length; i++) {
            if (bytes[start + i] != name[i]) {
                return MetricType.UNKNOWN;
            }
        }
        int after = start + name.length;
        boolean isName = after == to || !TextCursor.isNameByte(bytes[after], true, true);
        return isName || bytes[after] == '_' ? type : MetricType.UNKNOWN;
    }
}
