package penstock.kernel.control;

import java.time.Duration;
import java.time.InstantSource;

/// The time, and a way to be called when some of it has passed. In production [SystemTimer]; tests advance it by hand.
public interface Timer extends InstantSource {
    /// Runs a task once after a delay. The task may block for a short while.
    Alarm after(Duration delay, Runnable task);

    /// A task that has not run yet, or has.
    interface Alarm {
        /// No effect once the task runs.
        void cancel();
    }
}
