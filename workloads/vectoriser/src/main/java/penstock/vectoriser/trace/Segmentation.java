package penstock.vectoriser.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The paints of a picture, and which pixels are taken by gradients. Smooth regions grow over pixels
/// whose surroundings change little; each is flat, a gradient, or rough. What no gradient explains
/// is left to the palette.
final class Segmentation {
    /// Below this contrast a pixel is not on an edge.
    static final float SMOOTH = 14;

    private static final float FLAT_DEVIATION = 3.5f;

    private final Raster raster;
    private final float[] contrast;
    private final short[] labels;
    private final List<Paint> paints = new ArrayList<>();
    private int gradientPixels;
    private int roughPixels;

    private Segmentation(Raster raster) {
        this.raster = raster;
        this.contrast = raster.contrast();
        this.labels = new short[raster.pixels()];
        Arrays.fill(labels, (short) -1);
    }

    /// At most `colours` flat colours, at least `distance` apart in Oklab, and any number of gradients.
    static Segmentation of(Raster raster, int colours, double distance) {
        var result = new Segmentation(raster);
        result.findGradients();
        var pixels = new Palette.Pixels(raster, result.contrast, result.labels, SMOOTH);
        result.paints.addAll(Palette.of(pixels, colours, distance));
        return result;
    }

    Raster raster() {
        return raster;
    }

    float[] contrast() {
        return contrast;
    }

    /// The number of the gradient a pixel belongs to, or -1.
    short[] labels() {
        return labels;
    }

    /// Gradients first, then flat colours from frequent to rare.
    List<Paint> paints() {
        return paints;
    }

    double gradientShare() {
        return (double) gradientPixels / raster.pixels();
    }

    /// The share of pixels in regions that are smooth but neither flat nor a gradient.
    double roughShare() {
        return (double) roughPixels / raster.pixels();
    }

    private void findGradients() {
        int least = Math.max(40, raster.pixels() / 300);
        boolean[] seen = new boolean[raster.pixels()];
        int[] stack = new int[raster.pixels()];
        for (int i = 0; i < seen.length; i++) {
            if (seen[i] || contrast[i] > SMOOTH) {
                continue;
            }
            int count = grow(i, seen, stack);
            if (count >= least) {
                judge(Arrays.copyOf(stack, count));
            }
        }
    }

    private int grow(int start, boolean[] seen, int[] queue) {
        int width = raster.width();
        int count = 0;
        queue[count++] = start;
        seen[start] = true;
        for (int head = 0; head < count; head++) {
            int p = queue[head];
            int x = p % width;
            count = visit(x > 0 ? p - 1 : -1, count, seen, queue);
            count = visit(x + 1 < width ? p + 1 : -1, count, seen, queue);
            count = visit(p - width, count, seen, queue);
            count = visit(p + width, count, seen, queue);
        }
        return count;
    }

    private int visit(int p, int count, boolean[] seen, int[] queue) {
        if (p < 0 || p >= seen.length || seen[p] || contrast[p] > SMOOTH) {
            return count;
        }
        seen[p] = true;
        queue[count] = p;
        return count + 1;
    }

    private void judge(int[] region) {
        if (deviation(region) <= FLAT_DEVIATION) {
            return;
        }
        var paint = new GradientFit(raster, region).best();
        if (paint.isEmpty() || paints.size() >= 64) {
            roughPixels += region.length;
            return;
        }
        for (int p : region) {
            labels[p] = (short) paints.size();
        }
        gradientPixels += region.length;
        paints.add(paint.get());
    }

    private double deviation(int[] region) {
        double most = 0;
        float[] rgba = raster.rgba();
        for (int c = 0; c < 4; c++) {
            double sum = 0;
            double squares = 0;
            for (int p : region) {
                double v = rgba[p * 4 + c];
                sum += v;
                squares += v * v;
            }
            double mean = sum / region.length;
            most = Math.max(most, squares / region.length - mean * mean);
        }
        return Math.sqrt(most);
    }
}
