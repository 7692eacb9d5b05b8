package penstock.bench.judge.world;

import java.util.Arrays;

/// A limited number of users who always come back to the same version: some are far more active than others, each has
/// failures and latency of their own, and a few are broken and fail one request in five.
final class Users {
    /// One in so many is broken.
    private static final int BROKEN_ONE_OF = 500;

    private static final double BROKEN_SHARE = 0.2;

    private final Dice dice;
    private final double[] activeBelow;
    private final double[] cohort;
    private final double[] errorFactor;
    private final int[] moreParts;

    Users(int many, double errorShare, Dice dice) {
        this.dice = dice;
        activeBelow = new double[many];
        cohort = new double[many];
        errorFactor = new double[many];
        moreParts = new int[many];
        var sum = 0.0;
        for (var i = 0; i < many; i++) {
            sum += Math.pow(i + 10, -0.8);
            activeBelow[i] = sum;
            cohort[i] = dice.share();
            errorFactor[i] =
                    dice.happens(1.0 / BROKEN_ONE_OF)
                            ? BROKEN_SHARE / errorShare
                            : Math.exp(dice.normal() - 0.5);
            moreParts[i] = (int) Math.round(0.1 * dice.normal() * 16 / Math.log(2) * Shapes.PARTS);
        }
        for (var i = 0; i < many; i++) {
            activeBelow[i] /= sum;
        }
    }

    void serve(double expected, double weight, Arm stable, Arm candidate, double seconds) {
        var many = dice.poisson(expected);
        for (var i = 0; i < many; i++) {
            var found = Arrays.binarySearch(activeBelow, dice.share());
            var user = Math.min(activeBelow.length - 1, found < 0 ? -found - 1 : found);
            (cohort[user] < weight ? candidate : stable)
                    .serve(user, errorFactor[user], moreParts[user], seconds);
        }
    }
}
