package penstock.cli.load;

/// Brings the requests of a load to where they go. Safe for use by several threads.
public interface Carrier extends AutoCloseable {
    /// Sends a request and waits for what becomes of it.
    ///
    /// @param deadline of the complete answer, in terms of [System#nanoTime]
    Answer send(Shot shot, long deadline);

    @Override
    void close();

    /// Makes the one of a load.
    @FunctionalInterface
    interface Maker {
        /// @param resent to be told of each request that is sent once more
        Carrier make(LoadPlan plan, Runnable resent);
    }
}
