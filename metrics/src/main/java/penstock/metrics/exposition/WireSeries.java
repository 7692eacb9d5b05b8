package penstock.metrics.exposition;

import java.util.Arrays;
import penstock.metrics.labels.Labels;

/// The series of a protobuf message: labels that are places in its bytes.
final class WireSeries {
    private final WireReader in;
    private final Limits limits;
    private final KeyedSample sample = new KeyedSample(this::labels);
    private int[] ranges = new int[32];
    private int rangeCount;
    private String family = "";

    /// Why the series cannot be taken; empty when it can.
    private String problem = "";

    WireSeries(WireReader in, Limits limits) {
        this.in = in;
        this.limits = limits;
    }

    /// The samples of the series, one after another.
    KeyedSample sample() {
        return sample;
    }

    void beginFamily(String name, MetricType type) {
        family = name;
        sample.is(type);
    }

    void beginMetric() {
        begin();
        sample.append(family);
    }

    /// Begins a series whose name is among its labels, unless there is a family.
    void begin() {
        rangeCount = 0;
        problem = "";
        sample.beginPoint(0);
    }

    /// Reads a message with a name and a value.
    void readLabel() {
        int outer = in.enter();
        int[] range = new int[4];
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field > 2) {
                in.skip();
                continue;
            }
            int text = in.enter();
            range[2 * field - 2] = in.at();
            range[2 * field - 1] = in.end();
            in.leave(text);
        }
        in.leave(outer);
        label(range[0], range[1], range[2], range[3]);
    }

    /// A label, by the places of its name and value. One beyond a limit is not kept: the labels of the series tell it.
    void label(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        if (!problem.isEmpty()) {
            return;
        }
        if (Limits.isExceeded(rangeCount / 4 + 1L + (family.isEmpty() ? 0 : 1), limits.labels())) {
            refuse("more labels than the " + limits.labels() + " that are allowed");
        }
        limit("name", nameTo - nameFrom, limits.labelName());
        limit("value", valueTo - valueFrom, limits.labelValue());
        if (!problem.isEmpty()) {
            return;
        }
        if (rangeCount + 4 > ranges.length) {
            ranges = Arrays.copyOf(ranges, 2 * ranges.length);
        }
        ranges[rangeCount++] = nameFrom;
        ranges[rangeCount++] = nameTo;
        ranges[rangeCount++] = valueFrom;
        ranges[rangeCount++] = valueTo;
        sample.append(in.bytes(), nameFrom, nameTo);
        sample.append(in.bytes(), valueFrom, valueTo);
    }

    private void limit(String what, int size, int allowed) {
        if (Limits.isExceeded(size, allowed)) {
            refuse("a label's " + what + " of " + size + " bytes (allowed: " + allowed + ")");
        }
    }

    /// The key ends with a label without a name, as that of no good series does.
    private void refuse(String why) {
        problem = why;
        sample.append("");
    }

    private Labels labels(String suffix, String extraName, String extraValue) {
        if (!problem.isEmpty()) {
            throw in.problem(problem);
        }
        var pairs = new LabelPairs();
        for (int i = 0; i < rangeCount; i += 4) {
            String name = text(i);
            if (name.isEmpty()) {
                throw in.problem("a label without a name");
            }
            pairs.add(name, text(i + 2), 0);
        }
        if (!family.isEmpty()) {
            pairs.add(Labels.NAME, family + suffix, 0);
        }
        if (!extraName.isEmpty()) {
            pairs.add(extraName, extraValue, 0);
        }
        int second = pairs.sort();
        if (second >= 0) {
            throw in.problem("the label \"" + pairs.name(second) + "\" is there twice");
        }
        return pairs.labels();
    }

    private String text(int range) {
        return Utf8.text(in.bytes(), ranges[range], ranges[range + 1])
                .orElseThrow(() -> in.problem("a label that is not UTF-8"));
    }
}
