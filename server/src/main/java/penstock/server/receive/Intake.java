package penstock.server.receive;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Supplier;
import penstock.metrics.exposition.Exemplar;
import penstock.metrics.exposition.ExpositionSink;
import penstock.metrics.exposition.MalformedExposition;
import penstock.metrics.exposition.MetricType;
import penstock.metrics.exposition.OtlpMetrics;
import penstock.metrics.exposition.SampleView;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.Batch;
import penstock.metrics.store.TimeSeriesStore;
import penstock.metrics.store.head.Refusal;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// Puts what a body has into the store, piece by piece, so that what waits in memory is bounded however much a few bytes of the body
/// expand to. A piece is on disk when the next one begins.
///
/// A series counts for the target `job/instance` of its labels, as if it had been scraped there; without both, for the way it came.
final class Intake implements ExpositionSink {
    /// Samples, buckets and exemplars of a piece.
    private static final int PIECE = 10_000;

    private static final String NO_LABELS = "labels that cannot be taken";
    private static final String NO_HISTOGRAM = "a histogram that contradicts itself";
    private static final String NO_TIME = "a sample without a time";

    /// A sample of the piece.
    private record Added(Refusals.Sample sample, boolean isHistogram) {}

    private final TimeSeriesStore store;
    private final String way;
    private final Batch batch;
    private final Refusals refusals = new Refusals();
    private final List<Added> added = new ArrayList<>();
    private boolean hasPoints;

    /// The data point of the sample; where nobody tells, each sample is one.
    private int point = -1;

    private int weight;
    private long samples;
    private long histograms;
    private long exemplars;

    /// Of the series that samples come from now.
    private Labels labels = Labels.EMPTY;

    private long reference = Batch.NONE;

    /// Why that series is not taken, and more exactly.
    private String obstacle = "";

    private Supplier<String> detail = () -> "";

    /// @param way how it came, for series that do not say where they are from
    Intake(TimeSeriesStore store, String way) {
        this.store = store;
        this.way = way;
        batch = store.batch();
    }

    @Override
    public void type(String family, MetricType type) {
        store.metadata().type(family, type);
    }

    @Override
    public void help(String family, String help) {
        store.metadata().help(family, help);
    }

    @Override
    public void unit(String family, String unit) {
        store.metadata().unit(family, unit);
    }

    @Override
    public void point(int number) {
        hasPoints = true;
        point = number;
    }

    @Override
    public void sample(SampleView sample) {
        if (isTaken(sample)) {
            int before = batch.size();
            batch.sample(reference, sample.time(), sample.value(), start(sample));
            add(before, sample, 1, false);
            samples++;
        }
        storeIfFull();
    }

    @Override
    public void histogram(SampleView sample, FloatHistogram histogram) {
        if (isTaken(sample)) {
            int before = batch.size();
            batch.histogram(reference, sample.time(), histogram, start(sample));
            int size = histogram.positive().size() + histogram.negative().size();
            add(before, sample, 1 + size + histogram.customBounds().size(), true);
            histograms++;
        }
        storeIfFull();
    }

    @Override
    public void exemplars(SampleView series, List<Exemplar> all) {
        settle(series);
        if (reference != Batch.NONE) {
            all.forEach(exemplar -> add(exemplar, exemplar.time()));
        }
        storeIfFull();
    }

    @Override
    public void refused(SampleView sample, MalformedExposition why) {
        beginSample();
        refusals.add(NO_HISTOGRAM, point, () -> String.valueOf(why.getMessage()));
    }

    private void beginSample() {
        if (!hasPoints) {
            point++;
        }
    }

    private boolean isTaken(SampleView sample) {
        beginSample();
        settle(sample);
        if (reference == Batch.NONE) {
            refusals.add(obstacle, point, detail);
            return false;
        }
        if (sample.time() == SampleView.NO_TIME) {
            refusals.add(NO_TIME, point, labels::toString);
            return false;
        }
        return true;
    }

    /// Finds out which series it is.
    private void settle(SampleView sample) {
        if (sample.isOfSeriesBefore()) {
            return;
        }
        reference = Batch.NONE;
        try {
            labels = sample.labels();
        } catch (MalformedExposition e) {
            obstacle = NO_LABELS;
            detail = () -> String.valueOf(e.getMessage());
            return;
        }
        if (labels.metricName().isEmpty()) {
            obstacle = NO_LABELS;
            detail = () -> labels + ", which has no name of a metric";
            return;
        }
        var definition = batch.define(labels, target());
        reference = definition.reference();
        if (definition.refusal() != null) {
            obstacle = definition.refusal().meaning();
            detail = labels::toString;
        }
    }

    private String target() {
        var job = labels.get("job");
        var instance = labels.get("instance");
        return job.isEmpty() && instance.isEmpty() ? way : job + "/" + instance;
    }

    private static long start(SampleView sample) {
        return sample.created() == SampleView.NO_TIME ? 0 : sample.created();
    }

    /// Notes what the batch was given; it keeps nothing that is too far in the future.
    private void add(int before, SampleView sample, int size, boolean isHistogram) {
        var known = new Refusals.Sample(point, labels, sample.time());
        if (batch.size() == before) {
            refuse(Refusal.TOO_FAR_AHEAD, new Added(known, isHistogram));
            return;
        }
        added.add(new Added(known, isHistogram));
        weight += size;
        sample.exemplars().forEach(exemplar -> add(exemplar, sample.time()));
    }

    private void add(Exemplar exemplar, long timeOfSample) {
        long time = exemplar.time() == SampleView.NO_TIME ? timeOfSample : exemplar.time();
        if (time != SampleView.NO_TIME) {
            batch.exemplar(
                    reference,
                    new penstock.metrics.store.head.Exemplar(
                            exemplar.labels(), exemplar.value(), time));
            weight++;
            exemplars++;
        }
    }

    private void refuse(Refusal refusal, Added refused) {
        refusals.add(refusal.meaning(), refused.sample());
        if (refused.isHistogram()) {
            histograms--;
        } else {
            samples--;
        }
    }

    private void storeIfFull() {
        if (weight >= PIECE) {
            store();
        }
    }

    /// Makes durable what has come since the last time.
    ///
    /// @throws penstock.metrics.store.StoreException when the disk does not take it
    private void store() {
        var outcome = batch.commit();
        if (outcome.refused().containsKey(Refusal.UNKNOWN_SERIES)) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            "Series were dropped from memory while their samples came. Send them again."));
        }
        outcome.places().forEach((place, refusal) -> refuse(refusal, added.get(place)));
        added.clear();
        weight = 0;
    }

    /// Ends the body.
    ///
    /// @param left what its decoder left out
    /// @param mistake why it could not be read further; empty when it could
    Receipt end(OtlpMetrics.Rejected left, String mistake) {
        store();
        var problem = new StringJoiner("; ");
        if (!mistake.isEmpty()) {
            problem.add("the body cannot be read further: " + mistake);
        }
        if (left.points() > 0) {
            problem.add(left.points() + " data points were left out, the first: " + left.reason());
        }
        if (refusals.count() > 0) {
            problem.add(refusals.text());
        }
        return new Receipt(
                samples,
                histograms,
                exemplars,
                refusals.count(),
                left.points() + refusals.points(),
                problem.toString(),
                left.warning(),
                !mistake.isEmpty());
    }
}
