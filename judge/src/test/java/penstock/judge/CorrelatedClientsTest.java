package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Requests of one client share their fate: a client is slow or broken in all of them, and a few scripts make as many requests as all
/// people together. Counted by requests, two equal versions look different; counted by clients, as the gateway does it, they do not.
final class CorrelatedClientsTest {
    private static final long SEED = 20_261_126;
    private static final int RUNS = 24;
    private static final int TICK = 250;
    private static final int MINUTES = 8;
    private static final double CANDIDATE_SHARE = 0.25;
    private static final Judge JUDGE =
            new Judge(JudgePolicy.STANDARD.withTimes(Duration.ofSeconds(90), WarmUp.NONE));

    @Test
    void byRequestsEqualVersionsAreCalledWorseAndByClientsTheyAreNot() {
        int byRequests = 0;
        int byClients = 0;
        for (int run = 0; run < RUNS; run++) {
            byRequests += isWorse(new World(SEED + run, 0.01), false) ? 1 : 0;
            byClients += isWorse(new World(SEED + run, 0.01), true) ? 1 : 0;
        }

        assertThat(byRequests).as("of " + RUNS).isGreaterThan(RUNS / 8);
        assertThat(byClients).as("of " + RUNS).isLessThanOrEqualTo(1);
    }

    @Test
    void byClientsAVersionThatBreaksForOneClientInTenIsFound() {
        int found = 0;
        for (int run = 0; run < RUNS / 2; run++) {
            found += isWorse(new World(SEED + run, 0.10), true) ? 1 : 0;
        }

        assertThat(found).as("of " + RUNS / 2).isGreaterThanOrEqualTo(RUNS / 2 - 1);
    }

    private static boolean isWorse(World world, boolean isByClients) {
        var state = JUDGE.start(List.of(), Stage.warm(2_500));
        for (int tick = 1; tick <= MINUTES * 60_000 / TICK; tick++) {
            long now = (long) tick * TICK;
            world.until(now);
            var stable = world.stable.take(now, isByClients);
            var candidate = world.candidate.take(now, isByClients);
            state = JUDGE.observe(state, new Tick(now, stable, candidate));
            if (JUDGE.verdict(state) instanceof Verdict.Worse) {
                return true;
            }
        }
        return false;
    }

    /// People who come, ask some twenty times within a minute, and go; and scripts that ask all the time.
    private static final class World {
        private static final int SCRIPTS = 4;
        private static final double PEOPLE_PER_SECOND = 2;

        final Side stable = new Side();
        final Side candidate = new Side();
        private final Random random;
        private final double brokenByCandidate;
        private final List<Client> clients = new ArrayList<>();
        private long last;

        /// @param brokenByCandidate share of clients for whom the candidate fails; stable fails for 1 %
        World(long seed, double brokenByCandidate) {
            random = new Random(seed);
            this.brokenByCandidate = brokenByCandidate;
            for (int i = 0; i < SCRIPTS; i++) {
                clients.add(client(10, 3, 0));
            }
        }

        private Client client(double perSecond, double slowness, double leaves) {
            boolean isCandidate = random.nextDouble() < CANDIDATE_SHARE;
            boolean isBroken = random.nextDouble() < (isCandidate ? brokenByCandidate : 0.01);
            return new Client(
                    isCandidate ? candidate : stable,
                    perSecond,
                    slowness * Math.exp(0.6 * random.nextGaussian()),
                    leaves,
                    isBroken && leaves > 0);
        }

        void until(long now) {
            double seconds = (now - last) / 1_000.0;
            last = now;
            if (random.nextDouble() < PEOPLE_PER_SECOND * seconds) {
                clients.add(client(0.5, 1, 0.05));
            }
            clients.removeIf(each -> each.isGoneAfter(now, seconds, random));
        }
    }

    private static final class Client {
        private final Side side;
        private final double perSecond;
        private final double slowness;
        private final double leaves;
        private final boolean isBroken;

        private long countedAsFailing = -60_000;
        private long since = -60_000;
        private boolean hasFailed;
        private boolean isCounted = true;

        Client(Side side, double perSecond, double slowness, double leaves, boolean isBroken) {
            this.side = side;
            this.perSecond = perSecond;
            this.slowness = slowness;
            this.leaves = leaves;
            this.isBroken = isBroken;
        }

        boolean isGoneAfter(long now, double seconds, Random random) {
            for (double due = perSecond * seconds; due > 0; due--) {
                if (random.nextDouble() < due) {
                    request(now, random);
                    if (random.nextDouble() < leaves) {
                        return true;
                    }
                }
            }
            return false;
        }

        private void request(long now, Random random) {
            double latency = 0.08 * slowness * Math.exp(0.3 * random.nextGaussian());
            boolean isFailed = isBroken && random.nextBoolean();
            side.requests++;
            side.latency.merge(Histogram.indexOf(latency), 1L, Long::sum);
            if (isFailed && now - countedAsFailing >= 60_000) {
                countedAsFailing = now;
                side.failingClients++;
            }
            if (now - since >= 60_000) {
                since = now;
                hasFailed = false;
                isCounted = false;
                side.observed.add(this);
                side.firstLatency.merge(Histogram.indexOf(latency), 1L, Long::sum);
            }
            hasFailed |= isFailed && now - since < 10_000;
        }
    }

    /// What one version did since the last tick.
    private static final class Side {
        private long requests;
        private long failingClients;
        private final TreeMap<Integer, Long> latency = new TreeMap<>();
        private final TreeMap<Integer, Long> firstLatency = new TreeMap<>();
        private final List<Client> observed = new ArrayList<>();

        Sample take(long now, boolean isByClients) {
            var over =
                    observed.stream()
                            .filter(each -> !each.isCounted && now - each.since >= 10_000)
                            .toList();
            over.forEach(each -> each.isCounted = true);
            observed.removeAll(over);
            long failed = over.stream().filter(each -> each.hasFailed).count();
            var sample =
                    isByClients
                            ? new Sample(over.size(), failed, Histogram.of(firstLatency))
                            : new Sample(requests, failingClients, Histogram.of(latency));
            requests = 0;
            failingClients = 0;
            latency.clear();
            firstLatency.clear();
            return sample;
        }
    }
}
