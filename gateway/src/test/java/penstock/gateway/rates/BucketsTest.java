package penstock.gateway.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BucketsTest {

    private static final long SEED = 20_261_126;
    private static final long MINUTE = 60_000_000;

    @Test
    void exactlyTheBurstAndWhatTimeBringsIsAdmittedHoweverManyAskAtOnce() throws Exception {
        // per 7 s, so that no request costs a whole number of microseconds
        Rate rate = Rate.of(300, 7_000_000, 50);
        var buckets = new Buckets(1_024);
        var clock = new AtomicLong(-5_000_000);
        var admitted = new AtomicLong();
        var asked = new AtomicLong();
        // 10 ms after the 600th came back, 13 ms before the next does
        long end = 9_010_000;
        Callable<Void> hammer =
                () -> {
                    while (true) {
                        long now = clock.addAndGet(37);
                        if (now > end) {
                            return null;
                        }
                        asked.incrementAndGet();
                        if (rate.admits(buckets.take(4711, rate, now))) {
                            admitted.incrementAndGet();
                        }
                    }
                };

        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var each : threads.invokeAll(List.of(hammer, hammer, hammer, hammer))) {
                each.get();
            }
        }

        assertThat(admitted.get()).isEqualTo(50 + 600);
        assertThat(asked.get()).isGreaterThan(300_000);
    }

    @Test
    void manyKeysAtOnceAreEachAdmittedExactly() throws Exception {
        Rate rate = Rate.of(1, MINUTE, 20);
        var buckets = new Buckets(8_192);
        var admitted = new AtomicLong();
        Callable<Void> hammer =
                () -> {
                    for (int round = 0; round < 30; round++) {
                        for (long key = 0; key < 1_000; key++) {
                            long spread = key * 0x9e3779b97f4a7c15L;
                            if (rate.admits(buckets.take(spread, rate, 0))) {
                                admitted.incrementAndGet();
                            }
                        }
                    }
                    return null;
                };

        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var each : threads.invokeAll(List.of(hammer, hammer, hammer, hammer))) {
                each.get();
            }
        }

        assertThat(admitted.get()).isEqualTo(20_000);
        assertThat(buckets.takeForgotten()).isZero();
    }

    /// Against the definition, with fractions of arbitrary size.
    @Test
    void itIsTheTokenBucketOfTheDefinition() {
        var random = new Random(SEED);
        for (int n = 0; n < 200; n++) {
            long requests = 1L + random.nextInt(1_000);
            long period = 1_000L * (1 + random.nextInt(100_000));
            long burst = 1L + random.nextInt(40);
            Rate rate = Rate.of(requests, period, burst);
            var buckets = new Buckets(1_024);
            long now = random.nextInt();
            // in parts of a request: `period` of them are one
            long tokens = burst * period;
            for (int i = 0; i < 200; i++) {
                long pause = random.nextLong(2 * period / requests + 2);
                now += pause;
                tokens = Math.min(burst * period, tokens + pause * requests);
                boolean isExpected = tokens >= period;
                long debt = buckets.take(1, rate, now);

                assertThat(rate.admits(debt)).as("seed %d, %s", SEED, rate).isEqualTo(isExpected);
                assertThat(rate.remaining(debt)).isEqualTo(tokens / period);
                tokens -= isExpected ? period : 0;
            }
        }
    }

    @Test
    void theTimeToWaitIsExact() {
        Rate rate = Rate.of(3, 1_000_000, 1);
        var buckets = new Buckets(1_024);
        buckets.take(1, rate, 0);

        long wait = rate.untilOneFits(buckets.take(1, rate, 0));

        assertThat(wait).isEqualTo(333_334);
        assertThat(rate.admits(buckets.take(1, rate, wait - 1))).isFalse();
        assertThat(rate.admits(buckets.take(1, rate, wait))).isTrue();
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        Rate rate = Rate.of(1, MINUTE, 2);
        var buckets = new Buckets(1_024);
        buckets.take(1, rate, 0);
        buckets.take(1, rate, 0);
        buckets.giveBack(1, rate, 0);
        buckets.giveBack(2, rate, 0);

        assertThat(rate.admits(buckets.take(1, rate, 0))).isTrue();
        assertThat(rate.admits(buckets.take(1, rate, 0))).isFalse();
        assertThat(rate.remaining(buckets.take(2, rate, 0))).isEqualTo(2);
    }

    @Test
    void aClockThatRunsBackALittleBringsNothing() {
        Rate rate = Rate.of(1, 1_000, 1);
        var buckets = new Buckets(1_024);
        int admitted = 0;
        for (long now : new long[] {0, 1_000, 999, 1_000, 5, 2_000, 1_999}) {
            admitted += rate.admits(buckets.take(1, rate, now)) ? 1 : 0;
        }

        assertThat(admitted).isEqualTo(3);
    }

    @Test
    void memoryIsBoundedAndTheKeyThatOwesLeastIsForgotten() {
        Rate rate = Rate.of(1, MINUTE, 100);
        var buckets = new Buckets(1_024);
        var random = new Random(SEED);
        List<Long> offenders = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            offenders.add(random.nextLong());
        }
        offenders.forEach(
                key -> {
                    for (int i = 0; i < 101; i++) {
                        buckets.take(key, rate, 0);
                    }
                });
        for (int i = 0; i < 100_000; i++) {
            buckets.take(random.nextLong(), rate, 1);
        }

        for (long key : offenders) {
            assertThat(rate.admits(buckets.take(key, rate, 2))).isFalse();
        }
        assertThat(buckets.takeForgotten()).isBetween(90_000L, 100_000L);
        assertThat(counted(buckets, 2)).isBetween(1_024L, 4_096L);
    }

    @Test
    void asManyKeysAsPromisedOweSomethingAtTheSameTime() {
        Rate rate = Rate.of(1, MINUTE, 1);
        var buckets = new Buckets(1_024);
        var random = new Random(SEED);
        Map<Long, Boolean> keys = new HashMap<>();
        for (int i = 0; i < 1_024; i++) {
            keys.put(random.nextLong(), true);
        }
        keys.keySet().forEach(key -> buckets.take(key, rate, 0));

        assertThat(buckets.takeForgotten()).isLessThan(20);
        assertThat(counted(buckets, 1)).isGreaterThan(1_000);
        assertThat(counted(buckets, MINUTE)).isZero();
    }

    /// Each call counts one stripe of 64.
    private static long counted(Buckets buckets, long now) {
        long count = 0;
        for (int i = 0; i < 64; i++) {
            count = buckets.keys(now);
        }
        return count;
    }

    @Test
    void aRateThatCannotBeCountedExactlyIsNone() {
        assertThat(Rate.fits(1_000_000_000, 3_600_000_000L, 600_000_000)).isTrue();
        assertThat(Rate.fits(1, 1L << 40, 1L << 30)).isFalse();
        assertThatThrownBy(() -> Rate.of(1, 1L << 40, 1L << 30))
                .hasMessageContaining("(expected: less)");
    }
}
