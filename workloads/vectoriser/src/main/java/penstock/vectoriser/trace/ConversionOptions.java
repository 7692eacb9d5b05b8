package penstock.vectoriser.trace;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What a caller may ask for. Absent values mean: the target and budget of the recognised type.
///
/// - `highestTier`: no attempt goes beyond it
/// - `target`: similarity to aim at, 0 to 1
/// - `colours`: most flat colours, 2 to 64
/// - `budgetMillis`: time after which no further attempt starts, 1 to 15,000
/// - `qualityLoss`: share of quality given away on purpose, 0 to 1 (a fault, not a feature)
public record ConversionOptions(
        Tier highestTier,
        OptionalDouble target,
        OptionalInt colours,
        OptionalInt budgetMillis,
        double qualityLoss) {
    public static final ConversionOptions DEFAULT =
            new ConversionOptions(
                    Tier.THOROUGH,
                    OptionalDouble.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    0);

    public ConversionOptions withQualityLoss(double loss) {
        return new ConversionOptions(highestTier, target, colours, budgetMillis, loss);
    }
}
