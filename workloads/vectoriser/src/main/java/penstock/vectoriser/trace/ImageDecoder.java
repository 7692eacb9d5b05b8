package penstock.vectoriser.trace;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/// Reads PNG, JPEG, GIF (first frame) and BMP pictures. Size is taken from the header and checked
/// before a single pixel is decoded; large pictures are thinned while they are read and then averaged,
/// so the memory needed does not depend on what the header claims.
public final class ImageDecoder {
    /// Most bytes of an encoded picture.
    public static final int MAX_BYTES = 10_485_760;

    /// Most pixels of a picture, by its header.
    public static final long MAX_PIXELS = 25_000_000;

    /// Longest side of a picture in pixels.
    public static final int MAX_SIDE = 16_384;

    /// Pictures with more pixels than this are traced at a smaller size.
    static final int MAX_TRACED_PIXELS = 512 * 512;

    private static final int MAX_DECODED_PIXELS = 1 << 21;

    static {
        ImageIO.setUseCache(false);
    }

    private ImageDecoder() {}

    record Decoded(Raster raster, int originalWidth, int originalHeight) {}

    private enum Format {
        PNG,
        JPEG,
        GIF,
        BMP
    }

    static Decoded decode(byte[] image) throws ImageException {
        if (image.length == 0) {
            throw new ImageException("image-empty", "image: no bytes (expected: a picture)");
        }
        if (image.length > MAX_BYTES) {
            throw new ImageException(
                    "image-too-large",
                    String.format(
                            Locale.ROOT,
                            "image: %,d bytes (expected: at most %,d bytes)",
                            image.length,
                            MAX_BYTES));
        }
        Format format = format(image);
        if (format == Format.PNG) {
            checkPngIsWhole(image);
        }
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
        ImageReader reader = readers.next();
        try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(image))) {
            reader.setInput(input, true, true);
            return read(reader, format);
        } catch (IOException | RuntimeException e) {
            throw new ImageException(
                    "image-damaged",
                    "image: a "
                            + format
                            + " picture that ends early or is damaged (expected: a whole file)");
        } finally {
            reader.dispose();
        }
    }

    private static Format format(byte[] image) throws ImageException {
        if (starts(image, "\u0089PNG\r\n\u001a\n")) {
            return Format.PNG;
        }
        if (starts(image, "\u00ff\u00d8\u00ff")) {
            return Format.JPEG;
        }
        if (starts(image, "GIF87a") || starts(image, "GIF89a")) {
            return Format.GIF;
        }
        if (starts(image, "BM") && image.length > 26) {
            return Format.BMP;
        }
        String known = knownButUnsupported(image);
        if (known != null) {
            throw new ImageException(
                    "image-format-unsupported",
                    "image: " + known + " (expected: PNG, JPEG, GIF or BMP)");
        }
        throw new ImageException(
                "image-unrecognised",
                "image: the bytes are not a picture (expected: PNG, JPEG, GIF or BMP)");
    }

    private static @Nullable String knownButUnsupported(byte[] image) {
        if (starts(image, "RIFF")) {
            return "WebP or another RIFF file";
        }
        if (starts(image, "II*\0") || starts(image, "MM\0*")) {
            return "TIFF";
        }
        if (starts(image, "%PDF")) {
            return "PDF";
        }
        if (starts(image, "\0\0\1\0")) {
            return "ICO";
        }
        String head = new String(image, 0, Math.min(256, image.length), StandardCharsets.UTF_8);
        return head.contains("<svg") || head.startsWith("<?xml")
                ? "SVG, which is vectors already"
                : null;
    }

    private static boolean starts(byte[] image, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        return image.length >= expected.length
                && Arrays.equals(image, 0, expected.length, expected, 0, expected.length);
    }

    /// Walks the chunks to the end mark: the reader would fill up a cut-off picture silently.
    private static void checkPngIsWhole(byte[] image) throws ImageException {
        long at = 8;
        while (at + 12 <= image.length) {
            int from = (int) at;
            long length =
                    ((image[from] & 255L) << 24)
                            | ((image[from + 1] & 255) << 16)
                            | ((image[from + 2] & 255) << 8)
                            | (image[from + 3] & 255);
            if (new String(image, from + 4, 4, StandardCharsets.ISO_8859_1).equals("IEND")) {
                return;
            }
            at += 12 + length;
        }
        throw new ImageException(
                "image-damaged", "image: a PNG picture that ends early (expected: a whole file)");
    }

    private static Decoded read(ImageReader reader, Format format)
            throws IOException, ImageException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (width <= 0 || height <= 0) {
            throw new ImageException(
                    "image-empty",
                    String.format(
                            Locale.ROOT,
                            "image: %d × %d pixels (expected: at least 1 × 1)",
                            width,
                            height));
        }
        if ((long) width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE) {
            throw new ImageException(
                    "image-too-many-pixels",
                    String.format(
                            Locale.ROOT,
                            "image: %,d × %,d pixels (expected: at most %,d pixels, %,d to a side)",
                            width,
                            height,
                            MAX_PIXELS,
                            MAX_SIDE));
        }
        var warning = new AtomicReference<String>();
        reader.addIIOReadWarningListener((source, message) -> warning.set(message));
        int step = 1;
        while ((long) (width / step) * (height / step) > MAX_DECODED_PIXELS) {
            step++;
        }
        var how = reader.getDefaultReadParam();
        how.setSourceRegion(new Rectangle(width, height));
        how.setSourceSubsampling(step, step, 0, 0);
        BufferedImage image = reader.read(0, how);
        String warned = warning.get();
        if (warned != null && format == Format.JPEG && warned.contains("end of")) {
            throw new ImageException(
                    "image-damaged",
                    "image: a JPEG picture that ends early (expected: a whole file)");
        }
        return new Decoded(shrink(image), width, height);
    }

    private static Raster shrink(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] packed = image.getRGB(0, 0, width, height, new int[width * height], 0, width);
        if (packed.length <= MAX_TRACED_PIXELS) {
            return Raster.ofPacked(width, height, packed);
        }
        double scale = Math.sqrt((double) MAX_TRACED_PIXELS / packed.length);
        int toWidth = Math.max(1, (int) (width * scale));
        int toHeight = Math.max(1, (int) (height * scale));
        int[] small = new int[toWidth * toHeight];
        for (int y = 0; y < toHeight; y++) {
            int fromY = (int) ((long) y * height / toHeight);
            int toY = Math.max(fromY + 1, (int) ((y + 1L) * height / toHeight));
            for (int x = 0; x < toWidth; x++) {
                int fromX = (int) ((long) x * width / toWidth);
                int toX = Math.max(fromX + 1, (int) ((x + 1L) * width / toWidth));
                small[y * toWidth + x] = mean(packed, width, fromX, toX, fromY, toY);
            }
        }
        return Raster.ofPacked(toWidth, toHeight, small);
    }

    private static int mean(int[] packed, int width, int fromX, int toX, int fromY, int toY) {
        long alpha = 0;
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int y = fromY; y < toY; y++) {
            for (int x = fromX; x < toX; x++) {
                int pixel = packed[y * width + x];
                int a = pixel >>> 24;
                alpha += a;
                red += (long) a * ((pixel >> 16) & 255);
                green += (long) a * ((pixel >> 8) & 255);
                blue += (long) a * (pixel & 255);
            }
        }
        if (alpha == 0) {
            return 0;
        }
        long count = (long) (toX - fromX) * (toY - fromY);
        return (int)
                (((alpha / count) << 24)
                        | ((red / alpha) << 16)
                        | ((green / alpha) << 8)
                        | (blue / alpha));
    }
}
