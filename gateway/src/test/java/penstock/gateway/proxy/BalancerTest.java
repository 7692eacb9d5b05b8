package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.gateway.routes.Balance;

/// Which instance is chosen. Nothing here depends on chance.
class BalancerTest {

    private static final long SECOND = Instances.SECOND;
    private static final Balancer.Wanted ANY = new Balancer.Wanted(List.of(), false, 0);

    private static Balancer balancer(Balance.Choice choice, List<Instance> instances) {
        return new Balancer(new Balance(choice, Duration.ZERO), instances);
    }

    private static Instance best(Balancer balancer, Balancer.Wanted wanted, long key, long now) {
        return Objects.requireNonNull(balancer.best(wanted, key, now));
    }

    /// How often each is chosen, with nothing in flight.
    private static Map<Instance, Integer> choices(Balancer balancer, int count, long now) {
        Map<Instance, Integer> choices = new HashMap<>();
        for (int i = 0; i < count; i++) {
            choices.merge(best(balancer, ANY, 0, now), 1, Integer::sum);
        }
        return choices;
    }

    @Test
    void theLeastRequestsWinAndEqualsTakeTurns() {
        var instances = Instances.some(3, 0);
        Instances.claim(instances.get(1), 1);

        var choices = choices(balancer(new Balance.LeastRequests(), instances), 100, 0);

        assertThat(choices).containsOnlyKeys(instances.get(0), instances.get(2));
        assertThat(choices.get(instances.get(0))).isBetween(33, 67);
    }

    @Test
    void ofManyInstancesTwoAreDrawnEvenly() {
        var instances = Instances.some(50, 0);
        var balancer = balancer(new Balance.LeastRequests(), instances);

        var choices = choices(balancer, 50_000, 0);

        assertThat(choices).hasSize(50);
        assertThat(choices.values()).allSatisfy(count -> assertThat(count).isBetween(850, 1_150));
    }

    @Test
    void ofTwoThatAreDrawnTheLessBusyOneWins() {
        var instances = Instances.some(50, 0);
        var busy = instances.subList(0, 25);
        busy.forEach(one -> Instances.claim(one, 5));

        var choices = choices(balancer(new Balance.LeastRequests(), instances), 10_000, 0);

        int toBusy = busy.stream().mapToInt(one -> choices.getOrDefault(one, 0)).sum();
        // Both that are drawn are busy in a quarter of the draws.
        assertThat(toBusy).isCloseTo(2_500, within(250));
    }

    @Test
    void manyInstancesAreKeptEvenlyBusy() {
        var instances = Instances.some(50, 0);
        var balancer = balancer(new Balance.LeastRequests(), instances);

        for (int i = 0; i < 5_000; i++) {
            var best = best(balancer, ANY, 0, 0);
            best.claim();
        }

        assertThat(instances).allSatisfy(one -> assertThat(one.inFlight()).isBetween(95L, 105L));
    }

    @Test
    void roundRobinIsExactlyEvenWhateverIsInFlight() {
        var instances = Instances.some(7, 0);
        Instances.claim(instances.get(3), 100);

        var choices = choices(balancer(new Balance.RoundRobin(), instances), 700, 0);

        assertThat(choices.values()).hasSize(7).containsOnly(100);
    }

    @Test
    void whatWasTriedIsUnusableOrFullIsNotChosen() {
        for (var choice :
                List.of(
                        new Balance.LeastRequests(),
                        new Balance.RoundRobin(),
                        new Balance.PeakEwma(Duration.ofSeconds(10)),
                        new Balance.Hash(List.of(), 0))) {
            for (int count : new int[] {4, 40}) {
                var instances = Instances.some(count, 0);
                var tried = instances.subList(3, count);
                instances.get(0).unreachable(0);
                Instances.claim(instances.get(1), 2);
                var wanted = new Balancer.Wanted(tried, false, 2);

                for (int i = 0; i < 50; i++) {
                    assertThat(balancer(choice, instances).best(wanted, i, 0))
                            .as(choice + " of " + count)
                            .isSameAs(instances.get(2));
                }
                Instances.claim(instances.get(2), 2);
                assertThat(balancer(choice, instances).best(wanted, 0, 0)).isNull();
            }
        }
    }

    // --- slow start ---

    @ParameterizedTest
    @ValueSource(ints = {4, 20})
    void theShareOfANewInstanceGrowsLinearly(int count) {
        for (var choice : List.of(new Balance.LeastRequests(), new Balance.RoundRobin())) {
            for (int percent : new int[] {10, 30, 50, 80, 100, 150}) {
                var instances = Instances.some(count, 0);
                long now = 1_000 * SECOND;
                var fresh = Instances.one("fresh", now - percent * (30 * SECOND) / 100);
                instances.add(fresh);
                var balancer = new Balancer(new Balance(choice, Duration.ofSeconds(30)), instances);

                var choices = choices(balancer, 42_000, now);

                double share = choices.getOrDefault(fresh, 0) / 42_000.0 * (count + 1);
                double expected = Math.min(percent, 100) / 100.0;
                assertThat(share)
                        .as(choice + " at " + percent + " % of " + count)
                        .isCloseTo(expected, within(0.12 * expected + 0.02));
            }
        }
    }

