package penstock.metrics.store;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.head.SampleBatch;
import penstock.metrics.store.head.Tally;

/// A batch on its way to the disk.
final class Pending {
    private final CountDownLatch done = new CountDownLatch(1);
    private final SampleBatch batch;
    private final ByteWriter encoded;
    private final Tally tally;
    private volatile @Nullable Throwable failure;

    /// Whether some thread sees to it already. Read and written under the lock of the log.
    boolean isTaken;

    Pending(SampleBatch batch, ByteWriter encoded, Tally tally) {
        this.batch = batch;
        this.encoded = encoded;
        this.tally = tally;
    }

    SampleBatch batch() {
        return batch;
    }

    ByteWriter encoded() {
        return encoded;
    }

    Tally tally() {
        return tally;
    }

    void succeed() {
        done.countDown();
    }

    void fail(Throwable reason) {
        failure = reason;
        done.countDown();
    }

    /// Waits for the end, whatever happens meanwhile: whoever gives up would not know whether the batch is stored.
    void await() {
        boolean isInterrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException _) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            // each thread that waited has something to say of its own
            default ->
                    throw new StoreException(
                            "the batch may not be stored: " + failure + "; send it again", failure);
        }
    }
}
