package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.Outliers;
import penstock.gateway.routes.Role;

/// Which instances are left out, for how long, and which never.
class OutlierWatchTest {

    private static final long SECOND = Instances.SECOND;
    private static final long MILLI = 1_000_000L;

    private static final Outliers CONSECUTIVE = rules(5, 0, 0, 5_000);
    private static final Outliers COMPARED = rules(0, 2_000, 0, 5_000);
    private static final Outliers SLOWER = rules(0, 0, 300, 5_000);

    private final ArmStats stats = new ArmStats("production/shop", "v1", Role.STABLE);
    private long now = 1_000 * SECOND;

    private static Outliers rules(int consecutive, int failures, int slower, int max) {
        return new Outliers(
                consecutive,
                failures,
                slower,
                50,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                max);
    }

    private OutlierWatch watch(Outliers rules, List<Instance> instances) {
        return new OutlierWatch(rules, instances, stats, new AtomicLong(now + 10 * SECOND));
    }

    private void fail(OutlierWatch watch, Instance instance, int times) {
        for (int i = 0; i < times; i++) {
            watch.saw(instance, true, 0, now);
        }
    }

    private List<Instance> out(List<Instance> instances) {
        return instances.stream().filter(one -> one.isEjected(now)).toList();
    }

    @Test
    void aRowOfFailuresLeavesAnInstanceOut() {
        var instances = Instances.some(3, 0);
        var bad = instances.get(1);
        var watch = watch(CONSECUTIVE, instances);

        fail(watch, bad, 4);
        assertThat(bad.isUsable(now)).isTrue();
        fail(watch, bad, 1);

        assertThat(bad.isUsable(now)).isFalse();
        assertThat(stats.take(now)).isNotNull();
    }

    @Test
    void aSuccessBreaksTheRow() {
        var instances = Instances.some(3, 0);
        var watch = watch(CONSECUTIVE, instances);

        for (int i = 0; i < 10; i++) {
            fail(watch, instances.get(1), 4);
            watch.saw(instances.get(1), false, MILLI, now);
        }

        assertThat(out(instances)).isEmpty();
        assertThat(stats.take(now)).isNull();
    }

    @Test
    void neverMoreThanTheShareAndNeverTheLastOne() {
        var four = Instances.some(4, 0);
        var one = Instances.some(1, 0);
        var two = Instances.some(2, 0);
        two.get(1).unreachable(now);

        four.forEach(each -> fail(watch(CONSECUTIVE, four), each, 20));
        fail(watch(CONSECUTIVE, one), one.get(0), 20);
        fail(watch(rules(5, 0, 0, 10_000), two), two.get(0), 20);

        assertThat(out(four)).containsExactly(four.get(0), four.get(1));
        assertThat(out(one)).isEmpty();
        assertThat(out(two)).isEmpty();
    }

    @Test
    void eachTimeItIsLongerAndGoodTimesAreRemembered() {
        var instances = Instances.some(4, 0);
        var watch = watch(CONSECUTIVE, instances);
        var bad = instances.get(0);

        for (int seconds : new int[] {30, 60, 90, 120, 120}) {
            fail(watch, bad, 5);
            now += (seconds - 1) * SECOND;
            assertThat(bad.isEjected(now)).isTrue();
            now += SECOND;
            assertThat(bad.isUsable(now)).isTrue();
        }
        now += 150 * SECOND;
        fail(watch, bad, 5);
        now += 30 * SECOND;

        assertThat(bad.isUsable(now)).isTrue();
    }

    @Test
    void oneThatComesBackIsNewAgain() {
        var instances = Instances.some(4, 0);
        fail(watch(CONSECUTIVE, instances), instances.get(0), 5);

        now += 33 * SECOND;

        assertThat(instances.get(0).isUsable(now)).isTrue();
        assertThat(instances.get(0).age(now)).isEqualTo(3 * SECOND);
    }