    /// Each request is in flight for as long as 19 others take to come.
    @ParameterizedTest
    @ValueSource(ints = {10, 50, 100})
    void underLoadToo(int percent) {
        var instances = Instances.some(3, 0);
        long now = 1_000 * SECOND;
        var fresh = Instances.one("fresh", now - percent * (30 * SECOND) / 100);
        instances.add(fresh);
        var balancer =
                new Balancer(
                        new Balance(new Balance.LeastRequests(), Duration.ofSeconds(30)),
                        instances);
        Deque<Instance> inFlight = new ArrayDeque<>();
        int toFresh = 0;

        for (int i = 0; i < 20_000; i++) {
            var best = best(balancer, ANY, 0, now);
            best.claim();
            inFlight.add(best);
            toFresh += best == fresh ? 1 : 0;
            if (inFlight.size() > 20) {
                inFlight.remove().release();
            }
        }

        double fair = percent / 100.0 / (3 + percent / 100.0);
        assertThat(toFresh / 20_000.0).isBetween(fair * 0.6, fair * 1.5);
    }

    @Test
    void whenAllAreNewAllGetTheSame() {
        var instances = Instances.some(4, 0);
        var balancer =
                new Balancer(
                        new Balance(new Balance.RoundRobin(), Duration.ofSeconds(30)), instances);

        assertThat(choices(balancer, 400, SECOND).values()).hasSize(4).containsOnly(100);
    }

    @Test
    void oneThatIsInTheTableAgainStartsSlowly() {
        var instances = Instances.some(2, 0);
        long now = 1_000 * SECOND;
        var back = instances.get(0);
        back.back(now - 3 * SECOND);
        var balancer =
                new Balancer(
                        new Balance(new Balance.LeastRequests(), Duration.ofSeconds(30)),
                        instances);

        assertThat(choices(balancer, 10_000, now).getOrDefault(back, 0)).isBetween(400, 600);
    }

    // --- latency ---

    private static final long DECAY = 10 * SECOND;
    private static final Balance.PeakEwma BY_LATENCY = new Balance.PeakEwma(Duration.ofSeconds(10));

    @Test
    void theFasterOneIsChosenUntilItHasThatMuchMoreToDo() {
        var instances = Instances.some(2, 0);
        instances.get(0).latency.saw(10_000_000, false, SECOND, DECAY);
        instances.get(1).latency.saw(40_000_000, false, SECOND, DECAY);
        var balancer = balancer(BY_LATENCY, instances);

        for (int i = 0; i < 3; i++) {
            assertThat(balancer.best(ANY, 0, SECOND)).isSameAs(instances.get(0));
            instances.get(0).claim();
        }
        instances.get(0).claim();

        assertThat(balancer.best(ANY, 0, SECOND)).isSameAs(instances.get(1));
    }

    @Test
    void aPeakCountsAtOnceAndIsForgottenWithTime() {
        var latency = new MeanLatency();
        latency.saw(10_000_000, false, SECOND, DECAY);
        latency.saw(500_000_000, false, SECOND, DECAY);

        assertThat(latency.cost(0, SECOND, DECAY)).isCloseTo(5e8, within(1e3));
        assertThat(latency.cost(0, 11 * SECOND, DECAY)).isCloseTo(5e8 / Math.E, within(1e5));
        latency.saw(10_000_000, false, 11 * SECOND, DECAY);
        assertThat(latency.cost(1, 11 * SECOND, DECAY))
                .isCloseTo(2 * (5e8 / Math.E + 1e7 * (1 - 1 / Math.E)), within(1e5));
    }

    @Test
    void aFailureMakesNobodyFaster() {
        var latency = new MeanLatency();
        latency.saw(100_000_000, false, SECOND, DECAY);

        latency.saw(1_000, true, 2 * SECOND, DECAY);

        assertThat(latency.cost(0, 2 * SECOND, DECAY)).isCloseTo(1e8, within(1e3));
    }

    @Test
    void ofAnUnknownInstanceOneRequestFindsOut() {
        var latency = new MeanLatency();

        assertThat(latency.cost(0, SECOND, DECAY)).isZero();
        assertThat(latency.cost(1, SECOND, DECAY)).isGreaterThan(1e9);
    }

    // --- by key ---

    private static Map<Integer, Instance> owners(List<Instance> instances, Balancer.Wanted wanted) {
        var balancer = balancer(new Balance.Hash(List.of(), 0), instances);
        Map<Integer, Instance> owners = new HashMap<>();
        for (int user = 0; user < 10_000; user++) {
            owners.put(user, best(balancer, wanted, key(user), 0));
        }
        return owners;
    }

    private static long key(int user) {
        return new Random(user).nextLong();
    }

