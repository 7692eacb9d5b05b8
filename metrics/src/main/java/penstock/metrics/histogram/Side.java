package penstock.metrics.histogram;

import java.util.Arrays;

/// The buckets of one sign while they are being summed: indexes in ascending order, counts, and what rounding has cost each
/// count so far.
final class Side {
    private int[] indexes;
    private double[] counts;
    private double[] errors;
    private int size;

    private Side(int capacity) {
        indexes = new int[capacity];
        counts = new double[capacity];
        errors = new double[capacity];
    }

    static Side of(Buckets buckets) {
        var side = new Side(buckets.size());
        buckets.indexes(side.indexes);
        for (int i = 0; i < buckets.size(); i++) {
            side.counts[i] = buckets.count(i);
        }
        side.size = buckets.size();
        return side;
    }

    Side copy() {
        var copy = new Side(0);
        copy.indexes = Arrays.copyOf(indexes, size);
        copy.counts = Arrays.copyOf(counts, size);
        copy.errors = Arrays.copyOf(errors, size);
        copy.size = size;
        return copy;
    }

    void multiply(double factor) {
        for (int i = 0; i < size; i++) {
            counts[i] *= factor;
            errors[i] *= factor;
        }
    }

    void divide(double divisor) {
        for (int i = 0; i < size; i++) {
            counts[i] /= divisor;
            errors[i] /= divisor;
        }
    }

    int size() {
        return size;
    }

    int index(int place) {
        return indexes[place];
    }

    double count(int place) {
        return counts[place];
    }

    double error(int place) {
        return errors[place];
    }

    Buckets buckets() {
        return Buckets.of(Arrays.copyOf(indexes, size), Arrays.copyOf(counts, size), size);
    }

    /// With the errors added.
    Buckets corrected() {
        var sums = new double[size];
        for (int i = 0; i < size; i++) {
            sums[i] = counts[i] + errors[i];
        }
        return Buckets.of(indexes, sums, size);
    }

    /// Buckets merged by so many doublings of their width.
    Side reduced(int doublings) {
        if (doublings == 0) {
            return this;
        }
        var merged = new Side(size);
        for (int i = 0; i < size; i++) {
            int index = ExponentialBounds.merged(indexes[i], doublings);
            if (merged.size > 0 && merged.indexes[merged.size - 1] == index) {
                merged.increase(merged.size - 1, counts[i]);
                merged.increase(merged.size - 1, errors[i]);
            } else {
                merged.append(index, counts[i], errors[i]);
            }
        }
        return merged;
    }

    private void append(int index, double count, double error) {
        if (size == counts.length) {
            int capacity = Math.max(8, 2 * size);
            indexes = Arrays.copyOf(indexes, capacity);
            counts = Arrays.copyOf(counts, capacity);
            errors = Arrays.copyOf(errors, capacity);
        }
        indexes[size] = index;
        counts[size] = count;
        errors[size++] = error;
    }

    void increase(int place, double increment) {
        double total = counts[place] + increment;
        errors[place] = Kahan.error(errors[place], counts[place], increment, total);
        counts[place] = total;
    }

    /// Drops empty buckets and those that begin below a threshold, by distance from zero; whose counts went to the zero bucket.
    void dropBelow(double threshold, int schema) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (counts[i] != 0 && ExponentialBounds.upper(indexes[i] - 1, schema) >= threshold) {
                indexes[kept] = indexes[i];
                counts[kept] = counts[i];
                errors[kept++] = errors[i];
            }
        }
        size = kept;
    }

    /// Whether it has the same buckets, empty ones among them.
    boolean hasLayoutOf(Buckets buckets) {
        if (size != buckets.size()) {
            return false;
        }
        int place = 0;
        for (int span = 0; span < buckets.spanCount(); span++) {
            int length = buckets.spanLength(span);
            if (length > 0
                    && (indexes[place] != buckets.spanStart(span)
                            || indexes[place + length - 1]
                                    != buckets.spanStart(span) + length - 1)) {
                return false;
            }
            place += length;
        }
        return true;
    }

    /// Adds buckets of the same layout, times a sign.
    void add(Buckets buckets, double sign) {
        for (int i = 0; i < size; i++) {
            increase(i, sign * buckets.count(i));
        }
    }

    /// Adds the buckets of another side, from a place on, times a sign.
    void add(Side other, int from, double sign) {
        int missing = addToThoseThere(other, from, sign);
        if (missing > 0) {
            insert(other, from, sign, missing);
        }
    }

    /// Adds what has a bucket already, if all have; else nothing, and returns how many have none.
    private int addToThoseThere(Side other, int from, double sign) {
        int missing = 0;
        int place = 0;
        for (int i = from; i < other.size; i++) {
            while (place < size && indexes[place] < other.indexes[i]) {
                place++;
            }
            if (place == size || indexes[place] != other.indexes[i]) {
                missing++;
            }
        }
        if (missing > 0) {
            return missing;
        }
        place = 0;
        for (int i = from; i < other.size; i++) {
            while (indexes[place] < other.indexes[i]) {
                place++;
            }
            increase(place, sign * other.counts[i]);
            if (other.errors[i] != 0) {
                increase(place, sign * other.errors[i]);
            }
        }
        return 0;
    }

    private void insert(Side other, int from, double sign, int missing) {
        var merged = new Side(size + missing);
        int place = 0;
        for (int i = from; i < other.size; i++) {
            while (place < size && indexes[place] < other.indexes[i]) {
                merged.append(indexes[place], counts[place], errors[place]);
                place++;
            }
            if (place < size && indexes[place] == other.indexes[i]) {
                merged.append(indexes[place], counts[place], errors[place]);
                place++;
                merged.increase(merged.size - 1, sign * other.counts[i]);
                if (other.errors[i] != 0) {
                    merged.increase(merged.size - 1, sign * other.errors[i]);
                }
            } else {
                merged.append(other.indexes[i], sign * other.counts[i], sign * other.errors[i]);
            }
        }
        while (place < size) {
            merged.append(indexes[place], counts[place], errors[place]);
            place++;
        }
        take(merged);
    }

    private void take(Side other) {
        indexes = other.indexes;
        counts = other.counts;
        errors = other.errors;
        size = other.size;
    }

    /// Moves custom buckets to those of fewer bounds, and adds those of another side likewise. Empty ones are dropped.
    void addMapped(Bounds own, Side other, Bounds others, Bounds shared, double sign) {
        var target = new Side(shared.size() + 1);
        target.size = shared.size() + 1;
        target.collect(this, own, shared, 1);
        target.collect(other, others, shared, sign);
        int kept = 0;
        for (int i = 0; i < target.size; i++) {
            if (target.counts[i] != 0) {
                target.indexes[kept] = i;
                target.counts[kept] = target.counts[i];
                target.errors[kept++] = target.errors[i];
            }
        }
        target.size = kept;
        take(target);
    }

    private void collect(Side from, Bounds bounds, Bounds shared, double sign) {
        int bound = 0;
        for (int i = 0; i < from.size; i++) {
            double upper = bounds.at(from.indexes[i]);
            while (bound < shared.size() && shared.upper(bound) < upper) {
                bound++;
            }
            increase(bound, sign * from.counts[i]);
            increase(bound, sign * from.errors[i]);
        }
    }
}
