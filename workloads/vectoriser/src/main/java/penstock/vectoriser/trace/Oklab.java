package penstock.vectoriser.trace;

/// The Oklab colour space (B. Ottosson, 2020), in which equal distances look about equally large.
/// Lightness runs from 0 to 1.
final class Oklab {
    private static final float[] LINEAR = linearTable();

    private Oklab() {}

    private static float[] linearTable() {
        float[] table = new float[256];
        for (int i = 0; i < 256; i++) {
            double v = i / 255.0;
            table[i] = (float) (v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
        }
        return table;
    }

    private static float linear(float channel) {
        return LINEAR[Math.clamp(Math.round(channel), 0, 255)];
    }

    /// Lightness, the two colour axes and, as a fourth coordinate, the opacity, of a premultiplied
    /// colour of 0 to 255 per channel.
    static float[] of(float red, float green, float blue, float alpha) {
        float scale = alpha < 1 ? 0 : 255 / alpha;
        float r = linear(red * scale);
        float g = linear(green * scale);
        float b = linear(blue * scale);
        double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        float opacity = alpha / 255;
        return new float[] {
            (float) (0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s) * opacity,
            (float) (1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s) * opacity,
            (float) (0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s) * opacity,
            opacity
        };
    }

    /// The square of the distance between two colours as `of` gives them.
    static float squaredDistance(float[] first, float[] second) {
        float sum = 0;
        for (int i = 0; i < 4; i++) {
            float d = first[i] - second[i];
            sum += d * d;
        }
        return sum;
    }
}
