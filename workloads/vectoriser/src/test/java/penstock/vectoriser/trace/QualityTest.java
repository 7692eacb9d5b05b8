package penstock.vectoriser.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class QualityTest {
    private static final int[] SIZES = {48, 64, 96, 128, 200, 256};
    private static final int LOGOS = 180;
    private static final int DRAWN = 20;
    private static final ConversionOptions UNHURRIED =
            new ConversionOptions(
                    Tier.THOROUGH,
                    OptionalDouble.empty(),
                    OptionalInt.empty(),
                    OptionalInt.of(15_000),
                    0);

    /// What happened to the pictures of one recognised type.
    private static final class Tally {
        private int count;
        private int met;
        private double least = 1;
        private double sum;
        private double predictionError;
        private final Map<Tier, Integer> tiers = new EnumMap<>(Tier.class);
    }

    private final Map<ImageType, Tally> tallies = new EnumMap<>(ImageType.class);
    private int expectedTypes;
    private int pictures;

    @Test
    void reachesTheTargetOfTheRecognisedTypeOnNineOfTenPictures() throws ImageException {
        logos();
        for (int i = 0; i < DRAWN; i++) {
            int size = SIZES[i % SIZES.length];
            check(Pictures.gradient(i, size), Set.of(ImageType.GRADIENT));
            check(Pictures.busy(i, Math.min(128, size)), Set.of(ImageType.COMPLEX));
            check(Pictures.text(i, size), Set.of(ImageType.TEXT));
        }

        System.out.println(table());
        int met = tallies.values().stream().mapToInt(t -> t.met).sum();
        assertThat(met).as(table()).isGreaterThanOrEqualTo((int) Math.ceil(pictures * 0.9));
        assertThat(expectedTypes).as(table()).isGreaterThanOrEqualTo((int) (pictures * 0.9));
        assertThat(tallies).as(table()).containsOnlyKeys(ImageType.values());
        double error = tallies.values().stream().mapToDouble(t -> t.predictionError).sum();
        assertThat(error / pictures).as(table()).isLessThan(0.03);
        for (var entry : tallies.entrySet()) {
            assertThat(entry.getValue().met)
                    .as(entry.getKey() + "\n" + table())
                    .isGreaterThanOrEqualTo((int) (entry.getValue().count * 0.85));
        }
    }

    private void logos() throws ImageException {
        List<Logos.Logo> all = Logos.all();
        var random = new Random(20261121);
        for (int i = 0; i < LOGOS; i++) {
            var logo = all.get(i * all.size() / LOGOS);
            var colour = i % 2 == 0 ? new Color(logo.colour()) : new Color(random.nextInt(1 << 24));
            int size = SIZES[i % SIZES.length];
            BufferedImage image =
                    switch (i % 3) {
                        case 0 -> Logos.draw(logo, size, colour, opposite(colour, Color.WHITE));
                        case 1 -> Logos.draw(logo, size, colour, null);
                        default ->
                                Logos.draw(
                                        logo,
                                        size,
                                        colour,
                                        opposite(colour, new Color(random.nextInt(1 << 24))));
                    };
            check(image, Set.of(ImageType.SIMPLE, ImageType.TEXT));
        }
    }

    /// The wanted background, unless the logo could not be seen on it.
    private static Color opposite(Color colour, Color wanted) {
        double contrast = Math.abs(light(colour) - light(wanted));
        return contrast > 60 ? wanted : new Color(light(colour) > 128 ? 0x101820 : 0xf4f0e8);
    }

    private static double light(Color c) {
        return 0.3 * c.getRed() + 0.59 * c.getGreen() + 0.11 * c.getBlue();
    }

    private void check(BufferedImage image, Set<ImageType> expected) throws ImageException {
        byte[] png = Logos.encoded(image, "png");

        Conversion done = Vectoriser.convert(png, UNHURRIED);

        var tally = tallies.computeIfAbsent(done.type(), type -> new Tally());
        double predicted = QualityModel.predict(Vectoriser.analyse(png).features(), done.tier());
        pictures++;
        tally.count++;
        tally.met += done.targetMet() ? 1 : 0;
        tally.least = Math.min(tally.least, done.similarity());
        tally.sum += done.similarity();
        tally.predictionError += Math.abs(predicted - done.similarity());
        tally.tiers.merge(done.tier(), 1, Integer::sum);
        expectedTypes += expected.contains(done.type()) ? 1 : 0;
    }

    private String table() {
        var out =
                new StringBuilder(
                        "type      pictures  met   mean    least   prediction error  tiers\n");
        for (var entry : tallies.entrySet()) {
            Tally t = entry.getValue();
            out.append(
                    String.format(
                            Locale.ROOT,
                            "%-9s %8d %4d  %.4f  %.4f  %.4f            %s%n",
                            entry.getKey().label(),
                            t.count,
                            t.met,
                            t.sum / t.count,
                            t.least,
                            t.predictionError / t.count,
                            t.tiers));
        }
        return out.append("as expected: ")
                .append(expectedTypes)
                .append(" of ")
                .append(pictures)
                .toString();
    }
}
