package penstock.metrics.store.head;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.series.Samples;
import penstock.metrics.store.chunk.HistogramCodec;
import penstock.metrics.store.chunk.HistogramEncoder;
import penstock.metrics.store.chunk.OpenChunks;

/// The samples of the head. One thread at a time writes; readers and the writer of the same series take turns.
/// No chunk crosses a border of block ranges, so that the head can be cut at one without unpacking anything.
final class HeadChunks implements AutoCloseable {
    private static final int STRIPES = 64;

    /// Some of the series: what only few of them have, and who may touch it.
    private static final class Stripe {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<Integer, HistogramEncoder> histograms = new HashMap<>();
        private final Map<Integer, OutOfOrder> late = new HashMap<>();
    }

    private final Stripe[] stripes = new Stripe[STRIPES];
    private final OpenChunks open = new OpenChunks();
    private final SeriesTable table;
    private final SealedChunks sealed;
    private final long range;
    private final Gathering checking = new Gathering();
    private final Samples found = new Samples();

    HeadChunks(SeriesTable table, SealedChunks sealed, long range) {
        this.table = table;
        this.sealed = sealed;
        this.range = range;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /// One sample on its way in.
    record Incoming(
            int slot, long time, long bits, @Nullable FloatHistogram histogram, long start) {}

    void makeRoom(int slot) {
        open.makeRoom(slot);
    }

    private Stripe stripe(int slot) {
        return stripes[slot & (STRIPES - 1)];
    }

    /// Takes a number that comes in order and fits the chunk that is open, as almost all do; says whether it did.
    boolean appendInOrder(int slot, long time, long bits, long start) {
        var stripe = stripe(slot);
        stripe.lock.lock();
        try {
            if (open.count(slot) == 0
                    || time <= open.lastTime(slot)
                    || !open.takes(slot, start)
                    || isBeyondBorder(open.firstTime(slot), time)) {
                return false;
            }
            open.append(slot, time, bits, start);
            return true;
        } finally {
            stripe.lock.unlock();
        }
    }

    /// Takes any sample that is not older than the head.
    ///
    /// @param oldestLate what comes late must not be before this
    Applied append(Incoming sample, long oldestLate) {
        var stripe = stripe(sample.slot());
        stripe.lock.lock();
        try {
            if (sample.time() > lastTime(sample.slot(), stripe)) {
                inOrder(sample, stripe);
                return Applied.STORED;
            }
            return late(sample, oldestLate, stripe);
        } finally {
            stripe.lock.unlock();
        }
    }

    private long lastTime(int slot, Stripe stripe) {
        if (open.count(slot) > 0) {
            return open.lastTime(slot);
        }
        var encoder = stripe.histograms.get(slot);
        return encoder == null ? Long.MIN_VALUE : encoder.lastTime();
    }

    private void inOrder(Incoming sample, Stripe stripe) {
        int slot = sample.slot();
        var histogram = sample.histogram();
        var encoder = stripe.histograms.get(slot);
        if (open.count(slot) > 0
                && (histogram != null
                        || !open.takes(slot, sample.start())
                        || isBeyondBorder(open.firstTime(slot), sample.time()))) {
            sealNumbers(slot);
        }
        if (encoder != null
                && (histogram == null
                        || !encoder.takes(histogram, sample.start())
                        || isBeyondBorder(encoder.firstTime(), sample.time()))) {
            sealHistograms(slot, encoder, stripe);
            encoder = null;
        }
        if (histogram == null) {
            number(sample);
        } else if (encoder == null) {
            stripe.histograms.put(
                    slot, new HistogramEncoder(sample.time(), histogram, sample.start()));
        } else {
            encoder.append(sample.time(), histogram, sample.start());
        }
    }

    private void number(Incoming sample) {
        if (open.count(sample.slot()) == 0) {
            open.begin(sample.slot(), sample.time(), sample.bits(), sample.start());
        } else {
            open.append(sample.slot(), sample.time(), sample.bits(), sample.start());
        }
    }

    private boolean isBeyondBorder(long first, long time) {
        return time - first >= range || Math.floorDiv(first, range) != Math.floorDiv(time, range);
    }

    private void sealNumbers(int slot) {
        var place = open.place(slot);
        table.addSealed(
                slot,
                open.firstTime(slot),
                sealed.add(open.array(slot), place.start(), place.length()));
        open.clear(slot);
    }

    private void sealHistograms(int slot, HistogramEncoder encoder, Stripe stripe) {
        table.addSealed(
                slot, encoder.firstTime(), sealed.add(encoder.bytes(), 0, encoder.length()));
        stripe.histograms.remove(slot);
    }

    private Applied late(Incoming sample, long oldestLate, Stripe stripe) {
        int slot = sample.slot();
        if (sample.histogram() == null
                && open.count(slot) > 0
                && sample.time() == open.lastTime(slot)) {
            return open.lastBits(slot) == sample.bits() ? Applied.DUPLICATE : Applied.CONFLICT;
        }
        found.clear();
        checking.clear();
        gather(slot, sample.time(), sample.time(), checking, stripe);
        var late = stripe.late.get(slot);
        unpack(checking, sample.time(), sample.time(), late, found);
        if (found.size() > 0) {
            return isSame(sample, found) ? Applied.DUPLICATE : Applied.CONFLICT;
        }
        if (sample.time() < oldestLate) {
            return Applied.TOO_OLD;
        }
        if (late == null) {
            late = new OutOfOrder();
            stripe.late.put(slot, late);
        }
        if (late.isFull()) {
            late.seal(range, sealed);
        }
        late.add(
                new OutOfOrder.Late(
                        sample.time(), sample.bits(), sample.histogram(), sample.start()));
        return Applied.STORED;
    }

    private static boolean isSame(Incoming sample, Samples found) {
        var there = found.histogram(0);
        if (sample.histogram() != null) {
            return there != null && HistogramCodec.isSame(sample.histogram(), there);
        }
        return there == null && Double.doubleToRawLongBits(found.value(0)) == sample.bits();
    }

    /// Collects the chunks of a series that may have samples in a range, those in order first; returns how many these are.
    private int gather(int slot, long from, long to, Gathering into, Stripe stripe) {
        int count = table.sealedCount(slot);
        long next = openFirst(slot, stripe);
        int low = 0;
        while (low < count && after(slot, low, count, next) <= from) {
            low++;
        }
        for (int i = low; i < count && table.sealedFirst(slot, i) <= to; i++) {
            gather(table.sealedPlace(slot, i), into);
        }
        if (next <= to) {
            gatherOpen(slot, into, stripe);
        }
        int inOrder = into.count();
        var late = stripe.late.get(slot);
        if (late != null) {
            for (var chunk : late.sealed()) {
                if (chunk.last() >= from && chunk.first() <= to) {
                    gather(chunk.place(), into);
                }
            }
        }
        return inOrder;
    }

    /// What all samples of a sealed chunk are before.
    private long after(int slot, int chunk, int count, long openFirst) {
        return chunk + 1 < count ? table.sealedFirst(slot, chunk + 1) : openFirst;
    }

    private long openFirst(int slot, Stripe stripe) {
        if (open.count(slot) > 0) {
            return open.firstTime(slot);
        }
        var encoder = stripe.histograms.get(slot);
        return encoder == null ? Long.MAX_VALUE : encoder.firstTime();
    }

    private void gather(long place, Gathering into) {
        int at = into.add(SealedChunks.length(place));
        sealed.copy(place, into.bytes(), at);
    }

    private void gatherOpen(int slot, Gathering into, Stripe stripe) {
        var encoder = stripe.histograms.get(slot);
        if (encoder != null) {
            int at = into.add(encoder.length());
            System.arraycopy(encoder.bytes(), 0, into.bytes(), at, encoder.length());
        } else if (open.count(slot) > 0) {
            var place = open.place(slot);
            int at = into.add(place.length());
            System.arraycopy(open.array(slot), place.start(), into.bytes(), at, place.length());
        }
    }

    private static void unpack(
            Gathering chunks, long from, long to, @Nullable OutOfOrder late, Samples into) {
        for (int i = 0; i < chunks.count(); i++) {
            chunks.read(i, from, to, into);
        }
        if (late != null) {
            late.readLate(from, to, into);
        }
    }

    /// Appends the samples of a range. What the condition is asked, before anything is read and while the series cannot change, decides
    /// whether they are wanted; says whether they were.
    boolean read(int slot, long from, long to, Reading reading) {
        var stripe = stripe(slot);
        var chunks = reading.chunks();
        chunks.clear();
        int inOrder;
        Samples late = null;
        stripe.lock.lock();
        try {
            if (!reading.isWanted().getAsBoolean()) {
                return false;
            }
            inOrder = gather(slot, from, to, chunks, stripe);
            var series = stripe.late.get(slot);
            if (series != null && series.hasAny(from, to)) {
                late = new Samples();
                series.readLate(from, to, late);
            }
        } finally {
            stripe.lock.unlock();
        }
        unpack(reading, from, to, inOrder, late);
        return true;
    }

    /// How a series is read.
    record Reading(Gathering chunks, Samples into, java.util.function.BooleanSupplier isWanted) {}

    private static void unpack(
            Reading reading, long from, long to, int inOrder, @Nullable Samples late) {
        var chunks = reading.chunks();
        if (late == null) {
            for (int i = 0; i < inOrder; i++) {
                chunks.read(i, from, to, reading.into());
            }
            return;
        }
        var runs = new ArrayList<Samples>();
        var run = new Samples();
        for (int i = 0; i < inOrder; i++) {
            chunks.read(i, from, to, run);
        }
        runs.add(run);
        runs.add(late);
        for (int i = inOrder; i < chunks.count(); i++) {
            var more = new Samples();
            chunks.read(i, from, to, more);
            runs.add(more);
        }
        Runs.merge(runs, reading.into());
    }

    /// Copies the chunks of a range between two borders as they are; false when there are late samples, so that they must be read.
    boolean copy(int slot, long from, long to, Gathering into) {
        var stripe = stripe(slot);
        into.clear();
        stripe.lock.lock();
        try {
            var late = stripe.late.get(slot);
            if (late != null && late.hasAny(from, to)) {
                return false;
            }
            gather(slot, from, to, into, stripe);
            return true;
        } finally {
            stripe.lock.unlock();
        }
    }

    /// Drops all samples before a border; says whether none is left.
    boolean dropBefore(int slot, long time) {
        var stripe = stripe(slot);
        stripe.lock.lock();
        try {
            int gone = 0;
            while (gone < table.sealedCount(slot) && table.sealedFirst(slot, gone) < time) {
                sealed.release(table.sealedPlace(slot, gone));
                gone++;
            }
            if (gone > 0) {
                table.dropSealed(slot, gone);
            }
            dropOpenBefore(slot, time, stripe);
            var late = stripe.late.get(slot);
            if (late != null) {
                late.dropBefore(time, sealed);
                if (late.isEmpty()) {
                    stripe.late.remove(slot);
                }
            }
            return isEmpty(slot, stripe);
        } finally {
            stripe.lock.unlock();
        }
    }

    private void dropOpenBefore(int slot, long time, Stripe stripe) {
        if (open.count(slot) > 0 && open.firstTime(slot) < time) {
            open.clear(slot);
        }
        var encoder = stripe.histograms.get(slot);
        if (encoder != null && encoder.firstTime() < time) {
            stripe.histograms.remove(slot);
        }
    }

    private boolean isEmpty(int slot, Stripe stripe) {
        return table.sealedCount(slot) == 0
                && open.count(slot) == 0
                && !stripe.histograms.containsKey(slot)
                && !stripe.late.containsKey(slot);
    }

    /// Puts other samples, in the order of time, in the place of all that a series has.
    void replace(int slot, Samples samples) {
        var stripe = stripe(slot);
        stripe.lock.lock();
        try {
            dropBefore(slot, Long.MAX_VALUE);
            for (int i = 0; i < samples.size(); i++) {
                inOrder(
                        new Incoming(
                                slot,
                                samples.time(i),
                                Double.doubleToRawLongBits(samples.value(i)),
                                samples.histogram(i),
                                samples.start(i)),
                        stripe);
            }
        } finally {
            stripe.lock.unlock();
        }
    }

    /// Tells the first and the last time of a series, if it has any sample.
    void times(int slot, LongConsumer into) {
        var stripe = stripe(slot);
        stripe.lock.lock();
        try {
            long last = lastTime(slot, stripe);
            if (last != Long.MIN_VALUE) {
                into.accept(last);
            }
            if (table.sealedCount(slot) > 0) {
                into.accept(table.sealedFirst(slot, 0));
            } else if (last != Long.MIN_VALUE) {
                into.accept(openFirst(slot, stripe));
            }
            var late = stripe.late.get(slot);
            if (late != null) {
                lateTimes(late, into);
            }
        } finally {
            stripe.lock.unlock();
        }
    }

    private static void lateTimes(OutOfOrder late, LongConsumer into) {
        for (var chunk : late.sealed()) {
            into.accept(chunk.first());
        }
        var samples = new Samples();
        late.readLate(Long.MIN_VALUE, Long.MAX_VALUE, samples);
        for (int i = 0; i < samples.size(); i++) {
            into.accept(samples.time(i));
        }
    }

    /// Bytes of the chunks that are being written.
    long memory() {
        return open.memory();
    }

    @Override
    public void close() {
        sealed.close();
    }
}
