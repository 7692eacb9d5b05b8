package penstock.vectoriser.trace;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.DocumentLimits;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.renderer.NullPlatformSupport;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Draws an SVG document with an independent renderer, so that the similarity is measured on what a
/// reader of the document would see and not on what the tracer believes it wrote.
final class Renderer {
    private static final int NESTING = 30;
    private static final LoaderContext LIMITS =
            LoaderContext.builder()
                    .documentLimits(new DocumentLimits(NESTING, NESTING, 10_000_000))
                    .build();

    private Renderer() {}

    /// The document, stretched over a transparent picture of the given size in pixels.
    static Raster render(String svg, int width, int height) {
        var input = new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8));
        SVGDocument document =
                Objects.requireNonNull(
                        new SVGLoader().load(input, null, LIMITS), "the document is no SVG");
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        var graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(
                    RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(
                    RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            document.renderWithPlatform(
                    NullPlatformSupport.INSTANCE, graphics, new ViewBox(0, 0, width, height));
        } finally {
            graphics.dispose();
        }
        int[] packed = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        return Raster.ofPacked(width, height, packed);
    }
}
