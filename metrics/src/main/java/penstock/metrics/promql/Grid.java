package penstock.metrics.promql;

/// The times at which an expression is evaluated: `start`, `start + step`, … in milliseconds since 1970.
///
/// @param step more than 0, also when there is only one time
/// @param size how many times there are; 0 or more
record Grid(long start, long step, int size) {
    /// A time to another, both included, in milliseconds since 1970.
    record Range(long from, long to) {}

    static Grid at(long time) {
        return new Grid(time, 1, 1);
    }

    /// At most as many times as an `int` can count.
    static Grid between(long start, long end, long step) {
        if (end < start) {
            return new Grid(start, step, 0);
        }
        return new Grid(start, step, (int) Math.min((end - start) / step + 1, Integer.MAX_VALUE));
    }

    long time(int index) {
        return start + index * step;
    }

    long end() {
        return start + Math.max(0, size - 1) * step;
    }

    Grid first() {
        return new Grid(start, step, 1);
    }
}
