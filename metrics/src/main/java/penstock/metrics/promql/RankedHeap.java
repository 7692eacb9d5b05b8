package penstock.metrics.promql;

/// The greatest or least of many numbers, of which the first come wins over an equal one; NaN only when there is nothing else.
/// A binary heap with the number that is to go next on top.
final class RankedHeap {
    /// So many are sorted so that equal ones stay in order.
    private static final int FEW = 64;

    private final boolean isGreatest;
    private final int[] indexes;
    private final double[] values;
    private int limit;
    private int size;

    RankedHeap(boolean isGreatest, int capacity) {
        this.isGreatest = isGreatest;
        indexes = new int[capacity];
        values = new double[capacity];
    }

    void clear(int newLimit) {
        limit = newLimit;
        size = 0;
    }

    void offer(int index, double value) {
        if (size < limit) {
            indexes[size] = index;
            values[size] = value;
            size++;
            rise(size - 1);
        } else if (isBetter(value, values[0])) {
            indexes[0] = index;
            values[0] = value;
            sink();
        }
    }

    private boolean isBetter(double value, double worst) {
        return (isGreatest ? worst < value : worst > value)
                || (Double.isNaN(worst) && !Double.isNaN(value));
    }

    /// Whether one goes before another.
    private boolean goesFirst(double a, double b) {
        return Double.isNaN(a) || (isGreatest ? a < b : a > b);
    }

    private void rise(int start) {
        int place = start;
        while (place > 0) {
            int parent = (place - 1) / 2;
            if (!goesFirst(values[place], values[parent])) {
                return;
            }
            swap(place, parent);
            place = parent;
        }
    }

    private void sink() {
        int place = 0;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && goesFirst(values[child + 1], values[child])) {
                child++;
            }
            if (!goesFirst(values[child], values[place])) {
                return;
            }
            swap(place, child);
            place = child;
        }
    }

    private void swap(int a, int b) {
        int index = indexes[a];
        indexes[a] = indexes[b];
        indexes[b] = index;
        double value = values[a];
        values[a] = values[b];
        values[b] = value;
    }

    /// The indexes, best first, NaN last. Empties the heap.
    int[] ranked() {
        if (size > FEW) {
            return popped();
        }
        var ranked = new int[size];
        var sorted = new double[size];
        for (int i = 0; i < size; i++) {
            int place = i;
            while (place > 0 && isBetter(values[i], sorted[place - 1])) {
                ranked[place] = ranked[place - 1];
                sorted[place] = sorted[place - 1];
                place--;
            }
            ranked[place] = indexes[i];
            sorted[place] = values[i];
        }
        size = 0;
        return ranked;
    }

    private int[] popped() {
        var ranked = new int[size];
        while (size > 0) {
            ranked[size - 1] = indexes[0];
            swap(0, size - 1);
            size--;
            sink();
        }
        return ranked;
    }
}
