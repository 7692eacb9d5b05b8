package penstock.cli.evidence;

import java.util.List;
import java.util.Locale;

/// A picture while it is drawn, as SVG 1.1: shapes with classes, whose looks the style sheet says. The colours are middle tones that
/// can be read on a light and on a dark ground; the ground itself is left as it is.
final class Svg {
    private static final String STYLE =
            """
            text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #788290; }
            .title { font-size: 15px; font-weight: 600; }
            .name { font-size: 13px; font-weight: 600; }
            .middle { text-anchor: middle; }
            .end { text-anchor: end; }
            .axis { stroke: #8b949e; stroke-width: 1; fill: none; }
            .grid { stroke: #8b949e; stroke-width: 1; opacity: 0.25; fill: none; }
            .needed { stroke: #8b949e; stroke-width: 1.5; stroke-dasharray: 6 4; fill: none; }
            .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
            .all { stroke-width: 3; stroke: #8b949e; }
            .weight { fill: #8b949e; opacity: 0.35; }
            .good { stroke: #1f9d61; stroke-width: 1.5; fill: none; }
            .bad { stroke: #d1443c; stroke-width: 2; fill: none; }
            .words-good { fill: #1f9d61; font-weight: 600; }
            .words-bad { fill: #d1443c; font-weight: 600; }
            """;

    private static final List<String> COLOURS =
            List.of("#d1443c", "#2f81c7", "#c98a16", "#9a63c9", "#1f9d61", "#c2548f", "#4c9aa8");
    private static final List<String> DASHES = List.of("", "9 3", "4 3", "1.5 3", "12 3 2 3");

    private final StringBuilder text = new StringBuilder();

    /// @param about what is to be seen, for those who cannot see it
    Svg(int width, int height, String title, String about) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                                + " aria-labelledby=\"title about\">%n",
                        width,
                        height,
                        width,
                        height));
        text.append("<title id=\"title\">").append(escaped(title)).append("</title>\n");
        text.append("<desc id=\"about\">").append(escaped(about)).append("</desc>\n");
        text.append("<style>\n").append(STYLE).append("</style>\n");
    }

    /// How the line of the nth of several looks.
    static String look(int n) {
        var dash = DASHES.get(n % DASHES.size());
        return "stroke=\""
                + COLOURS.get(n % COLOURS.size())
                + "\""
                + (dash.isEmpty() ? "" : " stroke-dasharray=\"" + dash + "\"");
    }

    Svg words(double x, double y, String look, String words) {
        text.append(
                        String.format(
                                Locale.ROOT,
                                "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">",
                                x,
                                y,
                                look))
                .append(escaped(words))
                .append("</text>\n");
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String look) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "<path d=\"M%.1f %.1fL%.1f %.1f\" class=\"%s\"/>%n",
                        x1,
                        y1,
                        x2,
                        y2,
                        look));
        return this;
    }

    /// @param corners as `M0 0L1 1`
    Svg path(String corners, String look, String more) {
        text.append("<path d=\"").append(corners).append("\" class=\"").append(look).append("\" ");
        text.append(more).append("/>\n");
        return this;
    }

    /// The whole picture.
    String end() {
        return text + "</svg>\n";
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]", "?");
    }
}
