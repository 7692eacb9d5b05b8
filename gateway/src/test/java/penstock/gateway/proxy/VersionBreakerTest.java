package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Breaker;

class VersionBreakerTest {

    private static final long SECOND = Instances.SECOND;

    private final VersionBreaker breaker =
            new VersionBreaker(
                    new Breaker.Open(5_000, 20, Duration.ofSeconds(10), Duration.ofSeconds(5), 3));
    private long now = 100 * SECOND;

    private void see(int good, int bad) {
        for (int i = 0; i < good; i++) {
            breaker.saw(false, now, now);
        }
        for (int i = 0; i < bad; i++) {
            breaker.saw(true, now, now);
        }
    }

    private int admitted(int of) {
        int admitted = 0;
        for (int i = 0; i < of; i++) {
            admitted += breaker.admits(now) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void itOpensWithTheShareOfEnoughRequests() {
        see(9, 10);
        assertThat(breaker.isClosed()).isTrue();

        see(0, 1);

        assertThat(breaker.isClosed()).isFalse();
        assertThat(admitted(100)).isZero();
        assertThat(breaker.nanosLeft(now)).isEqualTo(5 * SECOND);
    }

    @Test
    void aSmallerShareDoesNot() {
        see(200, 199);

        assertThat(breaker.isClosed()).isTrue();
    }

    @Test
    void whatIsOlderThanTheWindowIsForgotten() {
        see(0, 19);
        now += 11 * SECOND;
        see(18, 1);

        assertThat(breaker.isClosed()).isTrue();
    }

    @Test
    void afterItsTimeAFewMayTryAndGoodOnesCloseIt() {
        see(0, 20);
        now += 5 * SECOND;

        assertThat(admitted(100)).isEqualTo(3);
        see(2, 0);
        assertThat(breaker.isClosed()).isFalse();
        see(1, 0);

        assertThat(breaker.isClosed()).isTrue();
        assertThat(admitted(100)).isEqualTo(100);
        see(0, 10);
        assertThat(breaker.isClosed()).isTrue();
    }

    @Test
    void aBadOneOpensItAgain() {
        see(0, 20);
        now += 5 * SECOND;
        admitted(3);
        see(2, 1);

        assertThat(admitted(100)).isZero();
        now += 5 * SECOND;
        assertThat(admitted(100)).isEqualTo(3);
    }

    @Test
    void whenTheProbesDoNotTellOthersMayTry() {
        see(0, 20);
        now += 5 * SECOND;
        admitted(3);
        assertThat(admitted(100)).isZero();

        now += 5 * SECOND;

        assertThat(admitted(100)).isEqualTo(3);
    }

    @Test
    void whatEndsWhileItIsOpenBeganBeforeAndDoesNotCount() {
        see(0, 20);
        see(100, 0);

        assertThat(breaker.isClosed()).isFalse();
        assertThat(admitted(1)).isZero();
    }

    @Test
    void whatBeganBeforeTheProbesTellsNothing() {
        see(0, 20);
        long before = now;
        now += 5 * SECOND;
        admitted(3);

        for (int i = 0; i < 30; i++) {
            assertThat(breaker.saw(i % 3 != 0, before, now)).isFalse();
        }
        assertThat(breaker.isClosed()).isFalse();
        see(3, 0);
        for (int i = 0; i < 30; i++) {
            breaker.saw(true, before, now);
        }

        assertThat(breaker.isClosed()).isTrue();
    }
}
