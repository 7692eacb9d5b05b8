package penstock.cli.load;

/// A request that has ended: what was asked, what came back, and when. Times are nanoseconds since the load began.
///
/// @param dueNanos when the request was to leave
/// @param sentNanos when it left
/// @param endNanos when its answer was complete, or it was known that none would come
public record Ending(Shot shot, Answer answer, long dueNanos, long sentNanos, long endNanos) {
    /// Hears of every request that has ended, on the thread that sent it; must be safe for use by several threads.
    @FunctionalInterface
    public interface Listener {
        void ended(Ending ending);
    }
}
