package penstock.vectoriser.trace;

/// The structural similarity index (Wang, Bovik, Sheikh, Simoncelli 2004) with a uniform window of
/// 7 × 7 pixels at every place, K1 = 0.01 and K2 = 0.03, mean over the red, green and blue channels.
/// Pictures with transparency are compared over white and over black, and the lower value counts.
final class Ssim {
    private static final int WINDOW = 7;
    private static final double C1 = square(0.01 * 255);
    private static final double C2 = square(0.03 * 255);

    private Ssim() {}

    private static double square(double x) {
        return x * x;
    }

    static double between(Raster first, Raster second) {
        double overBlack = over(first, second, 0);
        if (!first.transparent() && !second.transparent()) {
            return overBlack;
        }
        return Math.min(overBlack, over(first, second, 255));
    }

    private static double over(Raster first, Raster second, float background) {
        double sum = 0;
        for (int channel = 0; channel < 3; channel++) {
            sum +=
                    channel(
                            plane(first, channel, background),
                            plane(second, channel, background),
                            first);
        }
        return sum / 3;
    }

    private static float[] plane(Raster raster, int channel, float background) {
        float[] rgba = raster.rgba();
        float[] plane = new float[raster.pixels()];
        for (int i = 0, at = 0; i < plane.length; i++, at += 4) {
            plane[i] = rgba[at + channel] + background * (1 - rgba[at + 3] / 255);
        }
        return plane;
    }

    /// Column sums of the five moments slide down, window sums slide right, so the cost per pixel does
    /// not depend on the size of the window.
    private static double channel(float[] a, float[] b, Raster shape) {
        int width = shape.width();
        int height = shape.height();
        int windowX = Math.min(WINDOW, width);
        int windowY = Math.min(WINDOW, height);
        double[] columns = new double[width * 5];
        double total = 0;
        for (int y = 0; y < height; y++) {
            addRow(columns, a, b, y * width, 1);
            if (y >= windowY) {
                addRow(columns, a, b, (y - windowY) * width, -1);
            }
            if (y >= windowY - 1) {
                total += row(columns, width, windowX, windowX * windowY);
            }
        }
        return total / ((width - windowX + 1.0) * (height - windowY + 1.0));
    }

    private static void addRow(double[] columns, float[] a, float[] b, int from, int sign) {
        for (int x = 0, at = 0; at < columns.length; x++, at += 5) {
            double va = a[from + x];
            double vb = b[from + x];
            columns[at] += sign * va;
            columns[at + 1] += sign * vb;
            columns[at + 2] += sign * va * va;
            columns[at + 3] += sign * vb * vb;
            columns[at + 4] += sign * va * vb;
        }
    }

    private static double row(double[] columns, int width, int windowX, int count) {
        double sa = 0;
        double sb = 0;
        double saa = 0;
        double sbb = 0;
        double sab = 0;
        double total = 0;
        for (int x = 0; x < width; x++) {
            int at = x * 5;
            sa += columns[at];
            sb += columns[at + 1];
            saa += columns[at + 2];
            sbb += columns[at + 3];
            sab += columns[at + 4];
            if (x >= windowX) {
                int old = (x - windowX) * 5;
                sa -= columns[old];
                sb -= columns[old + 1];
                saa -= columns[old + 2];
                sbb -= columns[old + 3];
                sab -= columns[old + 4];
            }
            if (x >= windowX - 1) {
                double ma = sa / count;
                double mb = sb / count;
                double va = saa / count - ma * ma;
                double vb = sbb / count - mb * mb;
                double cov = sab / count - ma * mb;
                total +=
                        (2 * ma * mb + C1)
                                * (2 * cov + C2)
                                / ((ma * ma + mb * mb + C1) * (va + vb + C2));
            }
        }
        return total;
    }
}
