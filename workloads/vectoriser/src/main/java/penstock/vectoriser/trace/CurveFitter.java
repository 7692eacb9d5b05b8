package penstock.vectoriser.trace;

import java.util.Arrays;

/// Fits cubic Bézier curves to a run of points within a tolerance (P. Schneider, "An algorithm for
/// automatically fitting digitized curves", Graphics Gems, 1990): least squares for the two control
/// distances, a few Newton steps on the parameters, and a split at the worst point where that is not
/// enough. Runs that are straight within the tolerance become lines.
final class CurveFitter {
    private static final int NEWTON_STEPS = 3;

    private final double tolerance;
    private final PathText path;
    private final double[] xs;
    private final double[] ys;

    /// The points are those of one run; the path must stand at the first of them.
    CurveFitter(double[] xs, double[] ys, double tolerance, PathText path) {
        this.xs = xs;
        this.ys = ys;
        this.tolerance = tolerance;
        this.path = path;
    }

    /// Draws the  Tangents are unit vectors that point into the run at either end; a zero vector
    /// means "estimate it".
    void draw(Vector startTangent, Vector endTangent) {
        int last = xs.length - 1;
        Vector start = startTangent.isZero() ? tangent(0, 1) : startTangent;
        Vector end = endTangent.isZero() ? tangent(last, -1) : endTangent;
        fit(0, last, start, end);
    }

    record Vector(double x, double y) {
        static final Vector ZERO = new Vector(0, 0);

        static Vector unit(double x, double y) {
            double length = Math.hypot(x, y);
            return length < 1e-9 ? ZERO : new Vector(x / length, y / length);
        }

        boolean isZero() {
            return x == 0 && y == 0;
        }

        Vector reversed() {
            return new Vector(-x, -y);
        }

        double dot(Vector other) {
            return x * other.x + y * other.y;
        }
    }

    private Vector tangent(int at, int step) {
        int reach = Math.min(3, xs.length - 1) * step;
        return Vector.unit(xs[at + reach] - xs[at], ys[at + reach] - ys[at]);
    }

    private void fit(int from, int to, Vector start, Vector end) {
        if (to - from == 1 || straight(from, to)) {
            path.lineTo(xs[to], ys[to]);
            return;
        }
        double[] places = chordLengths(from, to);
        double[] curve = new double[8];
        int worst = (from + to) / 2;
        for (int step = 0; step <= NEWTON_STEPS; step++) {
            generate(from, to, places, start, end, curve);
            worst = worst(from, places, curve);
            double error = squaredError(worst, places[worst - from], curve);
            if (error <= tolerance * tolerance) {
                path.curveTo(Arrays.copyOfRange(curve, 2, 8));
                return;
            }
            if (error > tolerance * tolerance * 30) {
                break;
            }
            improve(from, places, curve);
        }
        int split = Math.clamp(worst, from + 1, to - 1);
        int before = Math.max(from, split - 2);
        int after = Math.min(to, split + 2);
        Vector centre = Vector.unit(xs[before] - xs[after], ys[before] - ys[after]);
        fit(from, split, start, centre);
        fit(split, to, centre.reversed(), end);
    }

    private boolean straight(int from, int to) {
        double dx = xs[to] - xs[from];
        double dy = ys[to] - ys[from];
        double length = Math.hypot(dx, dy);
        if (length < 1e-9) {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            double off = Math.abs((xs[i] - xs[from]) * dy - (ys[i] - ys[from]) * dx) / length;
            if (off > tolerance * 0.7) {
                return false;
            }
        }
        return true;
    }

    private double[] chordLengths(int from, int to) {
        double[] places = new double[to - from + 1];
        for (int i = from + 1; i <= to; i++) {
            places[i - from] =
                    places[i - from - 1] + Math.hypot(xs[i] - xs[i - 1], ys[i] - ys[i - 1]);
        }
        double total = places[to - from];
        for (int i = 0; i < places.length; i++) {
            places[i] = total == 0 ? (double) i / (places.length - 1) : places[i] / total;
        }
        return places;
    }

