package penstock.vectoriser.trace;

import java.util.Arrays;
import penstock.vectoriser.trace.CurveFitter.Vector;

/// Turns a traced line into path data: finds its corners, sharpens them to where the straight sides
/// would meet (tracing cuts them off), and draws the runs between them as curves.
final class Outline {
    private static final int REACH = 3;
    private static final double CORNER_COSINE = Math.cos(Math.toRadians(42));
    private static final double LONGEST_SHARPENING = 1.1;

    private final double[] xs;
    private final double[] ys;
    private final double tolerance;

    Outline(Contours.Line line, double tolerance) {
        this.xs = line.xs().clone();
        this.ys = line.ys().clone();
        this.tolerance = tolerance;
    }

    void draw(PathText path) {
        int n = xs.length;
        if (n < 2 * REACH + 2) {
            path.moveTo(xs[0], ys[0]);
            for (int i = 1; i < n; i++) {
                path.lineTo(xs[i], ys[i]);
            }
            path.close();
            return;
        }
        int[] corners = corners();
        if (corners.length == 0) {
            path.moveTo(xs[0], ys[0]);
            Vector through = Vector.unit(xs[2] - xs[n - 2], ys[2] - ys[n - 2]);
            run(0, n, through, through.reversed(), path);
        } else {
            path.moveTo(xs[corners[0]], ys[corners[0]]);
            for (int i = 0; i < corners.length; i++) {
                int from = corners[i];
                int to = i + 1 < corners.length ? corners[i + 1] : corners[0] + n;
                run(from, to, Vector.ZERO, Vector.ZERO, path);
            }
        }
        path.close();
    }

    private void run(int from, int to, Vector start, Vector end, PathText path) {
        int count = to - from + 1;
        double[] runX = new double[count];
        double[] runY = new double[count];
        for (int i = 0; i < count; i++) {
            runX[i] = xs[(from + i) % xs.length];
            runY[i] = ys[(from + i) % xs.length];
        }
        new CurveFitter(runX, runY, tolerance, path).draw(start, end);
    }

    private Vector direction(int from, int to) {
        int n = xs.length;
        int a = Math.floorMod(from, n);
        int b = Math.floorMod(to, n);
        return Vector.unit(xs[b] - xs[a], ys[b] - ys[a]);
    }

    /// Places where the direction turns by more than the corner angle and more than at the neighbours.
    private int[] corners() {
        int n = xs.length;
        double[] turn = new double[n];
        for (int i = 0; i < n; i++) {
            turn[i] = direction(i - REACH, i).dot(direction(i, i + REACH));
        }
        int[] found = new int[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (turn[i] < CORNER_COSINE && isSharpest(turn, i)) {
                found[count++] = i;
            }
        }
        int[] corners = Arrays.copyOf(found, count);
        double[] sharpX = xs.clone();
        double[] sharpY = ys.clone();
        for (int corner : corners) {
            sharpen(corner, sharpX, sharpY);
        }
        System.arraycopy(sharpX, 0, xs, 0, n);
        System.arraycopy(sharpY, 0, ys, 0, n);
        return corners;
    }

    private static boolean isSharpest(double[] turn, int at) {
        int n = turn.length;
        for (int d = 1; d <= 2; d++) {
            if (turn[Math.floorMod(at - d, n)] < turn[at] || turn[(at + d) % n] <= turn[at]) {
                return false;
            }
        }
        return true;
    }

    private void sharpen(int corner, double[] sharpX, double[] sharpY) {
        int n = xs.length;
        int a = Math.floorMod(corner - 2, n);
        int b = (corner + 2) % n;
        Vector before = direction(corner - 5, corner - 2);
        Vector after = direction(corner + 2, corner + 5);
        boolean sidesStraight =
                before.dot(direction(corner - 4, corner - 2)) > 0.99
                        && after.dot(direction(corner + 2, corner + 4)) > 0.99;
        double cross = before.x() * after.y() - before.y() * after.x();
        if (n < 14 || !sidesStraight || Math.abs(cross) < 0.3) {
            return;
        }
        double along = ((xs[b] - xs[a]) * after.y() - (ys[b] - ys[a]) * after.x()) / cross;
        double x = xs[a] + before.x() * along;
        double y = ys[a] + before.y() * along;
        if (along < 0 || Math.hypot(x - xs[corner], y - ys[corner]) > LONGEST_SHARPENING) {
            return;
        }
        place(corner, x, y, sharpX, sharpY);
    }

    /// Puts the corner at its place and its direct neighbours on the straight sides.
    private void place(int corner, double x, double y, double[] sharpX, double[] sharpY) {
        int n = xs.length;
        for (int side = -1; side <= 1; side += 2) {
            int near = Math.floorMod(corner + side, n);
            int far = Math.floorMod(corner + 2 * side, n);
            sharpX[near] = (x + xs[far]) / 2;
            sharpY[near] = (y + ys[far]) / 2;
        }
        sharpX[corner] = x;
        sharpY[corner] = y;
    }
}
