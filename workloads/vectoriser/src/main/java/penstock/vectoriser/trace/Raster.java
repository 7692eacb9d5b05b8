package penstock.vectoriser.trace;

/// A picture as premultiplied red, green, blue and alpha, four floats of 0 to 255 per pixel. In this
/// form a mixed pixel on an edge lies on the straight line between the colours of its two sides, also
/// when one side is transparent.
final class Raster {
    private final int width;
    private final int height;
    private final float[] rgba;
    private final boolean transparent;

    private Raster(int width, int height, float[] rgba, boolean transparent) {
        this.width = width;
        this.height = height;
        this.rgba = rgba;
        this.transparent = transparent;
    }

    /// Takes pixels packed as 0xAARRGGBB, not premultiplied.
    static Raster ofPacked(int width, int height, int[] packed) {
        float[] rgba = new float[width * height * 4];
        boolean transparent = false;
        for (int i = 0, at = 0; i < width * height; i++, at += 4) {
            int pixel = packed[i];
            int alpha = pixel >>> 24;
            if (alpha == 255) {
                rgba[at] = (pixel >> 16) & 255;
                rgba[at + 1] = (pixel >> 8) & 255;
                rgba[at + 2] = pixel & 255;
            } else {
                float scale = alpha / 255f;
                rgba[at] = ((pixel >> 16) & 255) * scale;
                rgba[at + 1] = ((pixel >> 8) & 255) * scale;
                rgba[at + 2] = (pixel & 255) * scale;
                transparent |= alpha < 250;
            }
            rgba[at + 3] = alpha;
        }
        return new Raster(width, height, rgba, transparent);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int pixels() {
        return width * height;
    }

    /// The values themselves, not a copy: a picture is read millions of times per conversion.
    float[] rgba() {
        return rgba;
    }

    /// Whether any pixel lets the background through.
    boolean transparent() {
        return transparent;
    }

    /// The largest difference in any channel between two pixels.
    float difference(int first, int second) {
        int a = first * 4;
        int b = second * 4;
        float result = Math.abs(rgba[a] - rgba[b]);
        result = Math.max(result, Math.abs(rgba[a + 1] - rgba[b + 1]));
        result = Math.max(result, Math.abs(rgba[a + 2] - rgba[b + 2]));
        return Math.max(result, Math.abs(rgba[a + 3] - rgba[b + 3]));
    }

    /// For each pixel the largest difference to one of its four neighbours.
    float[] contrast() {
        float[] result = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                if (x + 1 < width) {
                    float right = difference(i, i + 1);
                    result[i] = Math.max(result[i], right);
                    result[i + 1] = Math.max(result[i + 1], right);
                }
                if (y + 1 < height) {
                    float below = difference(i, i + width);
                    result[i] = Math.max(result[i], below);
                    result[i + width] = Math.max(result[i + width], below);
                }
            }
        }
        return result;
    }
}
