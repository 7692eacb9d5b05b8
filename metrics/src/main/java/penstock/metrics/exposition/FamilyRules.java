package penstock.metrics.exposition;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import penstock.metrics.labels.Labels;

/// The rules of OpenMetrics on families: names that are taken, the order of lines, groups and times, and what each type allows.
final class FamilyRules {
    private final TextCursor cursor;
    private final Set<String> taken = new HashSet<>();
    private final Set<Labels> groups = new HashSet<>();
    private final Set<Character> described = new HashSet<>();
    private String name = "";
    private MetricType type = MetricType.UNKNOWN;
    private String unit = "";
    private boolean hasFamily;
    private boolean hasSamples;
    private Labels group = Labels.EMPTY;
    private long groupTime;
    private Optional<HistogramRules> histogram = Optional.empty();

    FamilyRules(TextCursor cursor) {
        this.cursor = cursor;
    }

    private MalformedExposition problem(String text) {
        return cursor.problem(cursor.at(), text);
    }

    /// A line of metadata of a family, which begins with the first of them.
    ///
    /// @param kind T, H or U
    void describe(String family, char kind) {
        if (!hasFamily || !family.equals(name)) {
            begin(family);
        }
        if (hasSamples) {
            throw problem("metadata of " + family + " after its samples");
        }
        if (!described.add(kind)) {
            throw problem("a second line of that kind for " + family);
        }
    }

    void type(String family, MetricType familyType) {
        describe(family, 'T');
        type = familyType;
        checkUnit();
    }

    void unit(String family, String familyUnit) {
        describe(family, 'U');
        unit = familyUnit;
        checkUnit();
    }

    private void checkUnit() {
        if (!unit.isEmpty() && (type == MetricType.INFO || type == MetricType.STATE_SET)) {
            throw problem(name + ": no family of type " + type.text() + " has a unit");
        }
    }

    private void begin(String family) {
        end();
        name = family;
        type = MetricType.UNKNOWN;
        unit = "";
        hasFamily = true;
        hasSamples = false;
        described.clear();
        groups.clear();
    }

    /// The end of a family: its names are taken from now on.
    void end() {
        if (!hasFamily) {
            return;
        }
        histogram.ifPresent(HistogramRules::end);
        histogram = Optional.empty();
        take(name);
        for (String suffix : type.suffixes()) {
            if (!suffix.isEmpty()) {
                take(name + suffix);
            }
        }
        hasFamily = false;
    }

    private void take(String taking) {
        if (!taken.add(taking)) {
            throw problem(
                    "the name "
                            + taking
                            + " is that of another family, or of the same one further up");
        }
    }

    void sample(TextSample sample) {
        var labels = sample.writtenLabels();
        String sampleName = labels.metricName();
        if (!hasFamily || !isAllowed(sampleName)) {
            begin(sampleName);
        }
        String suffix = sampleName.substring(name.length());
        checkLabels(labels, suffix);
        checkValue(sample.value(), suffix);
        checkExemplar(sample, suffix);
        checkGroup(sample, labels, suffix);
        hasSamples = true;
        if (type == MetricType.HISTOGRAM || type == MetricType.GAUGE_HISTOGRAM) {
            if (histogram.isEmpty() || !histogram.get().isOf(group, sample.time())) {
                histogram.ifPresent(HistogramRules::end);
                histogram = Optional.of(new HistogramRules(cursor, group, sample.time()));
            }
            histogram.get().sample(suffix, labels, sample.value());
        }
    }

    private boolean isAllowed(String sampleName) {
        return sampleName.startsWith(name)
                && type.suffixes().contains(sampleName.substring(name.length()));
    }

    private void checkLabels(Labels labels, String suffix) {
        if (suffix.equals("_bucket") && Double.isNaN(HistogramRules.bound(labels))) {
            throw problem("a bucket without a number as its label le");
        }
        if (type == MetricType.STATE_SET && !labels.has(name)) {
            throw problem("a state without the label " + name);
        }
        if (type == MetricType.SUMMARY && suffix.isEmpty()) {
            double quantile = HistogramRules.number(labels.get("quantile"));
            if (!(quantile >= 0 && quantile <= 1)) {
                throw problem("a quantile without a number from 0 to 1 as its label quantile");
            }
        }
    }

    private void checkValue(double value, String suffix) {
        if (type == MetricType.INFO && value != 1) {
            throw problem("an info with the value " + value + " (expected: 1)");
        }
        if (type == MetricType.STATE_SET && value != 0 && value != 1) {
            throw problem("a state with the value " + value + " (expected: 0 or 1)");
        }
        if (type == MetricType.SUMMARY && suffix.isEmpty() && value < 0) {
            throw problem("a quantile below 0");
        }
        boolean isCount =
                switch (suffix) {
                    case "_total", "_sum", "_count", "_bucket", "_gcount", "_gsum" -> true;
                    default -> false;
                };
        if (isCount && (Double.isNaN(value) || (value < 0 && !suffix.equals("_gsum")))) {
            throw problem("a counter with the value " + value + " (expected: 0 or more)");
        }
    }

    private void checkExemplar(SampleView sample, String suffix) {
        if (sample.exemplars().isEmpty()) {
            return;
        }
        boolean isAllowed = suffix.equals("_bucket") || suffix.equals("_total");
        if (!isAllowed) {
            throw problem(
                    "an exemplar (expected: only for counters' _total and histograms' _bucket)");
        }
    }

    private void checkGroup(SampleView sample, Labels labels, String suffix) {
        var of = groupOf(labels, suffix);
        if (hasSamples && of.equals(group)) {
            boolean hasTime = sample.time() != SampleView.NO_TIME;
            if (hasTime != (groupTime != SampleView.NO_TIME)) {
                throw problem("of one group, samples with and without time");
            }
            if (hasTime && sample.time() < groupTime && type != MetricType.INFO) {
                throw problem("of one group, a sample of a time before the one above");
            }
        } else if (!groups.add(of)) {
            throw problem("samples of one group that are not together");
        }
        group = of;
        groupTime = sample.time();
    }

    /// The labels that all samples of one metric share.
    private Labels groupOf(Labels labels, String suffix) {
        var shared = labels.without(Labels.NAME);
        return switch (type) {
            case INFO -> Labels.EMPTY;
            case STATE_SET -> shared.without(name);
            case SUMMARY -> suffix.isEmpty() ? shared.without("quantile") : shared;
            case HISTOGRAM, GAUGE_HISTOGRAM ->
                    suffix.equals("_bucket") ? shared.without("le") : shared;
            case COUNTER, GAUGE, UNKNOWN -> shared;
        };
    }
}
