package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.LoadLimit;

/// The limit in front of a simulated service: so many workers, a queue, requests that come by chance from a fixed seed.
class GradientLimitTest {

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = Instances.SECOND;

    /// A service of some workers, each of which takes `serviceMillis` on average.
    private static final class Service {
        private final PriorityQueue<long[]> ends =
                new PriorityQueue<>(Comparator.comparingLong((long[] one) -> one[0]));
        private final long[] freeAt;
        private final RandomGenerator random = new Random(20_261_126);
        private final GradientLimit limit;
        double serviceMillis = 10;
        private long now;
        long served;
        long shed;
        double worstMillis;

        Service(GradientLimit limit, int workers) {
            this.limit = limit;
            this.freeAt = new long[workers];
        }

        /// Requests at this rate for so long.
        void run(double perSecond, Duration time) {
            served = 0;
            shed = 0;
            worstMillis = 0;
            long until = now + time.toNanos();
            while (now < until) {
                now += (long) (-Math.log(1 - random.nextDouble()) * SECOND / perSecond);
                endUntil(now);
                if (limit.enter() || limit.rules.dryRun()) {
                    begin();
                } else {
                    shed++;
                }
            }
        }

        private void begin() {
            int free = 0;
            for (int i = 1; i < freeAt.length; i++) {
                free = freeAt[i] < freeAt[free] ? i : free;
            }
            double work = serviceMillis * (0.5 + random.nextDouble());
            freeAt[free] = Math.max(now, freeAt[free]) + (long) (work * MILLI);
            ends.add(new long[] {freeAt[free], now});
        }

        private void endUntil(long time) {
            while (!ends.isEmpty() && ends.element()[0] <= time) {
                long[] one = ends.remove();
                limit.answered(one[0] - one[1], one[0]);
                served++;
                worstMillis = Math.max(worstMillis, (one[0] - one[1]) / 1e6);
            }
        }
    }

    private static GradientLimit limit(boolean dryRun) {
        return new GradientLimit(new LoadLimit(20, 5, 1_000, 150, Duration.ofSeconds(1), dryRun));
    }

    /// Ten workers of 10 ms are 1,000 requests a second.
    @Test
    void inAnOverloadLatencyStaysAndWhatIsTooMuchIsTurnedAway() {
        var service = new Service(limit(false), 10);
        service.run(600, Duration.ofSeconds(30));
        assertThat(service.shed).isZero();

        service.run(3_000, Duration.ofSeconds(10));
        service.run(3_000, Duration.ofSeconds(20));

        assertThat(service.worstMillis).isLessThan(60);
        assertThat(service.served).isGreaterThan(18_000);
        assertThat(service.shed).isGreaterThan(35_000);
    }

    @Test
    void withoutItLatencyWouldCollapse() {
        var service = new Service(limit(true), 10);
        service.run(600, Duration.ofSeconds(30));

        service.run(3_000, Duration.ofSeconds(30));

        assertThat(service.worstMillis).isGreaterThan(10_000);
        assertThat(service.shed).isZero();
    }

    @Test
    void whenTheOverloadIsOverEverybodyIsServedAgain() {
        var service = new Service(limit(false), 10);
        service.run(600, Duration.ofSeconds(30));
        service.run(3_000, Duration.ofSeconds(30));

        service.run(600, Duration.ofSeconds(5));
        service.run(600, Duration.ofSeconds(30));

        assertThat(service.shed).isZero();
    }

    @Test
    void aServiceThatHasBecomeSlowerForGoodIsServedInTheEnd() {
        var limit = limit(false);
        var service = new Service(limit, 100);
        service.run(2_000, Duration.ofSeconds(30));
        service.serviceMillis = 25;

        service.run(2_000, Duration.ofMinutes(5));
        service.run(2_000, Duration.ofSeconds(30));

        assertThat(service.shed).isLessThan(600);
    }

    @Test
    void itDoesNotGrowWhileItIsNotUsed() {
        var limit = limit(false);
        var service = new Service(limit, 10);

        service.run(100, Duration.ofSeconds(60));

        assertThat(limit.limit()).isEqualTo(20);
        assertThat(limit.waiting()).isLessThan(20);
    }
}
