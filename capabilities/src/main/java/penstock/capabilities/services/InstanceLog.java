package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;

/// What an instance wrote to its standard output and error, as one stream of bytes. Positions count from the first
/// byte ever written and stay valid across rotation and restarts.
public interface InstanceLog {
    /// The last lines, oldest first; fewer when there are not so many.
    List<String> tail(int lines);

    /// The position after the last byte.
    long end();

    /// The position of the first of the last lines: where to begin following.
    long startOfLast(int lines);

    /// Reads on from a position. Waits up to `wait` for something to read and then answers empty. What was already
    /// deleted by rotation is skipped: `from` of the answer is then larger than asked.
    Chunk read(long from, int maxBytes, Duration wait) throws InterruptedException;

    /// A piece of the stream.
    ///
    /// @param from position of the first byte
    /// @param next where to read on
    /// @param text whole characters of UTF-8; malformed bytes become replacement characters
    record Chunk(long from, long next, String text) {
        public boolean isEmpty() {
            return next == from;
        }
    }
}
