package penstock.kernel.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.kernel.LogKeys;
import penstock.model.DurationText;

/// Real time, measured by the monotonic clock from the time of day at the start: setting the wall clock neither hurries
/// nor stalls a delay, a deadline, a hold or a lease. That the wall clock was set is told once; a later start goes by it.
/// Each task runs on a virtual thread of its own.
public final class SystemTimer implements Timer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SystemTimer.class);

    /// The wall clock is compared this often; less than this apart is no jump but the usual correction of its speed.
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final InstantSource wall;
    private final LongSupplier nanoTime;
    private final Instant began;
    private final long beganNanos;

    /// How far the wall clock was away at the last look.
    private Duration before = Duration.ZERO;

    private final ScheduledThreadPoolExecutor ticking =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("timer").daemon().factory());

    public SystemTimer() {
        this(InstantSource.system(), System::nanoTime);
    }

    SystemTimer(InstantSource wall, LongSupplier nanoTime) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.began = wall.instant();
        this.beganNanos = nanoTime.getAsLong();
        ticking.setRemoveOnCancelPolicy(true);
        ticking.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        var _ =
                ticking.scheduleWithFixedDelay(
                        this::lookAtWallClock,
                        LOOK.toMillis(),
                        LOOK.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /// Says when the wall clock jumped.
    void lookAtWallClock() {
        var away = Duration.between(instant(), wall.instant());
        var jump = away.minus(before);
        before = away;
        if (jump.abs().compareTo(LOOK) >= 0) {
            LOG.atWarn()
                    .addKeyValue(LogKeys.DELAY, DurationText.format(jump))
                    .log(
                            "the clock of this machine was set; deadlines go by the time before until the next start");
        }
    }

    @Override
    public Instant instant() {
        return began.plusNanos(nanoTime.getAsLong() - beganNanos);
    }

    @Override
    public Alarm after(Duration delay, Runnable task) {
        var scheduled =
                ticking.schedule(
                        () -> Thread.startVirtualThread(task),
                        delay.toNanos(),
                        TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /// Tasks that are not due yet never run.
    @Override
    public void close() {
        ticking.shutdown();
    }
}
