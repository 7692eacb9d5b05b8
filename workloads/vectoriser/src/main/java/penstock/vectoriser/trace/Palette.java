package penstock.vectoriser.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the colours a picture was drawn with. Pixels on edges are mixtures of two such colours, so
/// flat places count fully and edges little, and a colour that is seen only on edges and lies between
/// two others is no colour of its own.
final class Palette {
    private static final float EDGE_WEIGHT = 0.05f;
    private static final float MIXTURE_DISTANCE = 14;
    private static final int LLOYD_ROUNDS = 3;

    private final List<Bucket> buckets;
    private final List<Cluster> clusters = new ArrayList<>();

    /// Pixels of about one colour: sums of channels, number of pixels, number of flat pixels.
    private static final class Bucket {
        private final int key;
        private double red;
        private double green;
        private double blue;
        private double alpha;
        private int count;
        private int flat;
        private float[] lab = new float[4];

        Bucket(int key) {
            this.key = key;
        }

        float weight() {
            return flat + EDGE_WEIGHT * (count - flat);
        }
    }

    private static final class Cluster {
        private float[] rgba;
        private float[] lab;
        private float weight;
        private int flat;
        private int count;

        Cluster(float[] rgba, float[] lab) {
            this.rgba = rgba;
            this.lab = lab;
        }
    }

    private Palette(List<Bucket> buckets) {
        this.buckets = buckets;
    }

    /// At most `limit` colours of the pixels that are not excluded, most frequent first. Colours
    /// closer to each other in Oklab than `distance` become one.
    static List<Paint.Solid> of(Pixels pixels, int limit, double distance) {
        var palette = new Palette(histogram(pixels));
        palette.gather(distance);
        palette.dropMixtures();
        palette.reduce(limit);
        for (int i = 0; i < LLOYD_ROUNDS; i++) {
            palette.recentre();
        }
        palette.clusters.sort(Comparator.comparingDouble(c -> -c.weight));
        List<Paint.Solid> paints = new ArrayList<>();
        for (Cluster c : palette.clusters) {
            paints.add(new Paint.Solid(c.rgba[0], c.rgba[1], c.rgba[2], c.rgba[3]));
        }
        return paints;
    }

    /// What to look at: a picture, the contrast of each pixel, and the pixels that are spoken for
    /// (`taken` at least zero).
    static final class Pixels {
        private final Raster raster;
        private final float[] contrast;
        private final short[] taken;
        private final float flatBelow;

        Pixels(Raster raster, float[] contrast, short[] taken, float flatBelow) {
            this.raster = raster;
            this.contrast = contrast;
            this.taken = taken;
            this.flatBelow = flatBelow;
        }
    }

    private static List<Bucket> histogram(Pixels pixels) {
        float[] rgba = pixels.raster.rgba();
        Bucket[] table = new Bucket[1 << 12];
        List<Bucket> all = new ArrayList<>();
        for (int i = 0, at = 0; i < pixels.raster.pixels(); i++, at += 4) {
            if (pixels.taken[i] >= 0) {
                continue;
            }
            int key =
                    (((int) rgba[at] >> 3) << 15)
                            | (((int) rgba[at + 1] >> 3) << 10)
                            | (((int) rgba[at + 2] >> 3) << 5)
                            | ((int) rgba[at + 3] >> 3);
            int slot = (key * 0x9E3779B9) >>> 20;
            while (table[slot] != null && table[slot].key != key) {
                slot = (slot + 1) & (table.length - 1);
            }
            Bucket bucket = table[slot];
            if (bucket == null) {
                if (all.size() > table.length * 3 / 4) {
                    continue;
                }
                bucket = new Bucket(key);
                table[slot] = bucket;
                all.add(bucket);
            }
            bucket.red += rgba[at];
            bucket.green += rgba[at + 1];
            bucket.blue += rgba[at + 2];
            bucket.alpha += rgba[at + 3];
            bucket.count++;
            if (pixels.contrast[i] <= pixels.flatBelow) {
                bucket.flat++;
            }
        }
        for (Bucket b : all) {
            b.lab = Oklab.of(mean(b.red, b), mean(b.green, b), mean(b.blue, b), mean(b.alpha, b));
        }
        all.sort(Comparator.comparingDouble(b -> -b.weight()));
        return all;
    }

    private static float mean(double sum, Bucket bucket) {
        return (float) (sum / bucket.count);
    }