    @Test
    void aKeyKeepsItsInstanceAndThoseOfALostOneSpreadOverAllOthers() {
        var instances = Instances.some(10, 0);
        var lost = instances.get(4);

        var before = owners(instances, ANY);
        var after = owners(instances, new Balancer.Wanted(List.of(lost), false, 0));

        Map<Instance, Integer> moved = new HashMap<>();
        before.forEach(
                (user, owner) -> {
                    if (owner == lost) {
                        moved.merge(Objects.requireNonNull(after.get(user)), 1, Integer::sum);
                    } else {
                        assertThat(after.get(user)).isSameAs(owner);
                    }
                });
        assertThat(moved).hasSize(9);
        assertThat(moved.values()).allSatisfy(count -> assertThat(count).isBetween(60, 165));
    }

    @Test
    void theOrderOfTheTableDoesNotMatter() {
        var instances = Instances.some(10, 0);

        assertThat(owners(instances.reversed(), ANY)).isEqualTo(owners(instances, ANY));
    }

    @Test
    void withABoundAnInstanceHasNoMoreThanItsShareOfTheMean() {
        var instances = Instances.some(5, 0);
        var balancer = balancer(new Balance.Hash(List.of(), 125), instances);
        List<Instance> met = new ArrayList<>();

        for (int i = 0; i < 100; i++) {
            var best = best(balancer, ANY, key(7), 0);
            best.claim();
            met.add(best);
        }

        assertThat(met.getFirst())
                .isSameAs(balancer(new Balance.Hash(List.of(), 0), instances).best(ANY, key(7), 0));
        assertThat(instances).allSatisfy(one -> assertThat(one.inFlight()).isLessThanOrEqualTo(25));
    }

    // --- weights ---

    private static List<Instance> weighted(int... weights) {
        var instances = Instances.some(weights.length, 0);
        for (int i = 0; i < weights.length; i++) {
            instances.get(i).weight = weights[i];
        }
        return instances;
    }

    @Test
    void eachHasItsShareOfTurnsExactlyWhateverTheWay() {
        var instances = weighted(5, 1, 2);
        for (var choice : List.of(new Balance.LeastRequests(), new Balance.RoundRobin())) {
            var choices = choices(balancer(choice, instances), 800, 0);

            assertThat(instances).extracting(choices::get).containsExactly(500, 100, 200);
        }
    }

    @Test
    void theTurnsOfAHeavyOneAreSpreadOut() {
        var turns = new Turns(new int[] {5, 1, 1});
        var order = new ArrayList<Integer>();
        for (int i = 0; i < 7; i++) {
            order.add(turns.at(i));
        }

        assertThat(order).containsExactly(0, 0, 1, 0, 2, 0, 0);
    }

    @Test
    void weightsOfAnySizeKeepTheirShareAndTheTurnsStayFew() {
        var instances = weighted(60_000_000, 20_000_000, 1);

        var choices = choices(balancer(new Balance.RoundRobin(), instances), 10_250, 0);

        assertThat(choices.get(instances.get(0))).isCloseTo(7_680, within(10));
        assertThat(choices.get(instances.get(1))).isCloseTo(2_560, within(10));
        assertThat(choices.get(instances.get(2))).isCloseTo(10, within(1));
    }

    @Test
    void requestsInFlightCountByTheWeight() {
        var instances = weighted(3, 1);
        var balancer = balancer(new Balance.LeastRequests(), instances);
        for (int i = 0; i < 400; i++) {
            best(balancer, ANY, 0, 0).claim();
        }

        assertThat(instances.get(0).inFlight()).isEqualTo(300);
        assertThat(instances.get(1).inFlight()).isEqualTo(100);
    }

    @Test
    void ofManyInstancesTheHeavyOnesAreDrawnMoreOften() {
        var weights = new int[20];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i < 10 ? 1 : 3;
        }
        var instances = weighted(weights);

        var choices = choices(balancer(new Balance.LeastRequests(), instances), 40_000, 0);

        for (int i = 0; i < weights.length; i++) {
            assertThat(choices.get(instances.get(i)))
                    .isCloseTo(weights[i] * 1_000, within(weights[i] * 150));
        }
    }

    @Test
    void keysAreSharedByTheWeightAndAHeavierOneOnlyGains() {
        var instances = weighted(1, 1, 2);
        var before = owners(instances, ANY);
        var choices = new HashMap<Instance, Integer>();
        before.values().forEach(owner -> choices.merge(owner, 1, Integer::sum));

        instances.get(0).weight = 4;
        var after = owners(instances, ANY);

        assertThat(choices.get(instances.get(2))).isCloseTo(5_000, within(200));
        after.forEach(
                (user, owner) -> {
                    if (owner != instances.get(0)) {
                        assertThat(owner).isSameAs(before.get(user));
                    }
                });
    }

    @Test
    void aBoundCountsByTheWeight() {
        var instances = weighted(3, 1, 1);
        var balancer = balancer(new Balance.Hash(List.of(), 125), instances);
        for (int i = 0; i < 100; i++) {
            best(balancer, ANY, key(7), 0).claim();
        }

        assertThat(instances.get(0).inFlight()).isLessThanOrEqualTo(75);
        assertThat(instances.get(1).inFlight()).isLessThanOrEqualTo(25);
        assertThat(instances.get(2).inFlight()).isLessThanOrEqualTo(25);
    }
}
