package penstock.kernel.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import penstock.model.Ref;

final class WorkQueueTest {
    private static final Ref A = Ref.parse("Valve/a");
    private static final Ref B = Ref.parse("Valve/b");
    private static final Ref C = Ref.parse("Valve/c");

    private final WorkQueue queue = new WorkQueue();

    private boolean isQuiet() throws InterruptedException {
        return queue.awaitQuiet(() -> true, Duration.ZERO);
    }

    @Test
    void holdsANameOnceInTheOrderOfArrival() throws InterruptedException {
        queue.add(A);
        queue.add(B);
        queue.add(A);

        assertThat(queue.take(false)).contains(A);
        assertThat(queue.take(false)).contains(B);
        queue.done(A);
        queue.done(B);
        assertThat(isQuiet()).isTrue();
    }

    @Test
    void urgentNamesGoFirstAlsoWhenTheyWaitedAlready() throws InterruptedException {
        queue.add(A);
        queue.add(B);
        queue.add(C);
        queue.addUrgently(C);

        assertThat(queue.take(true)).contains(C);
        assertThat(queue.take(false)).contains(A);
        assertThat(queue.take(false)).contains(B);
    }

    @Test
    void anUrgentNameStaysUrgentWhenWokenAgain() throws InterruptedException {
        queue.add(A);
        queue.addUrgently(B);
        queue.add(B);

        assertThat(queue.take(false)).contains(B);
        queue.done(B);
        assertThat(queue.take(false)).contains(A);
        queue.done(A);
        assertThat(isQuiet()).isTrue();
    }

    @Test
    void aNameWokenDuringALookComesBackAfterIt() throws InterruptedException {
        queue.add(A);
        assertThat(queue.take(false)).contains(A);
        queue.add(A);
        queue.add(B);

        assertThat(queue.isOvertaken(A)).isFalse();
        assertThat(queue.take(false)).contains(B);
        queue.done(A);
        assertThat(queue.take(false)).contains(A);
    }

    @Test
    void aLookIsOvertakenByAnUrgentWakeOfItsName() throws InterruptedException {
        queue.add(A);
        queue.add(B);
        assertThat(queue.take(false)).contains(A);

        queue.addUrgently(A);
        queue.add(A);

        assertThat(queue.isOvertaken(A)).isTrue();
        queue.done(A);
        assertThat(queue.take(true)).contains(A);
        assertThat(queue.isOvertaken(A)).isFalse();
    }

    @Test
    void givesNothingOnceClosed() throws InterruptedException {
        queue.add(A);
        queue.close();

        assertThat(queue.take(false)).isEmpty();
    }
}
