package penstock.vectoriser.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes the layers as one SVG document. A layer reaches a little under the layers that are drawn
/// after it, so that no background shines through between two shapes that touch, and no colour shows
/// where it does not belong.
final class SvgWriter {
    private final Raster raster;
    private final Coverage coverage;
    private final TraceParameters parameters;
    private final int[] position;
    private final StringBuilder definitions = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private int gradients;

    SvgWriter(Raster raster, Coverage coverage, TraceParameters parameters) {
        this.raster = raster;
        this.coverage = coverage;
        this.parameters = parameters;
        this.position = new int[coverage.paints().size()];
    }

    /// The document; its user units are the pixels of the traced picture, its size that of the original.
    String write(int originalWidth, int originalHeight) {
        int[] order = order();
        var contours = new Contours(raster.width(), raster.height());
        for (int place = 0; place < order.length; place++) {
            int paint = order[place];
            if (isTransparent(paint)) {
                continue;
            }
            if (place == 0) {
                body.append("<path")
                        .append(fill(paint))
                        .append(" d=\"M0 0h")
                        .append(raster.width());
                body.append('v').append(raster.height()).append("H0z\"/>");
            } else {
                layer(paint, contours);
            }
        }
        var svg = new StringBuilder(body.length() + definitions.length() + 160);
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(originalWidth);
        svg.append("\" height=\"").append(originalHeight).append("\" viewBox=\"0 0 ");
        svg.append(raster.width()).append(' ').append(raster.height()).append("\">");
        if (!definitions.isEmpty()) {
            svg.append("<defs>").append(definitions).append("</defs>");
        }
        return svg.append(body).append("</svg>").toString();
    }

    private boolean isTransparent(int paint) {
        return coverage.paints().get(paint) instanceof Paint.Solid s && s.alpha() < 6;
    }

    /// Nothing first, then from large to small: what is drawn later lies on top.
    private int[] order() {
        int count = coverage.paints().size();
        long[] areas = new long[count];
        for (int p = 0; p < raster.pixels(); p++) {
            areas[coverage.dominant(p)]++;
        }
        List<Integer> sorted = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            sorted.add(k);
            areas[k] = isTransparent(k) ? Long.MAX_VALUE : areas[k];
        }
        sorted.sort((a, b) -> Long.compare(areas[b], areas[a]));
        if (raster.transparent() && (count == 0 || !isTransparent(sorted.getFirst()))) {
            sorted.addFirst(-1);
        }
        int[] order = sorted.stream().filter(k -> k >= 0).mapToInt(Integer::intValue).toArray();
        for (int i = 0; i < order.length; i++) {
            position[order[i]] = i;
        }
        return order;
    }

    private void layer(int paint, Contours contours) {
        float[] field = new float[raster.pixels()];
        boolean[] touching = new boolean[field.length];
        for (int p = 0; p < field.length; p++) {
            int first = coverage.first(p);
            int second = coverage.second(p);
            float share = coverage.share(p);
            if (first == paint) {
                boolean under = second >= 0 && position[second] > position[paint];
                field[p] = under ? 1 : share;
                touching[p] = under;
            } else if (second == paint) {
                boolean under = position[first] > position[paint];
                field[p] = under && share < 0.98f ? 1 : 1 - share;
                touching[p] = under && share < 0.98f;
            }
        }
        spread(paint, field, touching);
        var path = new PathText(parameters.decimals());
        for (Contours.Line line : contours.of(field)) {
            if (Math.abs(line.area()) >= parameters.smallestArea()) {
                new Outline(parameters.degrade(line), parameters.tolerance()).draw(path);
            }
        }
        if (!path.isEmpty()) {
            body.append("<path").append(fill(paint)).append(" fill-rule=\"evenodd\" d=\"");
            body.append(path).append("\"/>");
        }
    }

    /// One pixel further under what is drawn later and covers the place fully.
    private void spread(int paint, float[] field, boolean[] touching) {
        int width = raster.width();
        for (int p = 0; p < field.length; p++) {
            int first = coverage.first(p);
            boolean covered = first != paint && position[first] > position[paint];
            if (!covered || coverage.share(p) < 0.98f || field[p] > 0.5f) {
                continue;
            }
            int x = p % width;
            if ((x > 0 && touching[p - 1])
                    || (x + 1 < width && touching[p + 1])
                    || (p >= width && touching[p - width])
                    || (p + width < field.length && touching[p + width])) {
                field[p] = 1;
            }
        }
    }

    private String fill(int paint) {
        return switch (coverage.paints().get(paint)) {
            case Paint.Solid(float r, float g, float b, float a) -> attributes("fill", r, g, b, a);
            case Paint.Linear g -> {
                String id =
                        open(
                                "linearGradient",
                                new String[] {"x1", "y1", "x2", "y2"},
                                g.startX(),
                                g.startY(),
                                g.endX(),
                                g.endY());
                yield close(id, "linearGradient", g.stops());
            }
            case Paint.Radial g -> {
                String id =
                        open(
                                "radialGradient",
                                new String[] {"cx", "cy", "r"},
                                g.centreX(),
                                g.centreY(),
                                g.radius());
                yield close(id, "radialGradient", g.stops());
            }
        };
    }

    private String open(String element, String[] names, double... values) {
        String id = "g" + gradients++;
        definitions.append('<').append(element).append(" id=\"").append(id);
        definitions.append("\" gradientUnits=\"userSpaceOnUse\"");
        for (int i = 0; i < names.length; i++) {
            definitions.append(' ').append(names[i]).append("=\"");
            PathText.append(definitions, Math.round(values[i] * 100), 2);
            definitions.append('"');
        }
        definitions.append('>');
        return id;
    }

    private String close(String id, String element, Paint.Stops stops) {
        for (int s = 0; s < stops.count(); s++) {
            definitions.append("<stop offset=\"");
            PathText.append(definitions, Math.round(1000.0 * s / (stops.count() - 1)), 3);
            definitions.append('"');
            definitions.append(
                    attributes(
                            "stop",
                            stops.channel(s, 0),
                            stops.channel(s, 1),
                            stops.channel(s, 2),
                            stops.channel(s, 3)));
            definitions.append("/>");
        }
        definitions.append("</").append(element).append('>');
        return " fill=\"url(#" + id + ")\"";
    }

    private static String attributes(String kind, float r, float g, float b, float a) {
        float scale = a < 1 ? 0 : 255 / a;
        int[] c = {Math.round(r * scale), Math.round(g * scale), Math.round(b * scale)};
        var out = new StringBuilder();
        out.append(kind.equals("fill") ? " fill=\"#" : " stop-color=\"#");
        boolean shortForm = Arrays.stream(c).allMatch(v -> v <= 255 && v % 17 == 0);
        for (int v : c) {
            String hex = Integer.toHexString(0x100 + Math.clamp(v, 0, 255));
            out.append(shortForm ? hex.substring(2) : hex.substring(1));
        }
        out.append('"');
        if (a < 252) {
            out.append(' ').append(kind).append("-opacity=\"");
            PathText.append(out, Math.round(a / 255.0 * 1000), 3);
            out.append('"');
        }
        return out.toString();
    }
}
