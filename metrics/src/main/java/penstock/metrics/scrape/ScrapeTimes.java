package penstock.metrics.scrape;

/// When a target is scraped, and which times its samples are given. Times are milliseconds since 1970.
final class ScrapeTimes {
    /// A scrape that begins so little too late or early is given the time it was meant for, since equal distances take less room in the store.
    private static final long TOLERANCE = 2;

    private final long interval;
    private long aligned;

    /// @param first when the first scrape is meant to be
    ScrapeTimes(long interval, long first) {
        this.interval = interval;
        this.aligned = first;
    }

    /// How long from a time to the first scrape of a target, which its hash alone decides, so that targets are spread over the interval and a
    /// restart changes nothing.
    static long untilFirst(long hash, long interval, long now) {
        long untilNext = interval - Math.floorMod(now, interval);
        long wait = untilNext + Long.remainderUnsigned(hash, interval);
        return wait > interval ? wait - interval : wait;
    }

    /// The time that a scrape gives its samples which begins now.
    long timeOf(long now) {
        if (now - aligned >= interval) {
            aligned += (now - aligned) / interval * interval;
        }
        long tolerance = Math.min(TOLERANCE, interval / 100);
        if (aligned + interval - now <= tolerance) {
            aligned += interval;
        } else if (now < aligned - tolerance) {
            // The clock was set back: there is nothing to be in line with.
            aligned = now;
        }
        return Math.abs(now - aligned) <= tolerance ? aligned : now;
    }
}
