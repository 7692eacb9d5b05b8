package penstock.metrics.scrape;

import java.util.concurrent.Semaphore;

/// The bytes that the answers of all targets together may take up while they are read. Who needs more than is left fails, instead of
/// waiting for others who wait as well.
final class BodyMemory {
    /// The largest body there may be: 32 MiB. It fits once, with the half of it that is there too while it grows.
    static final int MOST = 32 << 20;

    /// Bytes of all answers at once: 48 MiB.
    static final int USUAL = 48 << 20;

    private final Semaphore free;

    BodyMemory(int bytes) {
        free = new Semaphore(bytes);
    }

    /// A share of it, which grows until it is closed.
    final class Lease implements AutoCloseable {
        private int held;

        /// @throws ScrapeProblem when so much is not left
        void growTo(int bytes) {
            if (bytes > held) {
                if (!free.tryAcquire(bytes - held)) {
                    throw new ScrapeProblem(
                            "the answers of other targets take up the memory for them (try larger"
                                    + " intervals, or smaller answers)");
                }
                held = bytes;
            }
        }

        void shrinkTo(int bytes) {
            free.release(held - bytes);
            held = bytes;
        }

        @Override
        public void close() {
            shrinkTo(0);
        }
    }

    Lease lease() {
        return new Lease();
    }

    int free() {
        return free.availablePermits();
    }
}
