package penstock.vectoriser.trace;

import java.util.Arrays;

/// What can be seen in a picture before it is traced. Shares are of all pixels, 0 to 1.
///
/// - `colours`: flat colours that are not mixtures of others
/// - `edgeShare`: pixels on an edge
/// - `gradientShare`: pixels in smooth regions that one gradient explains
/// - `roughShare`: pixels in smooth regions that no gradient explains
/// - `unexplainedShare`: pixels that neither a colour nor a mixture of two comes near
/// - `shapes`: connected regions apart from the largest
/// - `letters`: shapes in the longest row of similar height
public record Features(
        int width,
        int height,
        int colours,
        boolean transparent,
        double edgeShare,
        double gradientShare,
        double roughShare,
        double unexplainedShare,
        int shapes,
        int letters) {
    private static final int MANY_COLOURS = 20;

    static Features of(Segmentation segmentation, Coverage coverage) {
        Raster raster = segmentation.raster();
        int edges = 0;
        for (float contrast : segmentation.contrast()) {
            edges += contrast > 40 ? 1 : 0;
        }
        var shapes = new Shapes(raster, coverage);
        int colours = 0;
        for (Paint paint : coverage.paints()) {
            colours += paint instanceof Paint.Solid ? 1 : 0;
        }
        return new Features(
                raster.width(),
                raster.height(),
                colours,
                raster.transparent(),
                (double) edges / raster.pixels(),
                segmentation.gradientShare(),
                segmentation.roughShare(),
                coverage.unexplained(),
                shapes.count,
                shapes.longestRow());
    }

    /// Many colours, texture or unexplained pixels make a picture complex; then gradients, then rows
    /// of letters decide.
    public ImageType type() {
        if (unexplainedShare > 0.06 || roughShare > 0.25 || colours > MANY_COLOURS) {
            return ImageType.COMPLEX;
        }
        if (gradientShare > 0.08 || roughShare > 0.08) {
            return ImageType.GRADIENT;
        }
        return letters >= 4 ? ImageType.TEXT : ImageType.SIMPLE;
    }

    /// Connected regions (eight neighbours) of one paint, with their bounding boxes.
    private static final class Shapes {
        private static final int MOST = 400;

        private final Raster raster;
        private final int[] left = new int[MOST];
        private final int[] right = new int[MOST];
        private final int[] top = new int[MOST];
        private final int[] bottom = new int[MOST];
        private int count;

        Shapes(Raster raster, Coverage coverage) {
            this.raster = raster;
            int[] labels = new int[raster.pixels()];
            int[] sizes = new int[Math.max(1, coverage.paints().size())];
            for (int p = 0; p < labels.length; p++) {
                labels[p] = coverage.dominant(p);
                sizes[labels[p]]++;
            }
            int background = 0;
            for (int k = 1; k < sizes.length; k++) {
                background = sizes[k] > sizes[background] ? k : background;
            }
            int[] queue = new int[labels.length];
            for (int p = 0; p < labels.length && count < MOST; p++) {
                if (labels[p] >= 0 && labels[p] != background) {
                    grow(p, labels, queue);
                }
            }
        }

        private void grow(int start, int[] labels, int[] queue) {
            int label = labels[start];
            int width = raster.width();
            int end = 0;
            queue[end++] = start;
            labels[start] = -1;
            int l = width;
            int r = 0;
            int t = raster.height();
            int b = 0;
            for (int head = 0; head < end; head++) {
                int x = queue[head] % width;
                int y = queue[head] / width;
                l = Math.min(l, x);
                r = Math.max(r, x);
                t = Math.min(t, y);
                b = Math.max(b, y);
                for (int ny = Math.max(0, y - 1);
                        ny <= Math.min(raster.height() - 1, y + 1);
                        ny++) {
                    for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
                        if (labels[ny * width + nx] == label) {
                            labels[ny * width + nx] = -1;
                            queue[end++] = ny * width + nx;
                        }
                    }
                }
            }
            if (end >= 6) {
                left[count] = l;
                right[count] = r;
                top[count] = t;
                bottom[count++] = b;
            }
        }

        /// The most shapes that stand on one line, are about equally high and do not overlap sideways.
        int longestRow() {
            int best = 0;
            for (int i = 0; i < count; i++) {
                int height = bottom[i] - top[i] + 1;
                if (height >= 5 && height <= raster.height() * 0.6) {
                    best = Math.max(best, row(i, height));
                }
            }
            return best;
        }

        private int row(int base, int height) {
            int[] starts = new int[count];
            int found = 0;
            for (int j = 0; j < count; j++) {
                int other = bottom[j] - top[j] + 1;
                int width = right[j] - left[j] + 1;
                boolean onLine = Math.abs(bottom[j] - bottom[base]) <= Math.max(1, height * 0.12);
                boolean alike = other >= height * 0.6 && other <= height * 1.1;
                if (onLine && alike && width < 2.2 * height) {
                    starts[found++] = j;
                }
            }
            int[] ends = Arrays.copyOf(starts, found);
            int row = 0;
            int covered = -1;
            Arrays.sort(ends);
            int reached = Integer.MIN_VALUE;
            for (int round = 0; round < found; round++) {
                int pick = -1;
                for (int j : ends) {
                    if (left[j] > reached && (pick < 0 || right[j] < right[pick])) {
                        pick = j;
                    }
                }
                if (pick < 0) {
                    break;
                }
                reached = right[pick];
                covered += right[pick] - left[pick] + 1;
                row++;
            }
            return covered > raster.width() * 0.3 ? row : 0;
        }
    }
}
