package penstock.metrics.scrape;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.metrics.exposition.Exemplar;
import penstock.metrics.exposition.ExpositionSink;
import penstock.metrics.exposition.MetricType;
import penstock.metrics.exposition.SampleView;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.Batch;

/// Puts the samples of one answer into a batch. For one thread and one answer.
final class Appending implements ExpositionSink {
    /// More are refused whatever the target's own limit is, since all of them are in memory at once.
    static final int MOST_SAMPLES = 250_000;

    private static final int MOST_EXEMPLARS = 10_000;

    /// One scrape.
    ///
    /// @param number of the scrape, in the cache
    /// @param time of samples that have none, milliseconds since 1970
    /// @param origin what the store counts the target's series by
    record Scrape(ScrapeTarget target, int number, long time, String origin) {}

    private final Scrape scrape;
    private final ScrapeSettings settings;
    private final SeriesCache cache;
    private final FamilyTexts families;
    private final Batch batch;
    private int scraped;
    private int kept;
    private int added;
    private int repeated;
    private int exemplars;

    Appending(Scrape scrape, SeriesCache cache, FamilyTexts families, Batch batch) {
        this.scrape = scrape;
        this.settings = scrape.target.settings();
        this.cache = cache;
        this.families = families;
        this.batch = batch;
    }

    /// How many samples the answer has.
    int scraped() {
        return scraped;
    }

    /// How many of them are left after relabelling.
    int kept() {
        return kept;
    }

    /// How many of these belong to series that the scrape before did not have.
    int added() {
        return added;
    }

    /// How many were there already in the same answer.
    int repeated() {
        return repeated;
    }

    /// @throws ScrapeProblem when there were more samples than allowed
    void checkCount() {
        int limit = settings.limits().samples();
        if (limit > 0 && kept > limit) {
            throw new ScrapeProblem(
                    kept + " samples (expected: at most " + limit + ", the sample_limit)");
        }
    }

    @Override
    public void type(String family, MetricType type) {
        families.type(family, type);
    }

    @Override
    public void help(String family, String help) {
        families.help(family, help);
    }

    @Override
    public void unit(String family, String unit) {
        families.unit(family, unit);
    }

    @Override
    public void sample(SampleView sample) {
        double value = sample.value();
        // Any NaN of a target is the usual one: others say that a series has ended.
        append(sample, null, Double.isNaN(value) ? Double.NaN : value);
    }

    @Override
    public void histogram(SampleView sample, FloatHistogram histogram) {
        append(sample, histogram, 0);
    }

    @Override
    public void exemplars(SampleView series, List<Exemplar> all) {
        var entry = find(series);
        if (entry != null && !entry.isDropped) {
            append(entry, all, scrape.time);
        }
    }

    private void append(SampleView sample, @Nullable FloatHistogram histogram, double value) {
        scraped++;
        boolean isTimed = settings.labelling().honorsTimes() && sample.time() != SampleView.NO_TIME;
        long time = isTimed ? sample.time() : scrape.time;
        var entry = entry(sample);
        if (entry == null || entry.isDropped) {
            kept += entry == null ? 1 : 0;
            return;
        }
        kept++;
        if (entry.seen == scrape.number && !isTimed) {
            repeated++;
            return;
        }
        entry.seen = scrape.number;
        if (!isTimed || settings.labelling().endsTimed()) {
            entry.tracked = scrape.number;
        }
        if (isFull()) {
            return;
        }
        if (!put(entry, time, histogram, value)) {
            entry.reference = define(sample).orElse(Batch.NONE);
            put(entry, time, histogram, value);
        }
        append(entry, sample.exemplars(), time);
    }

    /// Beyond the limit, samples are only counted.
    private boolean isFull() {
        int limit = settings.limits().samples();
        if (batch.size() >= MOST_SAMPLES) {
            throw new ScrapeProblem(
                    "more than "
                            + MOST_SAMPLES
                            + " samples (expected: at most that many at once, whatever the sample_limit)");
        }
        return limit > 0 && kept > limit;
    }

    private boolean put(
            SeriesCache.Entry entry, long time, @Nullable FloatHistogram histogram, double value) {
        if (entry.reference == Batch.NONE) {
            return false;
        }
        return histogram == null
                ? batch.sample(entry.reference, time, value)
                : batch.histogram(entry.reference, time, histogram, 0);
    }

    private SeriesCache.@Nullable Entry find(SampleView sample) {
        return cache.find(sample.bytes(), sample.seriesStart(), sample.seriesEnd(), sample.type());
    }

    /// The series of a sample, new ones included; null for one that the store refuses.
    private SeriesCache.@Nullable Entry entry(SampleView sample) {
        var known = find(sample);
        if (known != null) {
            known.seen = known.isDropped ? scrape.number : known.seen;
            return known;
        }
        var labels = labels(sample);
        long reference = Batch.NONE;
        if (labels.isPresent()) {
            reference = batch.series(labels.get(), scrape.origin);
            if (reference == Batch.NONE) {
                return null;
            }
            added++;
        }
        var entry =
                cache.add(
                        sample.bytes(),
                        sample.seriesStart(),
                        sample.seriesEnd(),
                        sample.type(),
                        reference);
        entry.seen = entry.isDropped ? scrape.number : 0;
        return entry;
    }

    private Optional<Long> define(SampleView sample) {
        return labels(sample).map(labels -> batch.series(labels, scrape.origin));
    }

    private Optional<Labels> labels(SampleView sample) {
        var labelling = settings.labelling();
        var empty = labelling.honorsLabels() ? sample.emptyLabels() : List.<String>of();
        var labels = labelling.apply(sample.labels(), empty, scrape.target.labels());
        labels.ifPresent(this::check);
        return labels;
    }

    private void check(Labels labels) {
        var limits = settings.limits();
        String metric = labels.metricName();
        if (metric.isEmpty()) {
            throw new ScrapeProblem(
                    "a series without a name after relabelling: "
                            + labels
                            + " (expected: __name__)");
        }
        if (isExceeded(labels.size(), limits.labels())) {
            throw new ScrapeProblem(
                    metric
                            + " has "
                            + labels.size()
                            + " labels (expected: at most "
                            + limits.labels()
                            + ", the label_limit)");
        }
        for (int i = 0; i < labels.size(); i++) {
            String name = labels.name(i);
            if (isExceeded(name.length(), limits.nameLength())) {
                throw new ScrapeProblem(
                        metric
                                + " has a label whose name has "
                                + name.length()
                                + " characters (expected: at most "
                                + limits.nameLength()
                                + ", the label_name_length_limit)");
            }
            if (isExceeded(labels.value(i).length(), limits.valueLength())) {
                throw new ScrapeProblem(
                        metric
                                + " has a value of label "
                                + name
                                + " with "
                                + labels.value(i).length()
                                + " characters (expected: at most "
                                + limits.valueLength()
                                + ", the label_value_length_limit)");
            }
        }
    }

    private static boolean isExceeded(int size, int limit) {
        return limit > 0 && size > limit;
    }

    private void append(SeriesCache.Entry entry, List<Exemplar> all, long time) {
        for (var exemplar : all) {
            if (exemplars++ >= MOST_EXEMPLARS || entry.reference == Batch.NONE) {
                return;
            }
            long at = exemplar.time() == SampleView.NO_TIME ? time : exemplar.time();
            batch.exemplar(
                    entry.reference,
                    new penstock.metrics.store.head.Exemplar(
                            exemplar.labels(), exemplar.value(), at));
        }
    }
}
