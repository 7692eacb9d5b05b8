package penstock.vectoriser.trace;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/// Drawn pictures of the kinds that icon collections lack. Each is determined by its number.
final class Pictures {
    private Pictures() {}

    private static Color colour(Random random) {
        return Color.getHSBColor(
                random.nextFloat(),
                0.5f + random.nextFloat() / 2,
                0.35f + random.nextFloat() * 0.6f);
    }

    /// A badge filled with a linear or radial gradient, with a flat shape on top.
    static BufferedImage gradient(int number, int size) {
        var random = new Random(number);
        Color one = colour(random);
        Color two = colour(random);
        double turn = random.nextDouble() * Math.PI;
        return Logos.picture(
                size,
                size,
                g -> {
                    g.setColor(Color.WHITE);
                    g.fillRect(0, 0, size, size);
                    float half = size / 2f;
                    if (number % 2 == 0) {
                        float dx = (float) Math.cos(turn) * half;
                        float dy = (float) Math.sin(turn) * half;
                        g.setPaint(
                                new GradientPaint(
                                        half - dx, half - dy, one, half + dx, half + dy, two));
                    } else {
                        g.setPaint(
                                new RadialGradientPaint(
                                        half * 0.9f,
                                        half * 0.8f,
                                        half * 1.3f,
                                        new float[] {0, 1},
                                        new Color[] {one, two}));
                    }
                    double inset = size * 0.06;
                    double side = size - 2 * inset;
                    g.fill(
                            number % 3 == 0
                                    ? new Ellipse2D.Double(inset, inset, side, side)
                                    : new RoundRectangle2D.Double(
                                            inset, inset, side, side, side / 3, side / 3));
                    g.setColor(Color.WHITE);
                    g.fill(star(size * 0.5, size * 0.52, size * 0.22, 3 + number % 5));
                });
    }

    /// Many translucent shapes over each other, and fine noise as photographs have.
    static BufferedImage busy(int number, int size) {
        var random = new Random(number);
        BufferedImage image =
                Logos.picture(
                        size,
                        size,
                        g -> {
                            g.setColor(colour(random));
                            g.fillRect(0, 0, size, size);
                            for (int i = 0; i < 60; i++) {
                                Color c = colour(random);
                                g.setColor(new Color(c.getRed(), c.getGreen(), c.getBlue(), 190));
                                double reach = size * (0.05 + random.nextDouble() * 0.15);
                                g.fill(
                                        star(
                                                random.nextDouble() * size,
                                                random.nextDouble() * size,
                                                reach,
                                                2 + random.nextInt(6)));
                            }
                        });
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int rgb = image.getRGB(x, y);
                int noise = random.nextInt(9) - 4;
                int r = Math.clamp(((rgb >> 16) & 255) + noise, 0, 255);
                int g = Math.clamp(((rgb >> 8) & 255) + noise, 0, 255);
                int b = Math.clamp((rgb & 255) + noise, 0, 255);
                image.setRGB(x, y, 0xff000000 | (r << 16) | (g << 8) | b);
            }
        }
        return image;
    }

    /// A row of letter-like shapes (drawn as paths, so that no font is needed).
    static BufferedImage text(int number, int size) {
        var random = new Random(number);
        Color ink = colour(random);
        return Logos.picture(
                size * 2,
                size,
                g -> {
                    g.setColor(Color.WHITE);
                    g.fillRect(0, 0, size * 2, size);
                    g.setColor(ink);
                    double height = size * 0.42;
                    double width = height * 0.62;
                    int letters = (int) (size * 1.8 / (width * 1.35));
                    for (int i = 0; i < letters; i++) {
                        var place = new AffineTransform();
                        place.translate(size * 0.1 + i * width * 1.35, size * 0.3);
                        place.scale(width, height);
                        letter(g, random.nextInt(5), place);
                    }
                });
    }

    private static void letter(Graphics2D g, int kind, AffineTransform place) {
        var path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        switch (kind) {
            case 0 -> polygon(path, 0, 0, .25, 0, .25, .8, 1, .8, 1, 1, 0, 1);
            case 1 -> polygon(path, 0, 0, 1, 0, 1, .2, .62, .2, .62, 1, .38, 1, .38, .2, 0, .2);
            case 2 -> {
                path.append(new Ellipse2D.Double(0, 0, 1, 1), false);
                path.append(new Ellipse2D.Double(.25, .2, .5, .6), false);
            }
            case 3 -> polygon(path, 0, 0, .25, 0, .5, .7, .75, 0, 1, 0, .62, 1, .38, 1);
            default -> {
                polygon(path, 0, 0, 1, 0, 1, .2, .25, .2, .25, .4, .8, .4, .8, .6, .25, .6);
                polygon(path, 0, .6, .25, .6, .25, .8, 1, .8, 1, 1, 0, 1);
            }
        }
        g.fill(path.createTransformedShape(place));
    }

    private static void polygon(Path2D path, double... places) {
        path.moveTo(places[0], places[1]);
        for (int i = 2; i < places.length; i += 2) {
            path.lineTo(places[i], places[i + 1]);
        }
        path.closePath();
    }

    private static Path2D star(double x, double y, double reach, int points) {
        var path = new Path2D.Double();
        for (int i = 0; i < points * 2; i++) {
            double angle = Math.PI * i / points;
            double length = i % 2 == 0 ? reach : reach * 0.55;
            double px = x + Math.cos(angle) * length;
            double py = y + Math.sin(angle) * length;
            if (i == 0) {
                path.moveTo(px, py);
            } else {
                path.lineTo(px, py);
            }
        }
        path.closePath();
        return path;
    }
}