    @Test
    void amongFewerInstancesThoseComeBackThatAreTooMany() {
        var instances = Instances.some(4, 0);
        fail(watch(CONSECUTIVE, instances), instances.get(0), 5);
        now += SECOND;
        fail(watch(CONSECUTIVE, instances), instances.get(1), 5);
        assertThat(out(instances)).containsExactly(instances.get(0), instances.get(1));

        watch(CONSECUTIVE, instances.subList(0, 3)).keepFloor(now);
        assertThat(out(instances)).containsExactly(instances.get(1));
        watch(CONSECUTIVE, instances.subList(1, 2)).keepFloor(now);

        assertThat(out(instances)).isEmpty();
    }

    @Test
    void whatBeganBeforeItCameBackIsForgotten() {
        var instances = Instances.some(4, now);
        var bad = instances.get(0);
        var load = LoadRules.DEFAULT.with(CONSECUTIVE);
        var arm = new Arm(stats, instances, load, new VersionMemory(now), now);
        long before = now;
        for (int i = 0; i < 5; i++) {
            arm.saw(bad, true, 0, before, now);
        }
        now += 30 * SECOND;
        assertThat(bad.isUsable(now)).isTrue();

        for (int i = 0; i < 5; i++) {
            arm.saw(bad, true, 0, before, now);
        }

        assertThat(bad.isUsable(now)).isTrue();
    }

    // --- comparing ---

    /// Ten seconds of requests; the last one makes the comparison due.
    private void run(OutlierWatch watch, List<Instance> instances, double[] failing) {
        RandomGenerator random = new Random(7);
        for (int i = 0; i < 200; i++) {
            for (int n = 0; n < instances.size(); n++) {
                watch.saw(instances.get(n), random.nextDouble() < failing[n], MILLI, now);
            }
        }
        now += 11 * SECOND;
        watch.saw(instances.get(0), false, MILLI, now);
    }

    @Test
    void oneThatFailsFarMoreThanTheOthersIsLeftOut() {
        var instances = Instances.some(4, 0);
        var watch = watch(COMPARED, instances);

        run(watch, instances, new double[] {0.01, 0.01, 0.4, 0.01});

        assertThat(out(instances)).containsExactly(instances.get(2));
    }

    @Test
    void whenAllFailAlikeNobodyIs() {
        var instances = Instances.some(4, 0);
        var watch = watch(COMPARED, instances);

        run(watch, instances, new double[] {0.4, 0.4, 0.45, 0.4});

        assertThat(out(instances)).isEmpty();
    }

    @Test
    void aFewRequestsProveNothing() {
        var instances = Instances.some(2, 0);
        var watch = watch(COMPARED, instances);
        for (int i = 0; i < 49; i++) {
            watch.saw(instances.get(0), true, MILLI, now);
            watch.saw(instances.get(1), false, MILLI, now);
        }

        now += 11 * SECOND;
        watch.saw(instances.get(1), false, MILLI, now);

        assertThat(out(instances)).isEmpty();
    }

    @Test
    void twoBadOnesAreLeftOutTogetherIfThatManyMay() {
        var instances = Instances.some(6, 0);
        var watch = watch(COMPARED, instances);

        run(watch, instances, new double[] {0, 0.9, 0, 0, 0.5, 0});

        assertThat(out(instances)).containsExactly(instances.get(1), instances.get(4));
    }

    @Test
    void oneThatIsManyTimesSlowerIsLeftOutAndOneThatIsALittleSlowerIsNot() {
        for (int slow : new int[] {2, 10}) {
            var instances = Instances.some(3, 0);
            var watch = watch(SLOWER, instances);
            RandomGenerator random = new Random(7);
            for (int i = 0; i < 200; i++) {
                for (Instance one : instances) {
                    double spread = Math.exp(random.nextGaussian());
                    long factor = one == instances.get(2) ? slow : 1;
                    watch.saw(one, false, (long) (factor * 5 * MILLI * spread), now);
                }
            }
            now += 11 * SECOND;
            watch.saw(instances.get(0), false, 5 * MILLI, now);

            assertThat(out(instances))
                    .as(slow + " times slower")
                    .isEqualTo(slow == 10 ? List.of(instances.get(2)) : List.of());
        }
    }
}
