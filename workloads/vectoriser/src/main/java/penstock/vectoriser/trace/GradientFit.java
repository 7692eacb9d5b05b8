package penstock.vectoriser.trace;

import java.util.Optional;

/// Finds the linear or radial gradient that explains a smooth region. The direction of a linear one is
/// the principal axis of the planes fitted to the channels; the centre of a radial one is where the
/// lines of steepest change meet. The colours along either are measured, so uneven ramps are followed.
final class GradientFit {
    private static final int STOPS = 12;
    private static final double LARGEST_ERROR = 5.5;

    private final Raster raster;
    private final int[] pixels;

    GradientFit(Raster raster, int[] pixels) {
        this.raster = raster;
        this.pixels = pixels;
    }

    /// The better of the two kinds, if its error (root mean square, 0 to 255) is small enough.
    Optional<Paint> best() {
        Paint linear = linear();
        double linearError = error(linear);
        Paint radial = linearError < 1.5 ? linear : radial();
        double radialError = error(radial);
        if (Math.min(linearError, radialError) > LARGEST_ERROR) {
            return Optional.empty();
        }
        return Optional.of(linearError <= radialError * 1.1 ? linear : radial);
    }

    private double x(int pixel) {
        return pixel % raster.width() + 0.5;
    }

    private double y(int pixel) {
        int row = pixel / raster.width();
        return row + 0.5;
    }

    private Paint linear() {
        double[] plane = planes();
        double angle = 0.5 * Math.atan2(2 * plane[1], plane[0] - plane[2]);
        double dx = Math.cos(angle);
        double dy = Math.sin(angle);
        double[] places = new double[pixels.length];
        double least = Double.MAX_VALUE;
        double most = -Double.MAX_VALUE;
        for (int i = 0; i < pixels.length; i++) {
            places[i] = x(pixels[i]) * dx + y(pixels[i]) * dy;
            least = Math.min(least, places[i]);
            most = Math.max(most, places[i]);
        }
        double length = Math.max(1, most - least);
        for (int i = 0; i < places.length; i++) {
            places[i] = (places[i] - least) / length;
        }
        return new Paint.Linear(
                dx * least,
                dy * least,
                dx * (least + length),
                dy * (least + length),
                stops(places));
    }

    /// Sums over the channels of the products of the plane slopes: xx, xy, yy.
    private double[] planes() {
        double n = pixels.length;
        double mx = 0;
        double my = 0;
        for (int p : pixels) {
            mx += x(p) / n;
            my += y(p) / n;
        }
        double xx = 1e-9;
        double xy = 0;
        double yy = 1e-9;
        double[] cx = new double[4];
        double[] cy = new double[4];
        float[] rgba = raster.rgba();
        for (int p : pixels) {
            double dx = x(p) - mx;
            double dy = y(p) - my;
            xx += dx * dx;
            xy += dx * dy;
            yy += dy * dy;
            for (int c = 0; c < 4; c++) {
                cx[c] += dx * rgba[p * 4 + c];
                cy[c] += dy * rgba[p * 4 + c];
            }
        }
        double determinant = xx * yy - xy * xy;
        double[] result = new double[3];
        for (int c = 0; c < 4; c++) {
            double gx = (cx[c] * yy - cy[c] * xy) / determinant;
            double gy = (cy[c] * xx - cx[c] * xy) / determinant;
            result[0] += gx * gx;
            result[1] += gx * gy;
            result[2] += gy * gy;
        }
        return result;
    }

    /// Each neighbouring pair of pixels gives a direction of change; the centre minimises the squared
    /// distances to the lines in these directions, stronger changes weighing more.
    private Paint radial() {
        boolean[] inside = new boolean[raster.pixels()];
        for (int p : pixels) {
            inside[p] = true;
        }
        double a = 1e-9;
        double b = 0;
        double d = 1e-9;
        double u = 0;
        double v = 0;
        int w = raster.width();
        for (int p : pixels) {
            int column = p % w;
            if (column < 2 || column > w - 3 || p < 2 * w || p >= raster.pixels() - 2 * w) {
                continue;
            }
            if (!inside[p - 2] || !inside[p + 2] || !inside[p - 2 * w] || !inside[p + 2 * w]) {
                continue;
            }
            double gx = luma(p + 2) - luma(p - 2);
            double gy = luma(p + 2 * w) - luma(p - 2 * w);
            double nn = -gx * gy;
            a += gy * gy;
            b += nn;
            d += gx * gx;
            u += gy * gy * x(p) + nn * y(p);
            v += nn * x(p) + gx * gx * y(p);
        }
        double determinant = a * d - b * b;
        double cx = (u * d - v * b) / determinant;
        double cy = (a * v - b * u) / determinant;
        double radius = 1;
        double[] places = new double[pixels.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = Math.hypot(x(pixels[i]) - cx, y(pixels[i]) - cy);
            radius = Math.max(radius, places[i]);
        }
        for (int i = 0; i < places.length; i++) {
            places[i] /= radius;
        }
        return new Paint.Radial(cx, cy, radius, stops(places));
    }

    private double luma(int p) {
        float[] rgba = raster.rgba();
        return 0.3 * rgba[p * 4] + 0.59 * rgba[p * 4 + 1] + 0.11 * rgba[p * 4 + 2];
    }

    /// The mean colours around each stop, weighted by nearness; empty places take the one before.
    private Paint.Stops stops(double[] places) {
        double[] sums = new double[STOPS * 5];
        float[] rgba = raster.rgba();
        for (int i = 0; i < places.length; i++) {
            double scaled = places[i] * (STOPS - 1);
            int stop = Math.clamp(Math.round(scaled), 0, STOPS - 1);
            double weight = 1 - 1.8 * Math.abs(scaled - stop);
            for (int c = 0; c < 4; c++) {
                sums[stop * 5 + c] += weight * rgba[pixels[i] * 4 + c];
            }
            sums[stop * 5 + 4] += weight;
        }
        float[] colours = new float[STOPS * 4];
        int firstKnown = -1;
        for (int s = 0; s < STOPS; s++) {
            double weight = sums[s * 5 + 4];
            if (weight > 0 && firstKnown < 0) {
                firstKnown = s;
            }
            for (int c = 0; c < 4; c++) {
                float before = s == 0 ? 0 : colours[(s - 1) * 4 + c];
                colours[s * 4 + c] = weight > 0 ? (float) (sums[s * 5 + c] / weight) : before;
            }
        }
        for (int s = 0; s < firstKnown; s++) {
            System.arraycopy(colours, firstKnown * 4, colours, s * 4, 4);
        }
        return new Paint.Stops(colours);
    }

    private double error(Paint paint) {
        float[] colour = new float[4];
        float[] rgba = raster.rgba();
        double sum = 0;
        for (int p : pixels) {
            paint.at(x(p), y(p), colour);
            for (int c = 0; c < 3; c++) {
                double d = colour[c] - rgba[p * 4 + c];
                sum += d * d;
            }
        }
        return Math.sqrt(sum / (3.0 * Math.max(1, pixels.length)));
    }
}
