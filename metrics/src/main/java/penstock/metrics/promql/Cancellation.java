package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.List;

/// Lets another thread end a query. The query notices within a few thousand samples, or is told.
public final class Cancellation {
    private final List<Runnable> told = new ArrayList<>();
    private volatile boolean isCancelled;

    public void cancel() {
        List<Runnable> all;
        synchronized (told) {
            isCancelled = true;
            all = List.copyOf(told);
            told.clear();
        }
        all.forEach(Runnable::run);
    }

    public boolean isCancelled() {
        return isCancelled;
    }

    /// Has something done on the thread that cancels; at once, when that has happened. For a query that waits for another program.
    public void onCancel(Runnable action) {
        synchronized (told) {
            if (!isCancelled) {
                told.add(action);
                return;
            }
        }
        action.run();
    }
}
