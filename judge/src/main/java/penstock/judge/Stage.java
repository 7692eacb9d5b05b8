package penstock.judge;

import java.util.Objects;

/// What holds while the weight stays the same.
///
/// @param tolerances what the candidate may do worse without being rolled back
/// @param margins what it must be shown to be within before the stage ends with "not worse"
public record Stage(Tolerances tolerances, Margins margins) {
    public Stage {
        Objects.requireNonNull(tolerances);
        Objects.requireNonNull(margins);
    }

    /// For versions whose instances are equally warm: both have run the same work for as long, or need no warming.
    public static Stage warm(int weightBasisPoints) {
        return new Stage(Tolerances.STANDARD, Margins.standard(weightBasisPoints));
    }

    /// For a fresh candidate beside a stable version that has run for long. Until its compiler and caches have seen thousands
    /// of requests it is slower, however good it is, and the fewer requests it gets the longer that lasts: two equal versions
    /// of a program on the JVM, 75 requests/s, differed by 2.2 times in the median after two minutes at 5 %, 1.3 times after
    /// one more at 25 %, 1.1 to 1.3 times in another at 50 % (docs/benchmarks.md). So latency is judged coarsely here, and
    /// errors as ever.
    public static Stage fresh(int weightBasisPoints) {
        var warm = warm(weightBasisPoints);
        if (weightBasisPoints < 2_000) {
            return warm.withLatency(3, 4);
        }
        return weightBasisPoints < 4_000 ? warm.withLatency(2, 2.5) : warm.withLatency(1.5, 2);
    }

    private Stage withLatency(double tolerated, double shown) {
        return new Stage(
                new Tolerances(
                        tolerances.errorFactor(),
                        tolerances.errorShare(),
                        tolerated,
                        tolerated,
                        tolerated),
                new Margins(margins.errorFactor(), margins.errorShare(), shown, shown, shown));
    }
}