    private void generate(
            int from, int to, double[] places, Vector start, Vector end, double[] curve) {
        double x0 = xs[from];
        double y0 = ys[from];
        double x3 = xs[to];
        double y3 = ys[to];
        double c00 = 0;
        double c01 = 0;
        double c11 = 0;
        double r0 = 0;
        double r1 = 0;
        double between = start.dot(end);
        for (int i = from; i <= to; i++) {
            double t = places[i - from];
            double s = 1 - t;
            double b0 = s * s * s;
            double b1 = 3 * t * s * s;
            double b2 = 3 * t * t * s;
            double b3 = t * t * t;
            double dx = xs[i] - x0 * (b0 + b1) - x3 * (b2 + b3);
            double dy = ys[i] - y0 * (b0 + b1) - y3 * (b2 + b3);
            c00 += b1 * b1;
            c01 += b1 * b2 * between;
            c11 += b2 * b2;
            r0 += b1 * (start.x() * dx + start.y() * dy);
            r1 += b2 * (end.x() * dx + end.y() * dy);
        }
        double determinant = c00 * c11 - c01 * c01;
        double chord = Math.hypot(x3 - x0, y3 - y0);
        double first = determinant == 0 ? 0 : (r0 * c11 - r1 * c01) / determinant;
        double second = determinant == 0 ? 0 : (c00 * r1 - c01 * r0) / determinant;
        double least = 1e-3 * chord;
        if (first < least || second < least || first > 4 * chord + 4 || second > 4 * chord + 4) {
            first = chord / 3;
            second = chord / 3;
        }
        curve[0] = x0;
        curve[1] = y0;
        curve[2] = x0 + start.x() * first;
        curve[3] = y0 + start.y() * first;
        curve[4] = x3 + end.x() * second;
        curve[5] = y3 + end.y() * second;
        curve[6] = x3;
        curve[7] = y3;
    }

    private int worst(int from, double[] places, double[] curve) {
        int worst = from + 1;
        double error = -1;
        for (int i = 1; i < places.length - 1; i++) {
            double here = squaredError(from + i, places[i], curve);
            if (here > error) {
                error = here;
                worst = from + i;
            }
        }
        return worst;
    }

    private double squaredError(int point, double t, double[] curve) {
        double dx = at(curve, t, 0) - xs[point];
        double dy = at(curve, t, 1) - ys[point];
        return dx * dx + dy * dy;
    }

    private static double at(double[] curve, double t, int axis) {
        double s = 1 - t;
        return s * s * s * curve[axis]
                + 3 * s * s * t * curve[axis + 2]
                + 3 * s * t * t * curve[axis + 4]
                + t * t * t * curve[axis + 6];
    }

    private void improve(int from, double[] places, double[] curve) {
        for (int i = 1; i < places.length - 1; i++) {
            double t = places[i];
            double dx = at(curve, t, 0) - xs[from + i];
            double dy = at(curve, t, 1) - ys[from + i];
            double vx = slope(curve, t, 0);
            double vy = slope(curve, t, 1);
            double ax = bend(curve, t, 0);
            double ay = bend(curve, t, 1);
            double below = vx * vx + vy * vy + dx * ax + dy * ay;
            if (Math.abs(below) > 1e-9) {
                places[i] = Math.clamp(t - (dx * vx + dy * vy) / below, 0, 1);
            }
        }
    }

    private static double slope(double[] curve, double t, int axis) {
        double s = 1 - t;
        return 3 * s * s * (curve[axis + 2] - curve[axis])
                + 6 * s * t * (curve[axis + 4] - curve[axis + 2])
                + 3 * t * t * (curve[axis + 6] - curve[axis + 4]);
    }

    private static double bend(double[] curve, double t, int axis) {
        return 6 * (1 - t) * (curve[axis + 4] - 2 * curve[axis + 2] + curve[axis])
                + 6 * t * (curve[axis + 6] - 2 * curve[axis + 4] + curve[axis + 2]);
    }
}
