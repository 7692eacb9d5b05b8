package penstock.metrics.promql;

/// Lets another thread end a query. The query notices within a few thousand samples.
public final class Cancellation {
    private volatile boolean isCancelled;

    public void cancel() {
        isCancelled = true;
    }

    public boolean isCancelled() {
        return isCancelled;
    }
}
