package penstock.kernel.control;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Real time. Delays are measured by the monotonic clock, so that setting the wall clock neither hurries nor stalls
/// them. Each task runs on a virtual thread of its own.
public final class SystemTimer implements Timer, AutoCloseable {
    private final ScheduledThreadPoolExecutor ticking =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("timer").daemon().factory());

    public SystemTimer() {
        ticking.setRemoveOnCancelPolicy(true);
        ticking.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant instant() {
        return Instant.now();
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
