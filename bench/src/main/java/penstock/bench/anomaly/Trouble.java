package penstock.bench.anomaly;

import java.util.SplittableRandom;

/// What goes wrong, and for how long, in points.
enum Trouble {
    NOTHING(0),
    /// Two values, eight spreads up.
    SPIKE(2),
    /// Another level, four spreads up or down.
    SHIFT(72),
    /// From nothing to six spreads in half a day.
    SLOW_BURN(144),
    /// Each signal within what is usual of it, but not together (traffic falls to the night's, latency does not), or the day of a
    /// seasonal signal turned upside down.
    PATTERN(24);

    private final int points;

    Trouble(int points) {
        this.points = points;
    }

    int points() {
        return points;
    }

    boolean fits(World world) {
        return this != PATTERN || world.hasSeason();
    }

    /// Where it begins, at or after `from`: patterns at the height of the day or of the night, others at once.
    int start(double[][] series, int from) {
        if (this != PATTERN) {
            return from;
        }
        var best = from;
        for (var i = from; i < from + World.DAY / 2; i++) {
            var isFarther = Math.abs(series[i][0] - 100) > Math.abs(series[best][0] - 100);
            best = isFarther ? i : best;
        }
        return best - points / 2;
    }

    /// Changes the points from `from` on.
    void befall(World world, double[][] series, int from, SplittableRandom random) {
        // What goes wrong in a service shows in latency; the other worlds have one signal.
        var signal = world == World.SERVICE ? 1 : 0;
        var side = world == World.SPARSE || random.nextBoolean() ? 1 : -1;
        for (var i = 0; i < points; i++) {
            var at = series[from + i];
            var spread = world.spread(signal);
            switch (this) {
                case NOTHING -> {}
                case SPIKE -> at[signal] += 8 * spread;
                case SHIFT -> at[signal] += 4 * spread * side;
                case SLOW_BURN -> at[signal] += 6 * spread * i / points;
                case PATTERN -> at[0] = 200 - at[0];
            }
        }
    }
}
