package penstock.vectoriser.trace;

/// Writes SVG path data: relative commands over rounded absolute places, so that rounding does not add
/// up, and no character more than needed.
final class PathText {
    private final StringBuilder out = new StringBuilder();
    private final int decimals;
    private final double scale;
    private long x;
    private long y;

    PathText(int decimals) {
        this.decimals = decimals;
        this.scale = Math.pow(10, decimals);
    }

    void moveTo(double toX, double toY) {
        x = rounded(toX);
        y = rounded(toY);
        out.append('M');
        number(x, true);
        number(y, false);
    }

    void lineTo(double toX, double toY) {
        long nextX = rounded(toX);
        long nextY = rounded(toY);
        if (nextX == x && nextY == y) {
            return;
        }
        if (nextY == y) {
            out.append('h');
            number(nextX - x, true);
        } else if (nextX == x) {
            out.append('v');
            number(nextY - y, true);
        } else {
            out.append('l');
            number(nextX - x, true);
            number(nextY - y, false);
        }
        x = nextX;
        y = nextY;
    }

    /// A cubic Bézier curve; the array holds two control points and the end.
    void curveTo(double[] points) {
        out.append('c');
        for (int i = 0; i < 6; i += 2) {
            number(rounded(points[i]) - x, i == 0);
            number(rounded(points[i + 1]) - y, false);
        }
        x = rounded(points[4]);
        y = rounded(points[5]);
    }

    void close() {
        out.append('z');
    }

    boolean isEmpty() {
        return out.isEmpty();
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private long rounded(double value) {
        return Math.round(value * scale);
    }

    private void number(long value, boolean first) {
        if (!first && value >= 0) {
            out.append(' ');
        }
        append(out, value, decimals);
    }

    /// Appends a fixed-point number without trailing zeros and without a zero before the point.
    static void append(StringBuilder out, long value, int decimals) {
        long rest = Math.abs(value);
        int places = decimals;
        while (places > 0 && rest % 10 == 0) {
            rest /= 10;
            places--;
        }
        if (value < 0) {
            out.append('-');
        }
        String digits = Long.toString(rest);
        int whole = digits.length() - places;
        if (whole > 0) {
            out.append(digits, 0, whole);
        }
        if (places > 0) {
            out.append('.');
            out.repeat('0', Math.max(0, -whole));
            out.append(digits, Math.max(0, whole), digits.length());
        }
    }
}
