package penstock.bench.metrics;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import penstock.bench.metrics.CrashSamples.Kind;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;
import penstock.metrics.store.Condition;
import penstock.metrics.store.TimeSeriesStore;
import penstock.metrics.store.chunk.HistogramCodec;

/// Compares a store with what was sent to it and acknowledged.
final class CrashCheck {
    /// So many faults are told in words, the others counted.
    private static final int TOLD = 20;

    /// Exemplars are kept as long as the log: at least until blocks have the samples beside them.
    private static final long EXEMPLARS_KEPT_MILLIS = 500;

    /// By kind and thread, the steps that were acknowledged.
    private final Map<Kind, List<BitSet>> acknowledged = new EnumMap<>(Kind.class);

    private final List<String> faults = new ArrayList<>();
    private long faultCount;
    private long found;

    CrashCheck() {
        for (var kind : Kind.values()) {
            acknowledged.put(kind, threads());
        }
    }

    private static List<BitSet> threads() {
        var threads = new ArrayList<BitSet>();
        for (int i = 0; i < CrashSamples.THREADS; i++) {
            threads.add(new BitSet());
        }
        return threads;
    }

    private BitSet acknowledged(Kind kind, int thread) {
        return acknowledged.getOrDefault(kind, List.of()).get(thread);
    }

    void add(Acknowledged batch) {
        if (batch.there() == batch.kind().samples()) {
            acknowledged(batch.kind(), batch.thread()).set(batch.step());
        } else if (!batch.isRefused()) {
            fault("a batch is stored in part: " + batch.line());
        }
    }

    private void fault(String what) {
        faultCount++;
        if (faults.size() < TOLD) {
            faults.add(what);
        }
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    long faultCount() {
        return faultCount;
    }

    /// Samples that were there at the last look.
    long found() {
        return found;
    }

    /// Samples that were acknowledged.
    long acknowledged() {
        long count = 0;
        for (var kind : Kind.values()) {
            for (int thread = 0; thread < CrashSamples.THREADS; thread++) {
                count += (long) kind.samples() * acknowledged(kind, thread).cardinality();
            }
        }
        return count;
    }

    /// Looks at all that a store has.
    void look(TimeSeriesStore store) {
        for (var condition : store.conditions()) {
            if (condition.reason() != Condition.Reason.TORN_TAIL) {
                fault("the store says: " + condition.message());
            }
        }
        found = 0;
        int series = 0;
        for (var one : store.select(Long.MIN_VALUE, Long.MAX_VALUE, List.of())) {
            var samples = new Samples();
            one.read(Long.MIN_VALUE, Long.MAX_VALUE, samples);
            look(one.labels(), samples);
            found += samples.size();
            series++;
        }
        if (series > CrashSamples.THREADS * CrashSamples.SERIES) {
            fault(series + " series (expected: at most those that were sent)");
        }
        exemplars(store);
    }

    private void look(Labels labels, Samples samples) {
        int thread = Integer.parseInt(labels.get("thread"));
        int series = Integer.parseInt(labels.metricName().substring("series_".length()));
        if (!labels.equals(CrashSamples.labels(thread, series))) {
            fault(labels + " was never sent");
        }
        Map<Kind, BitSet> seen = new EnumMap<>(Kind.class);
        for (int i = 0; i < samples.size(); i++) {
            if (i > 0 && samples.time(i) <= samples.time(i - 1)) {
                fault(labels + " has two samples at " + samples.time(i) + ", or in no order");
            }
            look(labels, series, samples, i, seen);
        }
        for (var kind : Kind.values()) {
            if (kind.has(series)) {
                var missing = (BitSet) acknowledged(kind, thread).clone();
                missing.andNot(seen.getOrDefault(kind, new BitSet()));
                missing.stream()
                        .forEach(step -> fault(labels + " lacks step " + step + " of " + kind));
            }
        }
    }

    private void look(Labels labels, int series, Samples samples, int i, Map<Kind, BitSet> seen) {
        for (var kind : Kind.values()) {
            int step = kind.has(series) ? kind.step(samples.time(i)) : -1;
            if (step >= 0) {
                seen.computeIfAbsent(kind, _ -> new BitSet()).set(step);
                if (!isAsSent(series, samples, i)) {
                    fault(labels + " at " + samples.time(i) + " is not what was sent");
                }
                return;
            }
        }
        fault(labels + " at " + samples.time(i) + " was never sent");
    }

    private static boolean isAsSent(int series, Samples samples, int i) {
        long time = samples.time(i);
        var histogram = samples.histogram(i);
        if (series == CrashSamples.NUMBERS) {
            return histogram != null
                    && HistogramCodec.isSame(histogram, CrashSamples.histogram(time));
        }
        double sent = CrashSamples.number(series, time);
        return histogram == null
                && Double.doubleToRawLongBits(samples.value(i)) == Double.doubleToRawLongBits(sent)
                && samples.start(i) == CrashSamples.start(series, time);
    }

    private void exemplars(TimeSeriesStore store) {
        var all = store.exemplars(Long.MIN_VALUE, Long.MAX_VALUE, List.of(List.of()));
        for (int thread = 0; thread < CrashSamples.THREADS; thread++) {
            var labels = CrashSamples.labels(thread, 1);
            var seen = new BitSet();
            for (var exemplar : all.getOrDefault(labels, List.of())) {
                int step = Kind.IN_ORDER.step(exemplar.time());
                if (step < 0 || seen.get(step) || !exemplar.equals(CrashSamples.exemplar(step))) {
                    fault(labels + " has an exemplar twice or one never sent: " + exemplar);
                } else {
                    seen.set(step);
                }
            }
            long kept = store.newest() - EXEMPLARS_KEPT_MILLIS;
            acknowledged(Kind.IN_ORDER, thread).stream()
                    .filter(step -> step % CrashWriter.EXEMPLAR_EVERY == 0)
                    .filter(step -> Kind.IN_ORDER.time(step) > kept && !seen.get(step))
                    .forEach(step -> fault(labels + " lacks the exemplar of step " + step));
        }
    }
}