    private void gather(double distance) {
        float squared = (float) (distance * distance);
        for (Bucket bucket : buckets) {
            Cluster near = nearest(bucket.lab);
            if (near == null || Oklab.squaredDistance(near.lab, bucket.lab) > squared) {
                if (clusters.size() >= 256) {
                    continue;
                }
                near = new Cluster(colour(bucket), bucket.lab);
                clusters.add(near);
            }
            near.weight += bucket.weight();
            near.flat += bucket.flat;
            near.count += bucket.count;
        }
    }

    private static float[] colour(Bucket b) {
        return new float[] {mean(b.red, b), mean(b.green, b), mean(b.blue, b), mean(b.alpha, b)};
    }

    private @Nullable Cluster nearest(float[] lab) {
        Cluster best = null;
        float least = Float.MAX_VALUE;
        for (Cluster cluster : clusters) {
            float distance = Oklab.squaredDistance(cluster.lab, lab);
            if (distance < least) {
                least = distance;
                best = cluster;
            }
        }
        return best;
    }

    /// Takes away colours that only edges have and that two other colours mix to. The rarest go
    /// first, so a real colour is not explained by two mixtures.
    private void dropMixtures() {
        List<Cluster> rarestFirst = new ArrayList<>(clusters);
        rarestFirst.sort(Comparator.comparingDouble(c -> c.weight));
        for (Cluster cluster : rarestFirst) {
            if (clusters.size() > 2 && cluster.flat <= 0.15 * cluster.count && isMixture(cluster)) {
                clusters.remove(cluster);
            }
        }
    }

    private boolean isMixture(Cluster candidate) {
        for (int i = 0; i < clusters.size(); i++) {
            Cluster first = clusters.get(i);
            if (first == candidate || first.weight < candidate.weight) {
                continue;
            }
            for (int j = 0; j < clusters.size(); j++) {
                Cluster second = clusters.get(j);
                if (j != i
                        && second != candidate
                        && between(first.rgba, second.rgba, candidate.rgba)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean between(float[] first, float[] second, float[] candidate) {
        float dot = 0;
        float length = 0;
        for (int c = 0; c < 4; c++) {
            dot += (candidate[c] - first[c]) * (second[c] - first[c]);
            length += (second[c] - first[c]) * (second[c] - first[c]);
        }
        float share = length == 0 ? 0 : dot / length;
        if (share < 0.03 || share > 0.97) {
            return false;
        }
        float off = 0;
        for (int c = 0; c < 4; c++) {
            float d = first[c] + share * (second[c] - first[c]) - candidate[c];
            off += d * d;
        }
        return off < MIXTURE_DISTANCE * MIXTURE_DISTANCE;
    }

    /// Drops the colour whose loss costs least (frequency times distance to the next) until few
    /// enough are left, and those too rare to be seen.
    private void reduce(int limit) {
        while (clusters.size() > limit) {
            int cheapest = 0;
            double least = Double.MAX_VALUE;
            for (int i = 0; i < clusters.size(); i++) {
                double cost = clusters.get(i).weight * distanceToNext(i);
                if (cost < least) {
                    least = cost;
                    cheapest = i;
                }
            }
            clusters.remove(cheapest);
        }
    }

    private double distanceToNext(int index) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < clusters.size(); i++) {
            if (i != index) {
                least =
                        Math.min(
                                least,
                                Oklab.squaredDistance(
                                        clusters.get(i).lab, clusters.get(index).lab));
            }
        }
        return least;
    }

    /// One round of k-means over the buckets, flat pixels before edges.
    private void recentre() {
        double[][] sums = new double[clusters.size()][5];
        for (Bucket bucket : buckets) {
            Cluster near = nearest(bucket.lab);
            if (near == null) {
                continue;
            }
            double[] sum = sums[clusters.indexOf(near)];
            double share =
                    near.flat > 3 ? (double) bucket.flat / bucket.count : farShare(bucket, near);
            sum[0] += bucket.red * share;
            sum[1] += bucket.green * share;
            sum[2] += bucket.blue * share;
            sum[3] += bucket.alpha * share;
            sum[4] += bucket.count * share;
        }
        for (int i = 0; i < sums.length; i++) {
            double[] sum = sums[i];
            if (sum[4] > 0) {
                float[] rgba = new float[4];
                for (int c = 0; c < 4; c++) {
                    rgba[c] = (float) (sum[c] / sum[4]);
                }
                clusters.get(i).rgba = rgba;
                clusters.get(i).lab = Oklab.of(rgba[0], rgba[1], rgba[2], rgba[3]);
            }
        }
    }

    /// A colour that has no flat place (thin strokes) stays where its purest pixels are.
    private static double farShare(Bucket bucket, Cluster near) {
        return Oklab.squaredDistance(bucket.lab, near.lab) < 1e-3 ? 1 : 0;
    }
}
