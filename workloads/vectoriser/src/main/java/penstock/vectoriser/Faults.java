package penstock.vectoriser;

import java.time.Duration;
import java.util.Set;

/// What is wrong with this release on purpose. All off by default. Shares are 0 to 1.
///
/// - `errorRate`: share of API requests whose conversion fails
/// - `latency`: added to every API request
/// - `tailShare`, `tail`: this share of API requests takes this much longer
/// - `leak`: bytes kept for ever per API request
/// - `crashAfter`: the process halts at this API request; 0 for never
/// - `slowStart`: time from listening to ready
/// - `neverReady`: readiness never comes
/// - `qualityLoss`: how much coarser contours are drawn
record Faults(
        double errorRate,
        Duration latency,
        double tailShare,
        Duration tail,
        long leak,
        int crashAfter,
        Duration slowStart,
        boolean neverReady,
        double qualityLoss) {
    static final Faults NONE =
            new Faults(0, Duration.ZERO, 0, Duration.ZERO, 0, 0, Duration.ZERO, false, 0);

    private static final String ERROR_RATE = "VECTORISER_FAULT_ERROR_RATE";
    private static final String LATENCY = "VECTORISER_FAULT_LATENCY";
    private static final String LATENCY_TAIL = "VECTORISER_FAULT_LATENCY_TAIL";
    private static final String LEAK = "VECTORISER_FAULT_MEMORY_LEAK";
    private static final String CRASH_AFTER = "VECTORISER_FAULT_CRASH_AFTER";
    private static final String SLOW_START = "VECTORISER_FAULT_SLOW_START";
    private static final String NEVER_READY = "VECTORISER_FAULT_NEVER_READY";
    private static final String QUALITY_LOSS = "VECTORISER_FAULT_QUALITY_LOSS";

    static final Set<String> KNOWN =
            Set.of(
                    ERROR_RATE,
                    LATENCY,
                    LATENCY_TAIL,
                    LEAK,
                    CRASH_AFTER,
                    SLOW_START,
                    NEVER_READY,
                    QUALITY_LOSS);

    static Faults from(Settings.Variables read) {
        double tailShare = 0;
        Duration tail = Duration.ZERO;
        String text = read.text(LATENCY_TAIL);
        if (!text.isEmpty()) {
            int colon = Math.max(0, text.indexOf(':'));
            tailShare = Units.percentage(text.substring(0, colon));
            tail = Units.duration(text.substring(Math.min(text.length(), colon + 1)));
            if (tailShare < 0 || tail.isNegative()) {
                read.problem(LATENCY_TAIL, text, "share and duration such as 10%:800ms");
            }
        }
        return new Faults(
                read.percentage(ERROR_RATE),
                read.duration(LATENCY, Duration.ZERO),
                tailShare,
                tail,
                read.size(LEAK),
                read.whole(CRASH_AFTER, 0, 0, Integer.MAX_VALUE),
                read.duration(SLOW_START, Duration.ZERO),
                read.flag(NEVER_READY),
                read.percentage(QUALITY_LOSS));
    }
}
