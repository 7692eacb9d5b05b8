package penstock.metrics.histogram;

/// Finds out whether a counter was reset between two histograms: when any count is lower than before, or the layout changed as
/// it only does with a reset.
final class ResetDetection {
    private ResetDetection() {}

    static boolean isReset(FloatHistogram now, FloatHistogram before) {
        return switch (now.counterReset()) {
            case RESET -> true;
            case NOT_RESET -> false;
            case UNKNOWN, GAUGE -> now.count() < before.count() || isLower(now, before);
        };
    }

    private static boolean isLower(FloatHistogram now, FloatHistogram before) {
        if (now.isAlignedWith(before)) {
            return now.zeroCount() < before.zeroCount()
                    || now.positive().isAnyLowerThan(before.positive())
                    || now.negative().isAnyLowerThan(before.negative());
        }
        if (now.isCustom()) {
            return !before.isCustom() || isLowerCustom(now, before);
        }
        if (now.schema() > before.schema() || now.zeroThreshold() < before.zeroThreshold()) {
            return true;
        }
        var zero = ZeroBucket.of(before);
        zero.widen(now.zeroThreshold());
        if (zero.threshold() != now.zeroThreshold() || now.zeroCount() < zero.count()) {
            return true;
        }
        int doublings = before.schema() - now.schema();
        return isLower(now, Side.of(now.positive()), Side.of(before.positive()).reduced(doublings))
                || isLower(
                        now,
                        Side.of(now.negative()),
                        Side.of(before.negative()).reduced(doublings));
    }

    /// Whether a bucket outside of the zero bucket has a lower count than before.
    private static boolean isLower(FloatHistogram now, Side side, Side before) {
        int place = 0;
        for (int i = 0; i < before.size(); i++) {
            int index = before.index(i);
            if (!now.isCustom()
                    && ExponentialBounds.upper(index, now.schema()) <= now.zeroThreshold()) {
                continue;
            }
            while (place < side.size() && side.index(place) < index) {
                place++;
            }
            boolean isThere = place < side.size() && side.index(place) == index;
            if (isThere ? side.count(place) < before.count(i) : before.count(i) != 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLowerCustom(FloatHistogram now, FloatHistogram before) {
        var side = Side.of(now.positive());
        var sideBefore = Side.of(before.positive());
        if (now.customBounds().isSameAs(before.customBounds())) {
            return isLower(now, side, sideBefore);
        }
        var shared = now.customBounds().shared(before.customBounds());
        var mapped = Side.of(Buckets.NONE);
        mapped.addMapped(Bounds.NONE, side, now.customBounds(), shared, 1);
        var mappedBefore = Side.of(Buckets.NONE);
        mappedBefore.addMapped(Bounds.NONE, sideBefore, before.customBounds(), shared, 1);
        return isLower(now, mapped, mappedBefore);
    }
}
