package penstock.vectoriser.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EngineTest {
    private static Raster raster(BufferedImage image) {
        int w = image.getWidth();
        return Raster.ofPacked(
                w, image.getHeight(), image.getRGB(0, 0, w, image.getHeight(), null, 0, w));
    }

    private static BufferedImage disc(double radius, Color colour) {
        return Logos.picture(
                64,
                64,
                g -> {
                    g.setColor(Color.WHITE);
                    g.fillRect(0, 0, 64, 64);
                    g.setColor(colour);
                    g.fill(new Ellipse2D.Double(32 - radius, 32 - radius, 2 * radius, 2 * radius));
                });
    }

    @Test
    void similarityIsOneForEqualAndLowForUnrelatedPictures() {
        Raster picture = raster(Pictures.busy(1, 64));
        Raster other = raster(Pictures.busy(2, 64));

        assertThat(Ssim.between(picture, picture)).isCloseTo(1, within(1e-6));
        assertThat(Ssim.between(picture, other)).isLessThan(0.3);
    }

    @Test
    void similarityMatchesTheFormulaOnOneWindow() {
        var random = new Random(5);
        int[] a = random.ints(49, 0, 256).map(v -> 0xff000000 | (v * 0x10101)).toArray();
        int[] b = random.ints(49, 0, 256).map(v -> 0xff000000 | (v * 0x10101)).toArray();
        double ma = 0;
        double mb = 0;
        for (int i = 0; i < 49; i++) {
            ma += (a[i] & 255) / 49.0;
            mb += (b[i] & 255) / 49.0;
        }
        double va = 0;
        double vb = 0;
        double cov = 0;
        for (int i = 0; i < 49; i++) {
            va += Math.pow((a[i] & 255) - ma, 2) / 49;
            vb += Math.pow((b[i] & 255) - mb, 2) / 49;
            cov += ((a[i] & 255) - ma) * ((b[i] & 255) - mb) / 49;
        }
        double c1 = 6.5025;
        double c2 = 58.5225;
        double expected =
                (2 * ma * mb + c1) * (2 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));

        double similarity = Ssim.between(Raster.ofPacked(7, 7, a), Raster.ofPacked(7, 7, b));

        assertThat(similarity).isCloseTo(expected, within(1e-6));
    }

    @Test
    void aWhiteLogoOnTransparentGroundIsNotMistakenForNothing() {
        Raster logo = raster(Logos.draw(Logos.all().getFirst(), 64, Color.WHITE, null));
        Raster nothing = Raster.ofPacked(64, 64, new int[64 * 64]);

        assertThat(Ssim.between(logo, nothing)).isLessThan(0.8);
    }

    @Test
    void tracesADiscToItsAreaWithinOnePercent() {
        double radius = 20.3;
        Raster picture = raster(disc(radius, Color.BLACK));
        float[] coverage = new float[picture.pixels()];
        for (int p = 0; p < coverage.length; p++) {
            coverage[p] = 1 - picture.rgba()[p * 4] / 255;
        }

        var lines = new Contours(64, 64).of(coverage);

        assertThat(lines).hasSize(1);
        double area = Math.abs(lines.getFirst().area());
        assertThat(area).isCloseTo(Math.PI * radius * radius, within(area / 100));
    }

    @Test
    void findsTheTwoColoursOfADiscAndNotTheirMixtures() {
        var segmentation = Segmentation.of(raster(disc(20.3, new Color(0x3366cc))), 32, 0.045);

        assertThat(segmentation.paints())
                .map(EngineTest::rounded)
                .containsExactly("255 255 255 255", "51 102 204 255");
    }

    private static String rounded(Paint paint) {
        float[] colour = new float[4];
        paint.at(0, 0, colour);
        return Math.round(colour[0])
                + " "
                + Math.round(colour[1])
                + " "
                + Math.round(colour[2])
                + " "
                + Math.round(colour[3]);
    }

    @Test
    void correctsThinLinesThatOnePassLoses() throws ImageException {
        byte[] png =
                Logos.encoded(
                        Logos.picture(
                                96,
                                96,
                                g -> {
                                    g.setColor(Color.WHITE);
                                    g.fillRect(0, 0, 96, 96);
                                    g.setColor(Color.BLACK);
                                    g.fill(new Rectangle2D.Double(8, 8, 30, 30));
                                    for (int i = 0; i < 8; i++) {
                                        g.fill(new Rectangle2D.Double(45, 10.3 + i * 9.4, 44, 0.6));
                                    }
                                }),
                        "png");

        double fast = Vectoriser.convert(png, upTo(Tier.FAST)).similarity();
        double thorough = Vectoriser.convert(png, upTo(Tier.THOROUGH)).similarity();

        assertThat(thorough).isGreaterThan(fast + 0.02);
    }

    private static ConversionOptions upTo(Tier tier) {
        return new ConversionOptions(
                tier, OptionalDouble.of(1), OptionalInt.empty(), OptionalInt.of(15_000), 0);
    }

    @Test
    void convertsPicturesOfExtremeShapes() throws ImageException {
        for (int[] size : new int[][] {{1, 1}, {1, 40}, {300, 2}, {5, 5}, {900, 700}}) {
            var image =
                    Logos.picture(size[0], size[1], g -> g.fillRect(0, 0, size[0] / 2, size[1]));

            Conversion done =
                    Vectoriser.convert(Logos.encoded(image, "png"), ConversionOptions.DEFAULT);

            assertThat(done.width()).isEqualTo(size[0]);
            assertThat(done.similarity()).isGreaterThan(0.9);
            assertThat(done.svg()).contains("width=\"" + size[0] + "\" height=\"" + size[1] + "\"");
        }
    }

    @Test
    void givesAnEmptyDocumentForAFullyTransparentPicture() throws ImageException {
        byte[] png = Logos.encoded(new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB), "png");

        Conversion done = Vectoriser.convert(png, ConversionOptions.DEFAULT);

        assertThat(done.svg()).doesNotContain("<path");
        assertThat(done.similarity()).isEqualTo(1);
    }
}
