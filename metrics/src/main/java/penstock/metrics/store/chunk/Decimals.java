package penstock.metrics.store.chunk;

/// Values as whole numbers divided by a power of ten, where that gives exactly the same bits again; also in units of 4,096 and 1,024, which
/// sizes in bytes often have. Which power it is says an index, from coarse to fine.
final class Decimals {
    /// Whole numbers.
    static final int ONES = 2;

    private static final int FINEST = 14;

    /// Says that a value is no such number.
    static final long NONE = Long.MIN_VALUE;

    private static final double LARGEST = 1L << 53;

    private static final double[] POWERS = {
        1.0 / 4_096, 1.0 / 1_024, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12
    };

    private Decimals() {}

    /// The whole number, or [#NONE].
    static long whole(double value, int places) {
        double power = POWERS[places];
        double product = Math.rint(value * power);
        if (!(Math.abs(product) <= LARGEST)) {
            return NONE;
        }
        long whole = (long) product;
        boolean isExact =
                Double.doubleToRawLongBits(whole / power) == Double.doubleToRawLongBits(value);
        return isExact ? whole : NONE;
    }

    static double value(long whole, int places) {
        return whole / POWERS[places];
    }

    static double power(int places) {
        return POWERS[places];
    }

    /// The coarsest unit, at most as coarse as given, with which a value is a whole number; -1 when there are none.
    static int places(double value, int atLeast) {
        for (int places = atLeast; places <= FINEST; places++) {
            if (whole(value, places) != NONE) {
                return places;
            }
        }
        return -1;
    }
}
