package penstock.judge.anomaly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is usual of one signal: a line through time, a season on top of it, and how far values lie from both. All from
/// medians, so that a minority of unusual points in what it is learned from does not bend it.
final class Profile {
    private static final int MOST_SLOTS = 96;
    private static final int POINTS_IN_SLOT = 8;
    private static final int BLOCKS = 24;

    private final long start;
    private final double level;
    private final double slope;
    private final long season;
    private final double[] offsets;
    private final double[] spreads;

    private Profile(
            long start, double[] levelAndSlope, long season, double[] offsets, double[] spreads) {
        this.start = start;
        level = levelAndSlope[0];
        slope = levelAndSlope[1];
        this.season = season;
        this.offsets = offsets;
        this.spreads = spreads;
    }

    /// @param at times in milliseconds, ascending
    /// @param values at these times
    /// @param season in milliseconds, 0 if there is none
    static Profile of(long[] at, double[] values, long season) {
        var slope = slope(at, values, season);
        var start = at[0];
        var slots = season == 0 ? 1 : Math.clamp(at.length / POINTS_IN_SLOT, 1, MOST_SLOTS);
        var profile = fit(at, values, season, slots, slope);
        // A line that explains less than the spread is noise, and would lead astray when it is
        // followed on.
        var drift = Math.abs(slope) * (at[at.length - 1] - start);
        return drift > Robust.median(profile.spreads.clone())
                ? profile
                : fit(at, values, season, slots, 0);
    }

    private static Profile fit(long[] at, double[] values, long season, int slots, double slope) {
        var start = at[0];
        var flat = new double[at.length];
        for (var i = 0; i < at.length; i++) {
            flat[i] = values[i] - slope * (at[i] - start);
        }
        var level = Robust.median(flat.clone());
        var line = new double[] {level, slope};
        var none = new Profile(start, line, season, new double[slots], new double[slots]);
        var offsets = none.bySlot(at, flat, offset -> Robust.median(offset), level);
        var shaped = new Profile(start, line, season, offsets, new double[slots]);
        var rest = new double[at.length];
        for (var i = 0; i < at.length; i++) {
            rest[i] = values[i] - shaped.expected(at[i]);
        }
        var all = atLeastSomething(Robust.spread(rest), level);
        var spreads = shaped.bySlot(at, rest, Robust::spread, 0);
        for (var i = 0; i < spreads.length; i++) {
            spreads[i] = Math.max(spreads[i], all * 0.5);
        }
        return new Profile(start, line, season, offsets, spreads);
    }

    /// A signal that never moved has no spread; then whatever moves it is unusual.
    private static double atLeastSomething(double spread, double level) {
        return Math.max(spread, Math.max(Math.abs(level) * 1e-6, 1e-9));
    }

    /// A figure of the values in each slot of the season; where too few fall into a slot, that of all.
    private double[] bySlot(
            long[] at,
            double[] values,
            java.util.function.ToDoubleFunction<double[]> figure,
            double from) {
        var slots = new ArrayList<List<Double>>();
        for (var i = 0; i < offsets.length; i++) {
            slots.add(new ArrayList<>());
        }
        for (var i = 0; i < at.length; i++) {
            slots.get((int) place(at[i])).add(values[i] - from);
        }
        var all = figure.applyAsDouble(Arrays.stream(values).map(value -> value - from).toArray());
        return slots.stream()
                .mapToDouble(
                        slot ->
                                slot.size() < POINTS_IN_SLOT / 2
                                        ? all
                                        : figure.applyAsDouble(
                                                slot.stream()
                                                        .mapToDouble(Double::doubleValue)
                                                        .toArray()))
                .toArray();
    }

    /// Change for each millisecond: the median of the changes from season to season, or of those between blocks of points.
    private static double slope(long[] at, double[] values, long season) {
        if (season > 0) {
            return at[at.length - 1] - at[0] < 2 * season ? 0 : seasonalSlope(at, values, season);
        }
        var blocks = Math.min(BLOCKS, at.length);
        var times = new double[blocks];
        var levels = new double[blocks];
        for (var block = 0; block < blocks; block++) {
            var from = block * at.length / blocks;
            var to = (block + 1) * at.length / blocks;
            times[block] = (at[from] + at[to - 1]) / 2.0;
            levels[block] = Robust.median(Arrays.copyOfRange(values, from, to));
        }
        var slopes = new ArrayList<Double>();
        for (var i = 0; i < blocks; i++) {
            for (var j = i + 1; j < blocks; j++) {
                slopes.add((levels[j] - levels[i]) / (times[j] - times[i]));
            }
        }
        return Robust.median(slopes.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double seasonalSlope(long[] at, double[] values, long season) {
        var changes = new double[at.length];
        var count = 0;
        var later = 0;
        for (var i = 0; i < at.length; i++) {
            while (later < at.length && at[later] < at[i] + season) {
                later++;
            }
            if (later < at.length) {
                changes[count++] = (values[later] - values[i]) / (at[later] - at[i]);
            }
        }
        return Robust.median(Arrays.copyOf(changes, count));
    }

    /// Where in the season a time lies, in slots.
    private double place(long at) {
        return season == 0 ? 0 : Math.floorMod(at, season) * (double) offsets.length / season;
    }

    double expected(long at) {
        return level + slope * (at - start) + between(offsets, at);
    }

    double spread(long at) {
        return between(spreads, at);
    }

    /// The value at a time if that of each slot holds in its middle.
    private double between(double[] slots, long at) {
        var place = place(at) - 0.5;
        var below = (int) Math.floor(place);
        var left = slots[Math.floorMod(below, slots.length)];
        var right = slots[Math.floorMod(below + 1, slots.length)];
        return left + (place - below) * (right - left);
    }
}
