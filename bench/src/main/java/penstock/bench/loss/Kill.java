package penstock.bench.loss;

/// A process that ended by force. Times are nanoseconds of the load's clock.
///
/// @param pid whose
/// @param version of an instance; empty otherwise
/// @param fromNanos just before the signal: it still ran
/// @param toNanos when the system had taken everything of it away, its sockets too
record Kill(Victim victim, long pid, String version, long fromNanos, long toNanos) {
    enum Victim {
        SERVER,
        GATEWAY,
        INSTANCE,
        /// An instance that ended itself because its version is bad.
        CRASHED
    }

    /// Whether something that lasted from one moment to another was there when the process ended.
    boolean isWithin(long startNanos, long endNanos) {
        return startNanos <= toNanos && endNanos >= fromNanos;
    }
}
