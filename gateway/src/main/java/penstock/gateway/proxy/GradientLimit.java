package penstock.gateway.proxy;

import java.util.concurrent.atomic.AtomicInteger;
import penstock.gateway.routes.LoadLimit;

/// How many requests of a route may wait for an answer at once, found out from latency: while the present mean is no more than
/// `tolerance` times the long-term one, the limit grows by what may queue (4, or its root if that is more); above that it shrinks
/// in the same proportion, at most to a half. It does not grow while less than half of it is used.
///
/// The form and the figures are those of Gradient2 in Netflix's concurrency-limits (com.netflix.concurrency.limits.limit.
/// Gradient2Limit: smoothing 0.2, 600 windows, 4 in the queue), with windows of 100 ms and ten answers. One thing differs: while
/// requests are turned away, what is seen is the overload's own doing, so the long-term mean rises ten times more slowly then.
/// It does rise, as the service may have become slower for good.
final class GradientLimit {

    private static final long WINDOW = 100_000_000L;
    private static final int LEAST = 10;
    private static final int LONG_WINDOWS = 600;
    private static final int WARM_UP = 10;
    private static final double SMOOTHING = 0.2;
    private static final double LEAST_QUEUE = 4;
    private static final double OVERLOADED = 0.1;

    final LoadLimit rules;

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile int limit;

    private double estimate;
    private double longMean;
    private int windows;
    private long windowEnds;
    private double sum;
    private int count;
    private int mostWaiting;
    private volatile boolean isTurningAway;
    private boolean hasBegun;

    GradientLimit(LoadLimit rules) {
        this.rules = rules;
        this.estimate = rules.initial();
        this.limit = rules.initial();
    }

    int limit() {
        return limit;
    }

    int waiting() {
        return waiting.get();
    }

    /// One more; false when that is too many, and then it is not counted in, unless only counting is asked for.
    boolean enter() {
        if (waiting.incrementAndGet() <= limit) {
            return true;
        }
        isTurningAway = true;
        if (!rules.dryRun()) {
            waiting.decrementAndGet();
        }
        return false;
    }

    /// It waits no longer, and tells nothing.
    void leave() {
        waiting.decrementAndGet();
    }

    /// There was no answer in that time, which tells something when it is longer than most answers take.
    void gaveUp(long nanos, long now) {
        if (nanos > longMean()) {
            answered(nanos, now);
        } else {
            leave();
        }
    }

    private synchronized double longMean() {
        return longMean;
    }

    /// It has its answer, after so long.
    void answered(long nanos, long now) {
        int together = waiting.getAndDecrement();
        synchronized (this) {
            if (!hasBegun) {
                hasBegun = true;
                windowEnds = now + WINDOW;
            }
            sum += nanos;
            count++;
            mostWaiting = Math.max(mostWaiting, together);
            if (count >= LEAST && now - windowEnds >= 0) {
                move(sum / count);
                sum = 0;
                count = 0;
                mostWaiting = 0;
                isTurningAway = false;
                windowEnds = now + WINDOW;
            }
        }
    }

    private void move(double shortMean) {
        learn(shortMean);
        if (mostWaiting < estimate / 2) {
            return;
        }
        double ratio = rules.tolerancePercent() / 100.0 * longMean / shortMean;
        double gradient = Math.max(0.5, Math.min(1, ratio));
        double next = estimate * gradient + Math.max(LEAST_QUEUE, Math.sqrt(estimate));
        estimate =
                Math.clamp(estimate * (1 - SMOOTHING) + next * SMOOTHING, rules.min(), rules.max());
        limit = (int) estimate;
    }

    private void learn(double shortMean) {
        windows = Math.min(windows + 1, LONG_WINDOWS);
        if (windows <= WARM_UP) {
            longMean += (shortMean - longMean) / windows;
            return;
        }
        double share = 2.0 / (LONG_WINDOWS + 1);
        boolean isOwnDoing = isTurningAway && shortMean > longMean;
        longMean += (shortMean - longMean) * share * (isOwnDoing ? OVERLOADED : 1);
        if (longMean > 2 * shortMean) {
            longMean *= 0.95;
        }
    }
}
