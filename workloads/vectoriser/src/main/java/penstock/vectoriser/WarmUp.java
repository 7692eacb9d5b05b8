package penstock.vectoriser;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import javax.imageio.ImageIO;
import penstock.vectoriser.trace.ConversionOptions;
import penstock.vectoriser.trace.ImageException;
import penstock.vectoriser.trace.Vectoriser;

/// Converts drawn pictures before the service is ready, so that the first user does not wait for
/// classes to load and code to be compiled. It also proves that decoding, tracing and rendering work
/// in this environment.
final class WarmUp {
    private static final int SIZE = 96;
    private static final int MOST_ROUNDS = 60;

    private WarmUp() {}

    /// At least one conversion, then as many as the time allows.
    static void run(Duration time) throws IOException, ImageException {
        long end = System.nanoTime() + time.toNanos();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            byte[] picture = picture(round);
            var done = Vectoriser.convert(picture, ConversionOptions.DEFAULT);
            if (done.similarity() < 0.5) {
                throw new IllegalStateException(
                        String.format(
                                Locale.ROOT,
                                "a trial conversion reached only %.3f",
                                done.similarity()));
            }
            if (System.nanoTime() > end) {
                return;
            }
        }
    }

    private static byte[] picture(int round) throws IOException {
        var image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_ARGB);
        var graphics = image.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        if (round % 2 == 0) {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, SIZE, SIZE);
        }
        graphics.setColor(new Color(0x2060a0));
        graphics.fill(new Ellipse2D.Double(8.3, 8.7, 60 + round, 60));
        graphics.setColor(new Color(0xe04020));
        graphics.fill(new Rectangle2D.Double(40.4, 44.2, 44, 40.5));
        graphics.dispose();
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
