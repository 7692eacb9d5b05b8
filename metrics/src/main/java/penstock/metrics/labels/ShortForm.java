package penstock.metrics.labels;

/// Writes most finite numbers without exponent and without making digits of them first: an answer to a query may have millions.
final class ShortForm {
    /// Below it, decimals of 15 digits in all are told apart by doubles, so one that gives the number back is the shortest.
    private static final double MOST_WHOLE = 1e15;

    private static final double MOST_DECIMAL = 1e9;

    /// From and to where `Double.toString` takes no exponent.
    private static final double LEAST_PLAIN = 1e-3;

    private static final double MOST_PLAIN = 1e7;

    /// `Double.toString` may take one digit too many where two are enough, so these are left to [Digits].
    private static final int SHORTEST_TEXT = 8;

    /// A point and up to three digits, without zeros at the end.
    private static final String[] THOUSANDTHS = new String[1_000];

    static {
        for (int i = 0; i < THOUSANDTHS.length; i++) {
            THOUSANDTHS[i] = ("." + (1_000 + i)).replaceFirst("1", "").replaceFirst("0+$", "");
        }
    }

    private ShortForm() {}

    /// Writes the number, unless it is of another kind.
    static boolean isWritten(StringBuilder out, double value) {
        double size = Math.abs(value);
        if (size >= MOST_WHOLE) {
            return false;
        }
        if ((long) size == size) {
            sign(out, value).append((long) size);
            return true;
        }
        if (size < MOST_DECIMAL) {
            double thousandths = Math.rint(size * 1e3);
            if (thousandths / 1e3 == size) {
                long parts = (long) thousandths;
                sign(out, value).append(parts / 1_000).append(THOUSANDTHS[(int) (parts % 1_000)]);
                return true;
            }
            double millionths = Math.rint(size * 1e6);
            if (millionths / 1e6 == size) {
                millionths(sign(out, value), (long) millionths);
                return true;
            }
        }
        return size >= LEAST_PLAIN && isWrittenByText(out, value, size);
    }

    private static StringBuilder sign(StringBuilder out, double value) {
        return Double.doubleToRawLongBits(value) < 0 ? out.append('-') : out;
    }

    private static void millionths(StringBuilder out, long parts) {
        int rest = (int) (parts % 1_000_000);
        int first = rest / 1_000;
        out.append(parts / 1_000_000).append(first < 10 ? ".00" : first < 100 ? ".0" : ".");
        out.append(first).append(THOUSANDTHS[rest % 1_000], 1, THOUSANDTHS[rest % 1_000].length());
    }

    private static boolean isWrittenByText(StringBuilder out, double value, double size) {
        var text = Double.toString(size);
        if (text.length() < SHORTEST_TEXT) {
            return false;
        }
        if (size < MOST_PLAIN) {
            sign(out, value).append(text);
            return true;
        }
        int e = text.indexOf('E');
        int point = 2 + Integer.parseInt(text, e + 1, text.length(), 10);
        if (point >= e) {
            return false;
        }
        sign(out, value).append(text.charAt(0)).append(text, 2, point);
        out.append('.').append(text, point, e);
        return true;
    }
}
