package penstock.vectoriser.trace;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;

/// Fits the weights of `QualityModel` by least squares over pictures other than those of the quality
/// test, and prints them. Run `main` after a change of the tracing; it takes a minute.
final class QualityModelFit {
    private static final int LOGOS = 150;
    private static final int DRAWN = 40;
    private static final int WEIGHTS = 5;
    private static final double RIDGE = 1e-4;
    private static final int[] SIZES = {48, 64, 96, 128, 200};

    private final List<double[]> features = new ArrayList<>();
    private final List<Map<Tier, Double>> losses = new ArrayList<>();

    private QualityModelFit() {}

    public static void main(String[] arguments) throws ImageException {
        var fit = new QualityModelFit();
        var logos = Logos.all();
        var random = new Random(3);
        for (int i = 0; i < LOGOS; i++) {
            var logo = logos.get((i * logos.size() + 7) / LOGOS);
            var colour = new Color(random.nextInt(1 << 24));
            fit.measure(Logos.draw(logo, SIZES[i % 5], colour, i % 2 == 0 ? Color.WHITE : null));
        }
        for (int i = 100; i < 100 + DRAWN; i++) {
            fit.measure(Pictures.gradient(i, SIZES[i % 5]));
            fit.measure(Pictures.busy(i, SIZES[i % 4]));
            fit.measure(Pictures.text(i, SIZES[i % 5]));
        }
        for (Tier tier : Tier.values()) {
            fit.print(tier);
        }
    }

    private void measure(BufferedImage image) throws ImageException {
        byte[] png = Logos.encoded(image, "png");
        Features seen = Vectoriser.analyse(png).features();
        Map<Tier, Double> loss = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            var options =
                    new ConversionOptions(
                            tier,
                            OptionalDouble.of(1),
                            OptionalInt.empty(),
                            OptionalInt.of(4000),
                            0);
            loss.put(tier, 1 - Vectoriser.convert(png, options).similarity());
        }
        features.add(
                new double[] {
                    1,
                    seen.edgeShare(),
                    seen.gradientShare(),
                    seen.roughShare(),
                    seen.unexplainedShare()
                });
        losses.add(loss);
    }

    private double loss(int picture, Tier tier) {
        return Objects.requireNonNull(losses.get(picture).get(tier));
    }

    private void print(Tier tier) {
        double[][] matrix = new double[WEIGHTS][WEIGHTS + 1];
        for (int k = 0; k < features.size(); k++) {
            double[] row = features.get(k);
            for (int i = 0; i < WEIGHTS; i++) {
                for (int j = 0; j < WEIGHTS; j++) {
                    matrix[i][j] += row[i] * row[j];
                }
                matrix[i][WEIGHTS] += row[i] * loss(k, tier);
            }
        }
        double[] weights = solve(matrix);
        double error = 0;
        for (int k = 0; k < features.size(); k++) {
            double predicted = 0;
            for (int i = 0; i < WEIGHTS; i++) {
                predicted += weights[i] * features.get(k)[i];
            }
            error += Math.abs(predicted - loss(k, tier)) / features.size();
        }
        var out = new StringBuilder(tier.label());
        for (double weight : weights) {
            out.append(String.format(Locale.ROOT, " %.4f", weight));
        }
        System.out.println(out.append(String.format(Locale.ROOT, ", mean error %.4f", error)));
    }

    /// Gauss–Jordan elimination of the normal equations.
    private static double[] solve(double[][] matrix) {
        for (int i = 0; i < WEIGHTS; i++) {
            matrix[i][i] += RIDGE;
        }
        for (int i = 0; i < WEIGHTS; i++) {
            double pivot = matrix[i][i];
            for (int j = 0; j <= WEIGHTS; j++) {
                matrix[i][j] /= pivot;
            }
            for (int k = 0; k < WEIGHTS; k++) {
                double factor = k == i ? 0 : matrix[k][i];
                for (int j = 0; j <= WEIGHTS; j++) {
                    matrix[k][j] -= factor * matrix[i][j];
                }
            }
        }
        double[] weights = new double[WEIGHTS];
        for (int i = 0; i < WEIGHTS; i++) {
            weights[i] = matrix[i][WEIGHTS];
        }
        return weights;
    }
}
