package penstock.cli.terminal;

import penstock.model.Weight;

/// A weight as a bar of twenty places.
public final class WeightBar {
    private static final int PLACES = 20;

    private WeightBar() {}

    /// @param weight such as `25%`; anything else makes an empty bar
    public static String of(String weight) {
        try {
            int filled = Weight.parse(weight).basisPoints() * PLACES / Weight.ALL.basisPoints();
            return "█".repeat(filled) + "░".repeat(PLACES - filled);
        } catch (IllegalArgumentException e) {
            return "░".repeat(PLACES);
        }
    }
}
