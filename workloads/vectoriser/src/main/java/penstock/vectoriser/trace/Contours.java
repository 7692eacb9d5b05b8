package penstock.vectoriser.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Marching squares (Lorensen and Cline 1987, in two dimensions): the closed lines where a coverage
/// field crosses one half, between pixel centres by linear interpolation. At the picture's border the
/// field goes on for two pixels, so a shape that is cut off by the border is closed outside of it.
final class Contours {
    /// A closed line, points in pixel coordinates, the last point is not the first again.
    static final class Line {
        private final double[] xs;
        private final double[] ys;

        Line(double[] xs, double[] ys) {
            this.xs = xs;
            this.ys = ys;
        }

        double[] xs() {
            return xs;
        }

        double[] ys() {
            return ys;
        }

        int size() {
            return xs.length;
        }

        /// The signed area in square pixels.
        double area() {
            double sum = 0;
            for (int i = 0, j = xs.length - 1; i < xs.length; j = i++) {
                sum += xs[j] * ys[i] - xs[i] * ys[j];
            }
            return sum / 2;
        }
    }

    private static final int PADDING = 3;
    private static final float LEVEL = 0.5f;

    private final int width;
    private final int height;
    private final float[] field;
    private final int[] next;

    Contours(int pictureWidth, int pictureHeight) {
        this.width = pictureWidth + 2 * PADDING;
        this.height = pictureHeight + 2 * PADDING;
        this.field = new float[width * height];
        this.next = new int[width * height * 2];
        Arrays.fill(next, -1);
    }

    /// The lines around all places where the coverage (one value per pixel) is above one half.
    List<Line> of(float[] coverage) {
        fill(coverage);
        var touched = new IntList();
        for (int y = 0; y + 1 < height; y++) {
            for (int x = 0; x + 1 < width; x++) {
                cell(x, y, touched);
            }
        }
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < touched.size(); i++) {
            if (next[touched.get(i)] >= 0) {
                lines.add(follow(touched.get(i)));
            }
        }
        return lines;
    }

    private void fill(float[] coverage) {
        int innerWidth = width - 2 * PADDING;
        int innerHeight = height - 2 * PADDING;
        for (int y = 1; y + 1 < height; y++) {
            int from = Math.clamp(y - PADDING, 0, innerHeight - 1) * innerWidth;
            for (int x = 1; x + 1 < width; x++) {
                field[y * width + x] = coverage[from + Math.clamp(x - PADDING, 0, innerWidth - 1)];
            }
        }
    }

    /// Grid edges are numbered 2·node for the one to the right and 2·node + 1 for the one downwards.
    private void cell(int x, int y, IntList touched) {
        int node = y * width + x;
        float topLeft = field[node];
        float topRight = field[node + 1];
        float bottomLeft = field[node + width];
        float bottomRight = field[node + width + 1];
        int shape =
                (topLeft > LEVEL ? 8 : 0)
                        | (topRight > LEVEL ? 4 : 0)
                        | (bottomRight > LEVEL ? 2 : 0)
                        | (bottomLeft > LEVEL ? 1 : 0);
        if (shape == 0 || shape == 15) {
            return;
        }
        int top = node * 2;
        int left = node * 2 + 1;
        int right = (node + 1) * 2 + 1;
        int bottom = (node + width) * 2;
        boolean joined = topLeft + topRight + bottomLeft + bottomRight > 4 * LEVEL;
        switch (shape) {
            case 1 -> link(bottom, left, touched);
            case 2 -> link(right, bottom, touched);
            case 3 -> link(right, left, touched);
            case 4 -> link(top, right, touched);
            case 5 -> {
                link(top, joined ? left : right, touched);
                link(bottom, joined ? right : left, touched);
            }
            case 6 -> link(top, bottom, touched);
            case 7 -> link(top, left, touched);
            case 8 -> link(left, top, touched);
            case 9 -> link(bottom, top, touched);
            case 10 -> {
                link(left, joined ? bottom : top, touched);
                link(right, joined ? top : bottom, touched);
            }
            case 11 -> link(right, top, touched);
            case 12 -> link(left, right, touched);
            case 13 -> link(bottom, right, touched);
            case 14 -> link(left, bottom, touched);
            default -> throw new IllegalStateException("shape: " + shape + " (expected: 1..14)");
        }
    }

    private void link(int from, int to, IntList touched) {
        next[from] = to;
        touched.add(from);
    }

    private Line follow(int start) {
        var edges = new IntList();
        int edge = start;
        while (next[edge] >= 0) {
            edges.add(edge);
            int following = next[edge];
            next[edge] = -1;
            edge = following;
        }
        double[] xs = new double[edges.size()];
        double[] ys = new double[edges.size()];
        for (int i = 0; i < xs.length; i++) {
            int node = edges.get(i) >> 1;
            boolean downwards = (edges.get(i) & 1) == 1;
            float here = field[node];
            float there = field[downwards ? node + width : node + 1];
            double share = (LEVEL - here) / (there - here);
            xs[i] = node % width - PADDING + 0.5 + (downwards ? 0 : share);
            int row = node / width - PADDING;
            ys[i] = row + 0.5 + (downwards ? share : 0);
        }
        return new Line(xs, ys);
    }

    /// A growing list of ints without boxing.
    private static final class IntList {
        private int[] values = new int[64];
        private int size;

        void add(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        int get(int index) {
            return values[index];
        }

        int size() {
            return size;
        }
    }
}
