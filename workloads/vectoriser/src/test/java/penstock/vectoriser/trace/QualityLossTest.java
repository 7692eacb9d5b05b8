package penstock.vectoriser.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What a release that gives quality away on purpose costs: some of the score, and nothing else.
final class QualityLossTest {
    private static final ConversionOptions ONE_PASS =
            new ConversionOptions(
                    Tier.FAST, OptionalDouble.empty(), OptionalInt.empty(), OptionalInt.empty(), 0);

    private static double meanScore(double loss) throws IOException, ImageException {
        double sum = 0;
        int count = 0;
        try (var files = Files.list(Path.of("samples"))) {
            for (var file : files.filter(each -> each.toString().endsWith(".png")).toList()) {
                var conversion =
                        Vectoriser.convert(
                                Files.readAllBytes(file), ONE_PASS.withQualityLoss(loss));
                assertThat(conversion.attempts()).isEqualTo(1);
                sum += conversion.similarity();
                count++;
            }
        }
        return sum / count;
    }

    @Test
    void aLossOfTwelvePerCentIsTwoPerCentOfTheScoreInTheSameNumberOfPasses()
            throws IOException, ImageException {
        double good = meanScore(0);

        assertThat(meanScore(0.12) / good).isBetween(0.975, 0.985);
        assertThat(meanScore(0.06) / good).isBetween(0.99, 0.999);
    }
}
