package penstock.vectoriser.trace;

import java.util.List;

/// For each pixel the paint that covers it or, on an edge, the two paints and the share of the first.
/// Shares may be corrected beyond 0 to 1, so that the traced line moves by less than a pixel.
final class Coverage {
    private static final float PURE = 8;

    private final Raster raster;
    private final Paint[] paints;
    private final short[] first;
    private final short[] second;
    private final float[] share;
    private final float[] one = new float[4];
    private final float[] two = new float[4];
    private final float[][] flat;
    private double unexplained;

    private Coverage(Segmentation segmentation) {
        this.raster = segmentation.raster();
        this.paints = segmentation.paints().toArray(Paint[]::new);
        this.first = segmentation.labels().clone();
        this.second = new short[first.length];
        this.share = new float[first.length];
        this.flat = new float[paints.length][];
        for (int k = 0; k < paints.length; k++) {
            if (paints[k] instanceof Paint.Solid(float r, float g, float b, float a)) {
                flat[k] = new float[] {r, g, b, a};
            }
        }
    }

    static Coverage of(Segmentation segmentation) {
        var coverage = new Coverage(segmentation);
        coverage.assignFlat(segmentation.contrast());
        coverage.unmixEdges();
        coverage.pairNeighbours();
        return coverage;
    }

    short first(int pixel) {
        return first[pixel];
    }

    short second(int pixel) {
        return second[pixel];
    }

    float share(int pixel) {
        return share[pixel];
    }

    List<Paint> paints() {
        return List.of(paints);
    }

    /// Share of the pixels whose colour no paint and no mixture of two paints comes near.
    double unexplained() {
        return unexplained;
    }

    /// The paint that covers most of the pixel.
    int dominant(int pixel) {
        return share[pixel] >= 0.5f || second[pixel] < 0 ? first[pixel] : second[pixel];
    }

    private float[] colour(int paint, int pixel, float[] scratch) {
        if (flat[paint] != null) {
            return flat[paint];
        }
        int width = raster.width();
        int row = pixel / width;
        paints[paint].at(pixel % width + 0.5, row + 0.5, scratch);
        return scratch;
    }

    private float distance(int paint, int pixel) {
        float[] c = colour(paint, pixel, one);
        float[] rgba = raster.rgba();
        float sum = 0;
        for (int i = 0; i < 4; i++) {
            float d = c[i] - rgba[pixel * 4 + i];
            sum += d * d;
        }
        return sum;
    }

    private int nearestFlat(int pixel) {
        int best = -1;
        float least = Float.MAX_VALUE;
        for (int k = 0; k < paints.length; k++) {
            if (flat[k] != null) {
                float d = distance(k, pixel);
                if (d < least) {
                    least = d;
                    best = k;
                }
            }
        }
        return best;
    }

    private void assignFlat(float[] contrast) {
        for (int p = 0; p < first.length; p++) {
            second[p] = -1;
            share[p] = 1;
            if (first[p] < 0 && contrast[p] <= Segmentation.SMOOTH) {
                first[p] = (short) nearestFlat(p);
            }
        }
    }

    private void unmixEdges() {
        short[] known = first.clone();
        int[] candidates = new int[6];
        int bad = 0;
        for (int p = 0; p < first.length; p++) {
            if (known[p] >= 0) {
                continue;
            }
            int count = candidates(p, known, candidates);
            float error = unmix(p, candidates, count);
            if (error > 24 * 24) {
                bad++;
            }
        }
        unexplained = (double) bad / first.length;
    }

    /// The paints of flat pixels nearby, and, where these are too few, the most frequent ones.
    private int candidates(int p, short[] known, int[] out) {
        int width = raster.width();
        int height = raster.height();
        int px = p % width;
        int py = p / width;
        int count = 0;
        for (int y = Math.max(0, py - 2); y <= Math.min(height - 1, py + 2); y++) {
            for (int x = Math.max(0, px - 2); x <= Math.min(width - 1, px + 2); x++) {
                int label = known[y * width + x];
                if (label >= 0 && count < 4) {
                    count = add(label, out, count);
                }
            }
        }
        int nearest = nearestFlat(p);
        if (nearest >= 0) {
            count = add(nearest, out, count);
        }
        for (int k = 0; k < paints.length && count < 4; k++) {
            if (flat[k] != null) {
                count = add(k, out, count);
            }
        }
        return count;
    }

    private static int add(int label, int[] out, int count) {
        for (int i = 0; i < count; i++) {
            if (out[i] == label) {
                return count;
            }
        }
        out[count] = label;
        return count + 1;
    }

    private float unmix(int p, int[] candidates, int count) {
        float least = Float.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            float single = distance(candidates[i], p) + PURE * PURE;
            if (single < least) {
                least = single;
                set(p, candidates[i], -1, 1);
            }
        }
        float[] rgba = raster.rgba();
        for (int i = 0; i < count; i++) {
            float[] a = colour(candidates[i], p, one);
            for (int j = i + 1; j < count; j++) {
                float[] b = colour(candidates[j], p, two);
                float part = project(a, b, rgba, p * 4);
                float off = 0;
                for (int c = 0; c < 4; c++) {
                    float d = b[c] + part * (a[c] - b[c]) - rgba[p * 4 + c];
                    off += d * d;
                }
                if (off < least * 0.9f) {
                    least = off;
                    set(p, candidates[i], candidates[j], part);
                }
            }
        }
        return least;
    }

    private void set(int p, int one, int other, float part) {
        first[p] = (short) one;
        second[p] = (short) other;
        share[p] = part;
    }

    private static float project(float[] a, float[] b, float[] rgba, int at) {
        float dot = 0;
        float length = 1e-6f;
        for (int c = 0; c < 4; c++) {
            float d = a[c] - b[c];
            dot += (rgba[at + c] - b[c]) * d;
            length += d * d;
        }
        return Math.clamp(dot / length, 0, 1);
    }

    /// Gives unmixed pixels beside another paint that one as second with no share, so that a
    /// correction has a direction to go.
    private void pairNeighbours() {
        int width = raster.width();
        int height = raster.height();
        for (int p = 0; p < first.length; p++) {
            if (second[p] >= 0) {
                continue;
            }
            int x = p % width;
            int y = p / width;
            int other = different(p, x > 0 ? p - 1 : p);
            other = other >= 0 ? other : different(p, x + 1 < width ? p + 1 : p);
            other = other >= 0 ? other : different(p, y > 0 ? p - width : p);
            other = other >= 0 ? other : different(p, y + 1 < height ? p + width : p);
            second[p] = (short) other;
        }
    }

    private int different(int p, int neighbour) {
        if (first[neighbour] != first[p]) {
            return first[neighbour];
        }
        return second[neighbour] != first[p] ? second[neighbour] : -1;
    }

    /// Moves every mixed share by what the rendered result lacks, times a rate.
    void correct(Raster rendered, float rate) {
        float[] want = raster.rgba();
        float[] have = rendered.rgba();
        for (int p = 0; p < first.length; p++) {
            if (second[p] < 0) {
                continue;
            }
            float[] a = colour(first[p], p, one);
            float[] b = colour(second[p], p, two);
            float dot = 0;
            float length = 0;
            for (int c = 0; c < 4; c++) {
                float d = a[c] - b[c];
                dot += (want[p * 4 + c] - have[p * 4 + c]) * d;
                length += d * d;
            }
            if (length > 100) {
                share[p] = Math.clamp(share[p] + rate * dot / length, -1.5f, 2.5f);
            }
        }
    }
}
