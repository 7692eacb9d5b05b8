package penstock.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class CohortsTest {

    @Test
    void theVectorsNeverChange() {
        assertThat(Cohorts.of("", "")).isEqualTo(1083);
        assertThat(Cohorts.of("rollout-1", "user-1")).isEqualTo(5488);
        assertThat(Cohorts.of("rollout-1", "user-2")).isEqualTo(6431);
        assertThat(Cohorts.of("rollout-2", "user-1")).isEqualTo(2625);
        assertThat(Cohorts.of("salt", "grüße")).isEqualTo(2409);
        assertThat(Cohorts.hash("rollout-1", "user-1")).isEqualTo(0x8c8068a66d87a6e3L);
    }

    @Test
    void saltAndKeyDoNotRunIntoEachOther() {
        assertThat(Cohorts.hash("ab", "c")).isNotEqualTo(Cohorts.hash("a", "bc"));
    }

    @Test
    void sequentialAndRandomKeysFillTheBucketsEvenly() {
        var random = new Random(11);
        for (String salt : new String[] {"a", "b", "2026-11-21T08:00:00Z"}) {
            assertThat(chiSquare(salt, i -> "user-" + i)).isBetween(9_400.0, 10_600.0);
            assertThat(chiSquare(salt, i -> Integer.toString(i))).isBetween(9_400.0, 10_600.0);
            assertThat(chiSquare(salt, i -> Long.toHexString(random.nextLong())))
                    .isBetween(9_400.0, 10_600.0);
        }
    }

    /// 9,999 degrees of freedom: mean 9,999, standard deviation 141.
    private static double chiSquare(String salt, IntFunction<String> key) {
        int users = 1_000_000;
        long[] buckets = new long[Cohorts.COUNT];
        for (int i = 0; i < users; i++) {
            buckets[Cohorts.of(salt, key.apply(i))]++;
        }
        double expected = users / (double) Cohorts.COUNT;
        double sum = 0;
        for (long bucket : buckets) {
            sum += (bucket - expected) * (bucket - expected) / expected;
        }
        return sum;
    }

    @Test
    void saltsAreIndependentOfEachOther() {
        int both = 0;
        for (int i = 0; i < 1_000_000; i++) {
            boolean first = Cohorts.of("rollout-1", "user-" + i) < 1_000;
            boolean second = Cohorts.of("rollout-2", "user-" + i) < 1_000;
            both += first && second ? 1 : 0;
        }

        assertThat(both).isBetween(9_600, 10_400);
    }

    @Test
    void theBytesOfAHeaderHashAsTheTextTheyStandFor() {
        var random = new Random(20_261_126);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            long seed = Cohorts.seed("salt" + i);

            assertThat(Cohorts.hash(seed, bytes, 0, bytes.length))
                    .isEqualTo(Cohorts.hash(seed, text))
                    .isEqualTo(Cohorts.hash("salt" + i, text));
            assertThat(Cohorts.bucket(Cohorts.hash(seed, text)))
                    .isEqualTo(Cohorts.of("salt" + i, text));
        }
    }
}
