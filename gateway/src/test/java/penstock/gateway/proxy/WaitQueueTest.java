package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitQueueTest {

    /// Runs everything at once.
    private static final Loop LOOP =
            new Loop() {
                @Override
                public void connect(InetSocketAddress address, Duration timeout, Attempt attempt) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void connectSecurely(
                        InetSocketAddress address,
                        TlsTarget target,
                        Duration timeout,
                        Attempt attempt) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Data copy(byte[] bytes, int from, int length) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void execute(Runnable task) {
                    task.run();
                }
            };

    private final List<String> called = new ArrayList<>();
    private final WaitQueue queue = new WaitQueue();

    private WaitQueue.Place place(String name) {
        return new WaitQueue.Place(LOOP, () -> called.add(name), 0);
    }

    @Test
    void whoCameFirstIsCalledFirst() {
        queue.enter(place("a"), 9);
        queue.enter(place("b"), 9);

        queue.wake();
        queue.wake();
        queue.wake();

        assertThat(called).containsExactly("a", "b");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void whoWasCalledInVainWaitsOnInFront() {
        var a = place("a");
        queue.enter(a, 2);
        queue.enter(place("b"), 2);
        queue.wake();
        queue.enter(place("c"), 2);

        assertThat(queue.enter(a, 2)).isTrue();
        queue.wake();

        assertThat(called).containsExactly("a", "a");
    }

    @Test
    void thereIsNoMoreRoomThanWasSaid() {
        assertThat(queue.enter(place("a"), 1)).isTrue();
        assertThat(queue.enter(place("b"), 1)).isFalse();
    }

    @Test
    void whoLooksAgainKeepsThePlace() {
        var a = place("a");
        queue.enter(a, 2);
        queue.enter(place("b"), 2);

        assertThat(queue.isNext(a)).isTrue();
        assertThat(queue.enter(a, 2)).isTrue();
        queue.wake();
        queue.wake();

        assertThat(called).containsExactly("a", "b");
    }

    @Test
    void whoHasLeftIsNotCalled() {
        var a = place("a");
        queue.enter(a, 9);
        queue.enter(place("b"), 9);
        queue.leave(a);

        queue.wake();

        assertThat(called).containsExactly("b");
    }

    @Test
    void whoHasWaitedTooLongHasALastTry() {
        var b = place("b");
        queue.enter(place("a"), 9);
        queue.enter(b, 9);

        queue.callLate(b);

        assertThat(called).containsExactly("b");
        assertThat(queue.isNext(b)).isTrue();
    }

    @Test
    void noMoreConnectionsAreOpenThanMayBe() {
        var slots = new ConnectionSlots();
        slots.limit(2);

        for (String name : List.of("a", "b", "c", "d")) {
            slots.dial(LOOP, () -> called.add(name));
        }
        assertThat(called).containsExactly("a", "b");
        assertThat(slots.isAwaited()).isTrue();

        slots.closed();
        assertThat(called).containsExactly("a", "b", "c");
        slots.limit(0);

        assertThat(called).containsExactly("a", "b", "c", "d");
        assertThat(slots.open()).isEqualTo(3);
    }
}
