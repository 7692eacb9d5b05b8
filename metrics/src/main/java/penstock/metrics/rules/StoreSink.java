package penstock.metrics.rules;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import penstock.metrics.series.Samples;
import penstock.metrics.store.Batch;
import penstock.metrics.store.Outcome;
import penstock.metrics.store.StoreException;
import penstock.metrics.store.TimeSeriesStore;
import penstock.metrics.store.head.Refusal;

/// Puts what rules yield into a store, all of one rule at once. For one thread.
public final class StoreSink implements PointSink {
    /// What may become of stale markers: another rule goes on with the series.
    private static final Set<Refusal> SILENT = EnumSet.of(Refusal.CONFLICT, Refusal.TOO_OLD);

    private final Batch batch;
    private final String target;

    /// @param target what the series count for in the limit of series per target
    public StoreSink(TimeSeriesStore store, String target) {
        batch = store.batch();
        this.target = target;
    }

    @Override
    public Optional<String> write(List<Point> points) {
        var values = new ArrayList<Point>(points.size());
        var ends = new ArrayList<Point>();
        for (Point point : points) {
            (Samples.isStale(point.value()) ? ends : values).add(point);
        }
        Optional<String> problem = write(values, Set.of());
        Optional<String> other = write(ends, SILENT);
        return problem.isPresent() ? problem : other;
    }

    private Optional<String> write(List<Point> points, Set<Refusal> silent) {
        try {
            points.forEach(this::add);
            return problem(batch.commit(), silent);
        } catch (StoreException e) {
            batch.clear();
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void add(Point point) {
        long reference = batch.series(point.labels(), target);
        if (reference == Batch.NONE) {
            return;
        }
        if (point.histogram() == null) {
            batch.sample(reference, point.time(), point.value());
        } else {
            batch.histogram(reference, point.time(), point.histogram(), 0);
        }
    }

    private static Optional<String> problem(Outcome outcome, Set<Refusal> silent) {
        var reasons = new ArrayList<String>();
        outcome.refused()
                .forEach(
                        (refusal, count) -> {
                            if (!silent.contains(refusal)) {
                                reasons.add(count + " refused: " + refusal.meaning());
                            }
                        });
        return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
    }
}
