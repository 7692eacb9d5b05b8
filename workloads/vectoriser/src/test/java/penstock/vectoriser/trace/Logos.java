package penstock.vectoriser.trace;

import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.renderer.NullPlatformSupport;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/// Real logos from the simple-icons collection (CC0-1.0), drawn at any size in any colour. Icons for
/// which the collection names another licence are left out.
public final class Logos {
    private static final String ROOT = "/META-INF/resources/webjars/simple-icons/16.2.0/";
    private static final Pattern ENTRY =
            Pattern.compile(
                    "\\{\"title\":\"[^\"]*\",\"slug\":\"([a-z0-9]+)\",\"hex\":\"([0-9A-F]{6})\"");

    private Logos() {}

    /// A logo and its brand colour.
    public record Logo(String slug, int colour) {}

    /// All usable logos in the order of the collection.
    public static List<Logo> all() {
        String data = text("data/simple-icons.json");
        List<Logo> logos = new ArrayList<>();
        Matcher matcher = ENTRY.matcher(data);
        int from = 0;
        while (matcher.find(from)) {
            int next = data.indexOf("{\"title\":", matcher.end());
            String rest = data.substring(matcher.end(), next < 0 ? data.length() : next);
            if (!rest.contains("\"license\"")) {
                logos.add(new Logo(matcher.group(1), Integer.parseInt(matcher.group(2), 16)));
            }
            from = matcher.end();
        }
        return logos;
    }

    /// The logo on a square of the given size; a null background leaves it transparent.
    public static BufferedImage draw(
            Logo logo, int size, Color colour, @Nullable Color background) {
        String hex = String.format("%06x", colour.getRGB() & 0xffffff);
        String svg =
                text("icons/" + logo.slug() + ".svg")
                        .replace("<svg ", "<svg fill=\"#" + hex + "\" ");
        var bytes = new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8));
        var document =
                Objects.requireNonNull(
                        new SVGLoader().load(bytes, null, LoaderContext.createDefault()));
        int margin = size / 16;
        return picture(
                size,
                size,
                graphics -> {
                    if (background != null) {
                        graphics.setColor(background);
                        graphics.fillRect(0, 0, size, size);
                    }
                    graphics.translate(margin, margin);
                    document.renderWithPlatform(
                            NullPlatformSupport.INSTANCE,
                            graphics,
                            new ViewBox(0, 0, size - 2 * margin, size - 2 * margin));
                });
    }

    /// A picture drawn with smooth edges on transparent ground.
    public static BufferedImage picture(int width, int height, Consumer<Graphics2D> drawing) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        var graphics = image.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        drawing.accept(graphics);
        graphics.dispose();
        return image;
    }

    public static byte[] encoded(BufferedImage image, String format) {
        try {
            var out = new ByteArrayOutputStream();
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalArgumentException("no writer for " + format);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String path) {
        try (InputStream in = Logos.class.getResourceAsStream(ROOT + path)) {
            return new String(
                    Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
